import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countNgrams, Ngrams } from '../../engine/core/ngrams.ts';
import { ngramTensors, readNgrams } from '../../engine/models/ngram-tensors.ts';
import { openSafetensors, type TensorToWrite, writeSafetensors } from '../../engine/models/safetensors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gorgon-ngrams-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(tensors: TensorToWrite[]) {
  const file = path.join(folder, 'heads.safetensors');
  await writeSafetensors(file, tensors, {});
  return openSafetensors(file);
}

const COUNTS = countNgrams([
  [9, 1, 2, 3],
  [9, 1, 2, 3],
]);
const LIST = { tokenIds: [4, 3], probs: [0.5, 0.25] };

it('n-grams come back from a file as they were counted', async () => {
  const read = readNgrams(await written(ngramTensors(COUNTS)), 'heads', 10);
  expect(read?.weighed(LIST, [], 1, 2)).toEqual(new Ngrams(COUNTS, 10).weighed(LIST, [], 1, 2));
  expect([...(read?.weighed(LIST, [], 1, 2).tokenIds ?? [])]).toEqual([3, 4]);
});

it('none are in published heads, and texts too short to repeat anything have empty ones', async () => {
  expect(readNgrams(await written([]), 'heads', 10)).toBeNull();
  const empty = readNgrams(await written(ngramTensors(countNgrams([[1, 2, 3]]))), 'heads', 10);
  expect([...(empty?.weighed(LIST, [], 1, 2).tokenIds ?? [])]).toEqual([4, 3]);
});

it('tokens that the target does not have, and counts below one, are refused by place and value', async () => {
  const file = await written(ngramTensors(COUNTS));
  expect(() => readNgrams(file, 'heads', 3)).toThrow(
    'heads: ngrams.bigrams[1, 1] is 3 (allowed: tokens from 0 to 2)',
  );
  const bigrams = Int32Array.of(1, 2, 0);
  const zero = await written(ngramTensors({ ...COUNTS, bigrams }));
  expect(() => readNgrams(zero, 'heads', 10)).toThrow(
    'heads: ngrams.bigrams[0, 2] is 0 (allowed: counts from 1)',
  );
});
