import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnnxCausalLm } from '../../engine/runtime/onnx/onnx-causal-lm.ts';
import { prefill } from '../../engine/runtime/prefill.ts';
import { seededUniform } from '../fixtures/seeded-uniform.ts';
import { openTinyInt8 } from '../fixtures/tiny-int8.ts';
import { openTinyLlama, TINY_SHAPE, tinyWeights } from '../fixtures/tiny-llama.ts';

const V = TINY_SHAPE.vocabSize;

/** A true chain of tokens among random siblings, parents before children. */
function treeAround(chain: readonly number[], uniform: () => number) {
  const tree = { tokenIds: [chain[0] as number], parents: [-1], chainRows: [0] };
  const add = (tokenId: number, parent: number) => {
    tree.tokenIds.push(tokenId);
    tree.parents.push(parent);
  };
  for (const tokenId of chain.slice(1)) {
    const parent = tree.chainRows.at(-1) as number;
    for (let n = Math.floor(uniform() * 3); n > 0; n--) add(Math.floor(uniform() * V), parent);
    tree.chainRows.push(tree.tokenIds.length);
    add(tokenId, parent);
    if (uniform() < 0.5) add(Math.floor(uniform() * V), parent);
  }
  return tree;
}

describe.each(['fp32', 'int8'] as const)('rows of a tree pass at %s', (precision) => {
  let lm: OnnxCausalLm;
  beforeAll(async () => {
    const weights = tinyWeights();
    lm =
      precision === 'fp32'
        ? await openTinyLlama(weights)
        : new OnnxCausalLm(await openTinyInt8(weights), TINY_SHAPE);
  });
  afterAll(() => lm.release());

  it.each([1, 2, 50, 63, 64, 65, 120, 127, 128, 129, 191])(
    'are those of one-row passes to the bit, decoding on from %i cached rows',
    async (length) => {
      const uniform = seededUniform(length);
      const draw = (n: number) => Array.from({ length: n }, () => Math.floor(uniform() * V));
      const [prompt, text] = [draw(length), draw(90)];

      const alone: Float32Array[] = [];
      const one = lm.createCache();
      await prefill(lm, one, prompt);
      for (const tokenId of text) {
        const pass = await lm.forward({
          cache: one,
          tokenIds: [tokenId],
          parents: [-1],
          outputRows: [0],
          wantLogits: true,
        });
        lm.commit(one, pass.rows, [0]);
        alone.push(pass.logits as Float32Array);
      }

      const many = lm.createCache();
      await prefill(lm, many, prompt);
      let widest = 0;
      for (let at = 0; at < text.length; ) {
        const depth = Math.min(Math.floor(uniform() * 9), many.exactDepth);
        const tree = treeAround(text.slice(at, at + depth + 1), uniform);
        const { tokenIds, parents, chainRows } = tree;
        const pass = await lm.forward({
          cache: many,
          tokenIds,
          parents,
          outputRows: chainRows,
          wantLogits: true,
        });
        for (const d of chainRows.keys()) {
          const logits = (pass.logits as Float32Array).subarray(d * V, (d + 1) * V);
          expect(logits, `answer token ${at + d}, ${tokenIds.length} rows`).toEqual(alone[at + d]);
        }
        lm.commit(many, pass.rows, chainRows);
        at += chainRows.length;
        widest = Math.max(widest, tokenIds.length);
      }
      expect(widest).toBeGreaterThan(8);
    },
  );

  it('are the same after rows were dropped and run again', async () => {
    const uniform = seededUniform(3);
    const draw = (n: number) => Array.from({ length: n }, () => Math.floor(uniform() * V));
    const prompt = draw(66);
    const last = { tokenIds: [5], parents: [-1], outputRows: [0], wantLogits: true };
    const straight = lm.createCache();
    await prefill(lm, straight, prompt);
    const expected = (await lm.forward({ cache: straight, ...last })).logits;
    for (const dropped of [1, 2, 3, 64, 65, 70, 150]) {
      const cache = lm.createCache();
      await prefill(lm, cache, [...prompt, ...draw(dropped)]);
      lm.truncate(cache, prompt.length);
      expect((await lm.forward({ cache, ...last })).logits, `${dropped} rows dropped`).toEqual(expected);
    }
  });

  it('are the same in memory that another cache gave back', async () => {
    const uniform = seededUniform(4);
    const draw = (n: number) => Array.from({ length: n }, () => Math.floor(uniform() * V));
    const prompt = draw(66);
    const last = { tokenIds: [5], parents: [-1], outputRows: [0], wantLogits: true };
    const first = lm.createCache();
    await prefill(lm, first, prompt);
    const expected = (await lm.forward({ cache: first, ...last })).logits;
    const longer = lm.createCache();
    await prefill(lm, longer, draw(200));
    lm.releaseCache(longer);
    expect(() => lm.truncate(longer, 0)).toThrow('released');
    const again = lm.createCache();
    await prefill(lm, again, prompt);
    expect((await lm.forward({ cache: again, ...last })).logits).toEqual(expected);
  });
});
