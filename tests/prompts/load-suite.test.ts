import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSuite, takeInRotation } from '../../bench/prompts/load-suite.ts';
import { EngineError } from '../../engine/errors.ts';
import { CATEGORIES } from '../../engine/protocol.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gorgon-suite-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function write(content: string | Uint8Array): Promise<string> {
  const path = join(folder, 'mine.jsonl');
  await writeFile(path, content);
  return path;
}

function line(overrides: Record<string, unknown> = {}): string {
  return JSON.stringify({ question_id: 1, category: 'writing', turns: ['One.'], ...overrides });
}

async function failure(path: string): Promise<EngineError> {
  const error: unknown = await loadSuite(path).then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  expect((error as EngineError).message).not.toContain('\n');
  return error as EngineError;
}

describe('built-in suite', () => {
  it('has ten questions of two turns in each of the eight categories, numbered in that order', async () => {
    const suite = await loadSuite('builtin');
    expect(suite.name).toBe('builtin');
    expect(suite.questions.map((question) => question.questionId)).toEqual(
      Array.from({ length: 80 }, (_, i) => i + 1),
    );
    expect(suite.questions.map((question) => question.category)).toEqual(
      CATEGORIES.flatMap((category) => Array.from({ length: 10 }, () => category)),
    );
    for (const question of suite.questions) {
      expect(question.turns).toHaveLength(2);
      for (const turn of question.turns) expect(turn).toBe(turn.trim());
    }
  });

  it('never asks the same thing twice', async () => {
    const { questions } = await loadSuite('builtin');
    expect(new Set(questions.flatMap((question) => question.turns)).size).toBe(160);
  });

  it('gives extraction questions a passage of 60 to 150 words', async () => {
    const { questions } = await loadSuite('builtin');
    for (const question of questions.filter(({ category }) => category === 'extraction')) {
      const passage = question.turns[0]!.split('\n\n').slice(1).join('\n\n');
      const words = passage.split(/\s+/).length;
      expect(words, passage).toBeGreaterThanOrEqual(60);
      expect(words, passage).toBeLessThanOrEqual(150);
    }
  });

  it('holds text beyond ASCII: accents, an emoji and CJK', async () => {
    const { questions } = await loadSuite('builtin');
    const text = questions.flatMap((question) => question.turns).join('\n');
    expect(text).toMatch(/é/);
    expect(text).toMatch(/\p{Emoji_Presentation}/u);
    expect(text).toMatch(/\p{Script=Han}/u);
  });
});

describe('loadSuite on a file', () => {
  it('keeps order, verbatim text, text ids and foreign categories; ignores other keys and blank lines', async () => {
    const content = [
      '',
      line({
        question_id: 'b/7',
        category: 'summarization',
        turns: [' two\nlines ', 'é ☕'],
        reference: ['x'],
      }),
      '   ',
      line({ question_id: 3 }),
    ].join('\r\n');
    const path = await write(content);
    const suite = await loadSuite(path);
    expect(suite).toEqual({
      name: 'mine.jsonl',
      sha256: createHash('sha256').update(content).digest('hex'),
      questions: [
        { questionId: 'b/7', category: 'summarization', turns: [' two\nlines ', 'é ☕'] },
        { questionId: 3, category: 'writing', turns: ['One.'] },
      ],
    });
  });

  it('takes a byte order mark at the beginning, and only there', async () => {
    const suite = await loadSuite(await write(`\uFEFF${line()}\n`));
    expect(suite.questions).toHaveLength(1);
    const error = await failure(await write(`${line()}\n\uFEFF${line({ question_id: 2 })}\n`));
    expect(error.message).toMatch(/line 2: not valid JSON/);
  });

  it('hashes the bytes of the built-in file', async () => {
    const bytes = await readFile(new URL('../../bench/prompts/suite.jsonl', import.meta.url));
    expect((await loadSuite('builtin')).sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('says when there is no such file, or when it is a folder', async () => {
    const missing = await failure(join(folder, 'absent.jsonl'));
    expect(missing.code).toBe('file-not-found');
    expect(missing.message).toMatch(/absent\.jsonl.*no such file.*"builtin" or the path/);
    expect((await failure(folder)).message).toMatch(/it is a folder/);
  });

  const faults: [string, string, RegExp][] = [
    ['broken JSON', `${line()}\n{"question_id": 2,`, /line 2: not valid JSON/],
    ['a list', `\n\n[1, 2]`, /line 3: a list instead of a JSON object/],
    ['null', 'null', /line 1: null instead of a JSON object/],
    ['no id', line({ question_id: undefined }), /line 1: question_id is missing/],
    ['a fraction as id', line({ question_id: 1.5 }), /question_id is 1\.5/],
    ['an empty id', line({ question_id: '' }), /question_id is an empty text/],
    ['no category', line({ category: undefined }), /category is missing/],
    ['a number as category', line({ category: 4 }), /category is 4/],
    ['no turns', line({ turns: undefined }), /turns is missing/],
    ['an empty list of turns', line({ turns: [] }), /turns is an empty list/],
    ['one text as turns', line({ turns: 'Hello' }), /turns is "Hello"/],
    ['an empty turn', line({ turns: ['a', ''] }), /turn 2 is an empty text/],
    ['a turn that is no text', line({ turns: [{ role: 'user' }] }), /turn 1 is an object/],
    ['half a character', line({ turns: ['\uD83D'] }), /turn 1 holds an unpaired surrogate/],
    [
      'an id twice',
      `${line()}\n${line({ turns: ['b'] })}`,
      /line 2: question_id 1 was already used in line 1/,
    ],
    [
      'an id twice, as number and text',
      `${line()}\n${line({ question_id: '1' })}`,
      /line 2: question_id "1"/,
    ],
    ['no questions', '\n \n', /holds no questions/],
    ['an empty file', '', /holds no questions/],
  ];
  it.each(faults)('refuses %s', async (_, content, message) => {
    const error = await failure(await write(content));
    expect(error.code).toBe('file-corrupt');
    expect(error.message).toMatch(message);
    expect(error.message).toContain('mine.jsonl');
  });

  it('refuses invalid UTF-8 and names the line', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${line()}\n{"question_id": 2, "category": "`),
      Buffer.from([0xff]),
    ]);
    const error = await failure(await write(bytes));
    expect(error.message).toMatch(/line 2: not valid UTF-8/);
  });
});

describe('takeInRotation', () => {
  const questions = ['b', 'b', 'a', 'b', 'c', 'a'].map((category, index) => ({ category, index }));
  const indices = (count: number) => takeInRotation(questions, count).map(({ index }) => index);

  it('takes the first of each category in order of appearance, then the second, passing over empty ones', () => {
    expect(indices(6)).toEqual([0, 2, 4, 1, 5, 3]);
    expect(indices(4)).toEqual([0, 2, 4, 1]);
    expect(indices(1)).toEqual([0]);
  });

  it('takes two of each category when asked for 16 of the built-in suite', async () => {
    const taken = takeInRotation((await loadSuite('builtin')).questions, 16);
    expect(taken.map(({ questionId }) => questionId)).toEqual([
      1, 11, 21, 31, 41, 51, 61, 71, 2, 12, 22, 32, 42, 52, 62, 72,
    ]);
  });

  it.each([0, -1, 1.5, Number.NaN, 7])('refuses %s of six', (count) => {
    expect(() => takeInRotation(questions, count)).toThrow(/number of prompts.*whole numbers from 1 to 6/);
  });
});
