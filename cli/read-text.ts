/** Text as the user gave it: every byte counts, nothing is trimmed, and what is not UTF-8 is refused with its place. */
import { readFile } from 'node:fs/promises';
import { EngineError } from '../engine/errors.ts';

/** `-` is standard input. */
export async function readText(file: string): Promise<string> {
  const name = file === '-' ? 'standard input' : file;
  const bytes = await (file === '-' ? readStandardInput() : readFile(file)).catch(
    (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
      throw new EngineError('file-not-found', `cannot read ${name}: ${why}`, { cause });
    },
  );
  return decodeUtf8(bytes, name);
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function decodeUtf8(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new EngineError(
      'invalid-input',
      `${name} is not UTF-8: byte ${firstBadByte(bytes)} begins no valid character`,
      { cause },
    );
  }
}

/** Offset of the first byte that no valid character begins with or goes on with: by halving on whole prefixes. */
function firstBadByte(bytes: Uint8Array): number {
  const validUpTo = (length: number): boolean => {
    try {
      // A prefix may end inside a character: streaming decoding leaves that open.
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, length), {
        stream: true,
      });
      return true;
    } catch {
      return false;
    }
  };
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (validUpTo(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
