/**
 * Evaluation suites: JSON lines of the form MT-bench uses (FastChat, `question_id`, `category`, `turns`). Every fault
 * of a file is one EngineError line with file and line number; nothing is skipped or repaired.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError, invalidArgument } from '../../engine/errors.ts';

/** The suite that ships with the product: 80 questions of two turns, 10 in each of the eight categories. */
export const BUILTIN_SUITE = 'builtin';

export interface SuiteQuestion {
  /** As the file has it; no two are equal when written as text. */
  questionId: number | string;
  /** Any name; the eight of `CATEGORIES` in the built-in suite. */
  category: string;
  /** User messages in order, verbatim, one or more, none of them empty. */
  turns: string[];
}

export interface Suite {
  /** `builtin`, or the file's name without its folder. */
  name: string;
  /** Of the file's bytes, lower-case hexadecimal. */
  sha256: string;
  /** In the file's order, one or more. */
  questions: SuiteQuestion[];
}

/**
 * Reads the suite called `builtin`, or the file at any other path (a file that is itself called builtin is
 * `./builtin`). Blank lines and keys beside the three are ignored.
 * Throws `file-not-found` when the file cannot be read and `file-corrupt` when its content is at fault.
 */
export async function loadSuite(nameOrPath: string): Promise<Suite> {
  const builtin = nameOrPath === BUILTIN_SUITE;
  const path = builtin ? fileURLToPath(new URL('./suite.jsonl', import.meta.url)) : nameOrPath;
  return parseSuite(await readSuiteFile(path), builtin ? BUILTIN_SUITE : basename(path), path);
}

/** A suite out of a file's bytes; `where` names it in errors. Throws `file-corrupt` when its content is at fault. */
export function parseSuite(bytes: Buffer, name: string, where: string = name): Suite {
  return {
    name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    questions: parseQuestions(bytes, where),
  };
}

/**
 * The first `count` questions in rotation over the categories, categories in order of first appearance: the first
 * question of each, then the second of each; a category that has run out is passed over. So any count is as balanced
 * over the categories as the suite allows. Throws `invalid-argument` unless count is whole and 1 to the number there are.
 */
export function takeInRotation<Q extends { category: string }>(questions: readonly Q[], count: number): Q[] {
  if (!Number.isInteger(count) || count < 1 || count > questions.length) {
    throw invalidArgument('number of prompts', count, `whole numbers from 1 to ${questions.length}`);
  }
  const byCategory = new Map<string, Q[]>();
  for (const question of questions) {
    const list = byCategory.get(question.category);
    if (list) list.push(question);
    else byCategory.set(question.category, [question]);
  }
  const taken: Q[] = [];
  for (let round = 0; taken.length < count; round++) {
    for (const list of byCategory.values()) {
      const question = list[round];
      if (question !== undefined && taken.length < count) taken.push(question);
    }
  }
  return taken;
}

async function readSuiteFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const what = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'it is a folder' : code;
    const advice = `give "${BUILTIN_SUITE}" or the path of a JSONL file`;
    throw new EngineError(
      'file-not-found',
      `cannot read suite ${JSON.stringify(path)}: ${what} (${advice})`,
      {
        cause: error,
      },
    );
  }
}

function parseQuestions(bytes: Buffer, path: string): SuiteQuestion[] {
  const questions: SuiteQuestion[] = [];
  const lineOfId = new Map<string, number>();
  // Split before decoding, so that invalid UTF-8 is reported with its line.
  for (const [index, line] of splitLines(bytes).entries()) {
    const fail = (what: string): never => {
      throw new EngineError('file-corrupt', `suite ${JSON.stringify(path)}, line ${index + 1}: ${what}`);
    };
    const text = decodeLine(line, index === 0, fail);
    if (text.trim() === '') continue;
    const question = checkQuestion(parseLine(text, fail), fail);
    const id = String(question.questionId);
    const earlier = lineOfId.get(id);
    if (earlier !== undefined)
      fail(`question_id ${JSON.stringify(question.questionId)} was already used in line ${earlier}`);
    lineOfId.set(id, index + 1);
    questions.push(question);
  }
  if (questions.length === 0) {
    throw new EngineError(
      'file-corrupt',
      `suite ${JSON.stringify(path)} holds no questions (needed: one JSON object a line)`,
    );
  }
  return questions;
}

type Fail = (what: string) => never;

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  lines.push(bytes.subarray(start));
  return lines;
}

function decodeLine(line: Buffer, first: boolean, fail: Fail): string {
  try {
    // A byte order mark may open a file; anywhere else it stays and is refused as JSON.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: !first }).decode(line);
  } catch {
    return fail('not valid UTF-8');
  }
}

function parseLine(text: string, fail: Fail): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return fail(`not valid JSON: ${oneLine((error as Error).message)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail(`${inWords(value)} instead of a JSON object`);
  return value as Record<string, unknown>;
}

function checkQuestion(record: Record<string, unknown>, fail: Fail): SuiteQuestion {
  const { question_id: questionId, category, turns } = record;
  if (!isId(questionId))
    return fail(
      `question_id is ${inWords(questionId)} (allowed: a whole number or a text that is not empty)`,
    );
  if (typeof category !== 'string' || category === '') {
    return fail(`category is ${inWords(category)} (allowed: a text that is not empty)`);
  }
  if (!Array.isArray(turns) || turns.length === 0) {
    return fail(`turns is ${inWords(turns)} (allowed: a list of one or more texts)`);
  }
  const texts = turns.map((turn: unknown, index) => {
    if (typeof turn !== 'string' || turn === '') {
      return fail(`turn ${index + 1} is ${inWords(turn)} (allowed: a text that is not empty)`);
    }
    // JSON escapes can spell half a character, which no tokenizer can encode.
    if (/\p{Surrogate}/u.test(turn))
      return fail(`turn ${index + 1} holds an unpaired surrogate (allowed: Unicode text)`);
    return turn;
  });
  return { questionId, category, turns: texts };
}

function isId(value: unknown): value is number | string {
  return Number.isSafeInteger(value) || (typeof value === 'string' && value !== '');
}

function inWords(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return oneLine(JSON.stringify(value));
}

/** Quoted file content may be long or hold line breaks; an error is one short line. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 120)}...` : line;
}
