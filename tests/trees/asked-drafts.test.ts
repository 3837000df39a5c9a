import { expect, it } from 'vitest';
import { countNgrams, Ngrams } from '../../engine/core/ngrams.ts';
import type { HeadBank } from '../../engine/runtime/draft-lm.ts';
import { askedHeads } from '../../engine/trees/asked-drafts.ts';

/** Two heads that always say the same. */
const heads: HeadBank = {
  headCount: 2,
  topK: 3,
  propose: async () => [
    { tokenIds: Int32Array.of(4, 2, 9), probs: Float32Array.of(0.4, 0.3, 0.1) },
    { tokenIds: Int32Array.of(5, 3, 9), probs: Float32Array.of(0.4, 0.3, 0.1) },
  ],
};
const ANSWER = { promptTokenIds: [7, 0], answerTokenIds: [1, 2, 3] };

it('Medusa’s heads are asked for their best, whatever the text, without n-grams', async () => {
  const ask = await askedHeads(heads, null, 2).read(ANSWER);
  const lists = await ask(0, new Float32Array(1));
  expect(lists.map(({ tokenIds }) => [...tokenIds])).toEqual([
    [4, 2],
    [5, 3],
  ]);
  expect(lists[0]?.probs).toHaveLength(2);
});

it('with n-grams each list is weighed by the two tokens before it, as a step weighs it', async () => {
  const text = [0, 1, 2, 3];
  const ngrams = new Ngrams(countNgrams(Array.from({ length: 9 }, () => text)), 10);
  const ask = await askedHeads(heads, ngrams, 2).read(ANSWER);
  const firsts = async (root: number) =>
    (await ask(root, new Float32Array(1))).map(({ tokenIds }) => tokenIds[0]);
  expect(await firsts(0)).toEqual([2, 3]);
  // Behind token 2 of the answer stands 3; behind the last one nothing is known.
  expect(await firsts(1)).toEqual([4, 5]);
});
