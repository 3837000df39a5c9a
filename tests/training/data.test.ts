import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isHeldOut, loadAnswers, packAnswers, shippedAnswers } from '../../engine/training/answers.ts';
import { packBlocks } from '../../engine/training/draft-task.ts';
import { draftVocabulary } from '../../engine/training/draft-vocabulary.ts';
import { followerAccuracy } from '../../engine/training/ngram-baseline.ts';

const facts = {
  modelSha256: 'a',
  precision: 'int8' as const,
  promptsSha256: 'b',
  maxNewTokens: 10,
  maxPromptTokens: 20,
  ended: 1,
  promptsTooLong: 0,
  seconds: 1,
  machine: 'test',
};
const answers = [
  { promptId: 'x-1', tokenIds: [1, 65535, 3] },
  { promptId: 'x-2', tokenIds: [7] },
];

describe('packed answers', () => {
  it('come back as they were', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-answers-'));
    const manifest = await packAnswers(folder, answers, facts);
    expect(manifest).toMatchObject({ answers: 2, tokens: 4 });
    expect(await loadAnswers(folder)).toEqual({ manifest, answers });
  });

  it('are refused when missing or altered', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-answers-'));
    await expect(loadAnswers(folder)).rejects.toThrow('there are no answers in');
    await packAnswers(folder, answers, facts);
    const other = await mkdtemp(path.join(tmpdir(), 'gorgon-answers-'));
    await packAnswers(other, [...answers].reverse(), facts);
    await writeFile(path.join(folder, 'tokens.u16.gz'), await readFile(path.join(other, 'tokens.u16.gz')));
    await expect(loadAnswers(folder)).rejects.toThrow('the manifest says');
  });

  it('of the repository can be read, and a tenth of their prompts is held out', async () => {
    const { manifest, answers: shipped } = await loadAnswers(shippedAnswers('fp32'));
    expect(shipped.length).toBe(manifest.answers);
    expect(manifest.tokens).toBeGreaterThan(100_000);
    const share = shipped.filter(({ promptId }) => isHeldOut(promptId)).length / shipped.length;
    expect(share).toBeGreaterThan(0.07);
    expect(share).toBeLessThan(0.13);
  });
});

describe('draftVocabulary', () => {
  it('keeps the most frequent tokens, and those it must', () => {
    const { tokenMap, indexOf } = draftVocabulary([[5, 5, 5, 4, 4, 9]], 3, 12, [2]);
    expect(Array.from(tokenMap)).toEqual([2, 5, 4]);
    expect([indexOf[2], indexOf[5], indexOf[4], indexOf[9]]).toEqual([0, 1, 2, -1]);
  });
});

describe('followerAccuracy', () => {
  it('counts what a table of followers guesses', () => {
    const training = [[1, 2, 1, 2, 1, 3]];
    expect(followerAccuracy(training, [[1, 2, 1, 3, 4]], 1)).toEqual({ accuracy: 2 / 4, positions: 4 });
    expect(followerAccuracy(training, [[1, 9, 1]], 2)).toEqual({ accuracy: 1, positions: 1 });
  });
});

describe('packBlocks', () => {
  it('lays sequences side by side and leaves out what is too long', () => {
    const sequence = (length: number) => ({
      promptId: String(length),
      category: 'math',
      promptTokenIds: new Array<number>(length - 2).fill(1),
      answerTokenIds: [1, 2],
    });
    const blocks = packBlocks([sequence(6), sequence(7), sequence(4), sequence(11), sequence(3)], 10);
    expect(blocks.map((block) => block.map(({ sequence: s, start }) => [s.promptId, start]))).toEqual([
      [
        ['6', 0],
        ['4', 6],
      ],
      [
        ['7', 0],
        ['3', 7],
      ],
    ]);
  });
});
