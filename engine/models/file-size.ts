import { stat } from 'node:fs/promises';
import { EngineError } from '../errors.ts';

/** Bytes of a file. Throws `file-not-found` where there is none that can be read. */
export async function sizeOfFile(path: string): Promise<number> {
  const info = await stat(path).catch((cause: unknown) => {
    throw cannotRead(path, cause);
  });
  if (!info.isFile()) throw new EngineError('file-not-found', `${path} is not a file`);
  return info.size;
}

/** What a failed open or stat means to the user. */
export function cannotRead(path: string, cause: unknown): EngineError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  const what = missing ? `there is no file ${path}` : `cannot read ${path}: ${message}`;
  return new EngineError('file-not-found', what, { cause });
}
