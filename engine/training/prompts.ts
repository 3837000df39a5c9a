/**
 * The training prompts that ship with the product (`data/prompts`, with their licences): prompts only, the target
 * writes its own answers to them. Any prefix of the file is balanced over the categories.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { EngineError, invalidArgument } from '../errors.ts';

export interface TrainingPrompt {
  /** Unique, for example `coding-0001`. */
  id: string;
  /** One of the eight of `CATEGORIES`. */
  category: string;
  /** Verbatim, never empty. */
  prompt: string;
  /** Row of the licence table in `data/prompts/README.md`. */
  source: string;
}

export interface TrainingPrompts {
  /** Of the whole uncompressed file, whatever the limit; lower-case hexadecimal. */
  sha256: string;
  prompts: TrainingPrompt[];
}

export interface TrainingPromptOptions {
  /** A gzip file of JSON lines {id, category, prompt, source}; the shipped file unless given. */
  path?: string;
}

/**
 * Reads the first `limit` prompts, or all of them. The whole file is checked even so, since the hash names all of it.
 * Throws `invalid-argument` when limit is not whole or out of 1 to the number there are, `file-not-found` when the
 * file cannot be read, `file-corrupt` when it is not gzip or a line (named) is not such a prompt.
 */
export async function loadTrainingPrompts(
  limit?: number,
  options: TrainingPromptOptions = {},
): Promise<TrainingPrompts> {
  const path = options.path ?? fileURLToPath(new URL('../../data/prompts/train.jsonl.gz', import.meta.url));
  const bytes = await unpack(path);
  const prompts = parsePrompts(bytes, path);
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= prompts.length)) {
    throw invalidArgument('number of training prompts', limit, `whole numbers from 1 to ${prompts.length}`);
  }
  return { sha256: createHash('sha256').update(bytes).digest('hex'), prompts: prompts.slice(0, limit) };
}

async function unpack(path: string): Promise<Buffer> {
  let packed: Buffer;
  try {
    packed = await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new EngineError('file-not-found', `cannot read training prompts ${JSON.stringify(path)}: ${code}`, {
      cause: error,
    });
  }
  try {
    return await promisify(gunzip)(packed);
  } catch (error) {
    const why = (error as Error).message;
    throw new EngineError(
      'file-corrupt',
      `training prompts ${JSON.stringify(path)}: not a whole gzip file (${why})`,
      {
        cause: error,
      },
    );
  }
}

function parsePrompts(bytes: Buffer, path: string): TrainingPrompt[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new EngineError('file-corrupt', `training prompts ${JSON.stringify(path)}: not valid UTF-8`, {
      cause: error,
    });
  }
  const prompts: TrainingPrompt[] = [];
  const ids = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const prompt = parsePrompt(line);
    if (typeof prompt === 'string' || ids.has(prompt.id)) {
      const what = typeof prompt === 'string' ? prompt : `id ${JSON.stringify(prompt.id)} is there twice`;
      throw new EngineError(
        'file-corrupt',
        `training prompts ${JSON.stringify(path)}, line ${index + 1}: ${what}`,
      );
    }
    ids.add(prompt.id);
    prompts.push(prompt);
  }
  if (prompts.length === 0)
    throw new EngineError('file-corrupt', `training prompts ${JSON.stringify(path)}: no prompts in it`);
  return prompts;
}

/** The prompt of one line, or what is wrong with it. */
function parsePrompt(line: string): TrainingPrompt | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'not valid JSON';
  }
  const record = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const { id, category, prompt, source } = record;
  if (!isText(id)) return 'field "id" must be a text that is not empty';
  if (!isText(category)) return 'field "category" must be a text that is not empty';
  if (!isText(prompt)) return 'field "prompt" must be a text that is not empty';
  if (!isText(source)) return 'field "source" must be a text that is not empty';
  return { id, category, prompt, source };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
