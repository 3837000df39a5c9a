/** Measured acceptances on disk: one file a method and precision. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../errors.ts';
import { parseJson } from '../parse-json.ts';
import type { Method, Precision } from '../protocol.ts';
import { type AcceptanceFile, parseAcceptance } from './acceptance-format.ts';

/** Those that were measured on the shipped drafts. */
export const ACCEPTANCE_FOLDER = path.join(
  // Not a URL of a folder: bundlers take that for a module.
  path.dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  'artifacts',
  'acceptance',
);

export const acceptanceName = (method: Method, precision: Precision): string => `${method}-${precision}.json`;

/** `file` unless given is that of the shipped draft; null where that is not there. */
export async function loadAcceptance(
  method: Method,
  precision: Precision,
  file?: string,
): Promise<AcceptanceFile | null> {
  const from = file ?? path.join(ACCEPTANCE_FOLDER, acceptanceName(method, precision));
  let text: string;
  try {
    text = await readFile(from, 'utf8');
  } catch (cause) {
    if (file === undefined) return null;
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new EngineError('file-not-found', `cannot read acceptance ${JSON.stringify(file)}: ${code}`, {
      cause,
    });
  }
  return parseAcceptance(parseJson(text), from);
}
