import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProposeVerifyDecoding } from '../../engine/decoding/propose-verify.ts';
import { DraftModelProposer } from '../../engine/decoding/proposers/draft-model.ts';
import { PromptLookupProposer } from '../../engine/decoding/proposers/prompt-lookup.ts';
import { VanillaDecoding } from '../../engine/decoding/vanilla.ts';
import type { KvCache } from '../../engine/runtime/causal-lm.ts';
import type { DraftLm } from '../../engine/runtime/draft-lm.ts';
import type { OnnxCausalLm } from '../../engine/runtime/onnx/onnx-causal-lm.ts';
import { prefill } from '../../engine/runtime/prefill.ts';
import { run } from '../decoding/run.ts';
import { seededUniform } from '../fixtures/seeded-uniform.ts';
import { openTinyLlama, TINY_ROPE_THETA, TINY_SHAPE, tinyWeights } from '../fixtures/tiny-llama.ts';
import { naiveLogits, naiveStates } from './naive-llama.ts';

const weights = tinyWeights();
let model: OnnxCausalLm;
beforeAll(async () => {
  model = await openTinyLlama(weights);
});
afterAll(() => model.release());

const uniform = seededUniform(5);
const randomTokens = (n: number) =>
  Array.from({ length: n }, () => Math.floor(uniform() * TINY_SHAPE.vocabSize));

/** Largest difference between the graph's logits of one row and the plain loops on the whole text. */
function difference(logits: Float32Array, row: number, text: readonly number[]): number {
  const expected = naiveLogits(weights, TINY_SHAPE, TINY_ROPE_THETA, text);
  const V = TINY_SHAPE.vocabSize;
  return Math.max(...expected.map((value, i) => Math.abs(value - (logits[row * V + i] as number))));
}

async function cacheOf(text: readonly number[]): Promise<KvCache> {
  const cache = model.createCache();
  await prefill(model, cache, text);
  return cache;
}

const TREE_PARENTS = [-1, 0, 0, 1, 1, 2, 3, 5, 5, -1];
function textOf(prompt: readonly number[], tokens: readonly number[], row: number): number[] {
  const path: number[] = [];
  for (let at = row; at >= 0; at = TREE_PARENTS[at] as number) path.unshift(tokens[at] as number);
  return [...prompt, ...path];
}

describe('the Llama graph', () => {
  it('gives the logits of plain loops: prompt in chunks, then one row at a time over grown caches', async () => {
    const text = randomTokens(150); // three chunks, and more than one block of cache slots
    const cache = model.createCache();
    const first = await prefill(model, cache, text.slice(0, 126), { wantLogits: true });
    expect(difference(first.logits as Float32Array, 0, text.slice(0, 126))).toBeLessThan(2e-4);
    for (let n = 126; n < 134; n++) {
      const pass = await model.forward({
        cache,
        tokenIds: [text[n] as number],
        parents: [-1],
        outputRows: [0],
        wantLogits: true,
      });
      model.commit(cache, pass.rows, [0]);
      expect(difference(pass.logits as Float32Array, 0, text.slice(0, n + 1))).toBeLessThan(2e-4);
    }
    expect(cache.length).toBe(134);
  });

  it('verifies every node of a tree as if its path stood alone', async () => {
    for (const length of [1, 7, 127, 128, 129]) {
      const prompt = randomTokens(length);
      const tokens = randomTokens(TREE_PARENTS.length);
      const cache = await cacheOf(prompt);
      const outputRows = TREE_PARENTS.map((_, row) => row);
      const pass = await model.forward({
        cache,
        tokenIds: tokens,
        parents: TREE_PARENTS,
        outputRows,
        wantLogits: true,
      });
      for (const row of outputRows) {
        expect(difference(pass.logits as Float32Array, row, textOf(prompt, tokens, row))).toBeLessThan(2e-4);
      }
    }
  });

  it('goes on from any committed path of a tree', async () => {
    const prompt = randomTokens(9);
    const tokens = randomTokens(TREE_PARENTS.length);
    for (const path of [[0], [0, 2, 5, 8], [0, 1, 4], [9]]) {
      const cache = await cacheOf(prompt);
      const pass = await model.forward({ cache, tokenIds: tokens, parents: TREE_PARENTS, outputRows: [0] });
      model.commit(cache, pass.rows, path);
      const text = [...prompt, ...path.map((row) => tokens[row] as number), 33];
      const next = await model.forward({
        cache,
        tokenIds: [33],
        parents: [-1],
        outputRows: [0],
        wantLogits: true,
      });
      expect(difference(next.logits as Float32Array, 0, text)).toBeLessThan(2e-4);
    }
  });

  // Over the edges of a quarter of the recent slots (16) and of a block (64), within them, and back over several.
  it.each([
    [20, 12],
    [48, 33],
    [66, 63],
    [64, 16],
    [130, 64],
    [140, 129],
    [200, 5],
  ])('forgets the rows behind %i when truncated to %i, and goes on from there', async (full, kept) => {
    const text = randomTokens(full);
    const cache = await cacheOf(text);
    model.truncate(cache, kept);
    const rest = randomTokens(20);
    for (const [n, token] of rest.entries()) {
      const pass = await model.forward({
        cache,
        tokenIds: [token],
        parents: [-1],
        outputRows: [0],
        wantLogits: true,
      });
      model.commit(cache, pass.rows, [0]);
      const now = [...text.slice(0, kept), ...rest.slice(0, n + 1)];
      expect(difference(pass.logits as Float32Array, 0, now)).toBeLessThan(2e-4);
    }
  });

  it('gives back memory that holds nothing of what it held', async () => {
    const prompt = randomTokens(30);
    const cache = await cacheOf(randomTokens(150));
    model.releaseCache(cache);
    const next = model.createCache();
    const pass = await prefill(model, next, prompt, { wantLogits: true });
    expect(difference(pass.logits as Float32Array, 0, prompt)).toBeLessThan(2e-4);
    expect(() => model.truncate(cache, 1)).toThrow('this cache was released');
  });

  it('refuses to truncate to more rows than there are', async () => {
    const cache = await cacheOf(randomTokens(20));
    expect(() => model.truncate(cache, 21)).toThrow('cannot truncate a cache of 20 rows to 21');
  });

  it('returns neither logits nor states that nobody asked for', async () => {
    const pass = await prefill(model, model.createCache(), randomTokens(5));
    expect(pass).toMatchObject({ logits: null, hidden: null });
  });

  it('names the two best tokens, their logits, the state that gives them and those of lower layers', async () => {
    const prompt = randomTokens(5);
    const pass = await prefill(model, model.createCache(), prompt, { wantLogits: true, wantHidden: true });
    const hidden = pass.hidden as Float32Array;
    const logits = Array.from(pass.logits as Float32Array);
    const order = logits.map((_, id) => id).sort((a, b) => (logits[b] as number) - (logits[a] as number));
    expect(Array.from(pass.topIds)).toEqual(order.slice(0, 2));
    expect(Array.from(pass.topLogits)).toEqual(order.slice(0, 2).map((id) => logits[id]));
    const embedding = weights.get('token_embd.weight');
    const H = TINY_SHAPE.hiddenSize;
    const dot = hidden
      .slice(-H)
      .reduce((acc, h, i) => acc + h * (embedding[(order[0] as number) * H + i] as number), 0);
    expect(dot).toBeCloseTo(pass.topLogits[0] as number, 3);
    for (const [f, depth] of TINY_SHAPE.stateDepths.entries()) {
      const state = naiveStates(weights, TINY_SHAPE, TINY_ROPE_THETA, prompt, depth);
      for (let d = 0; d < H; d++) expect(hidden[f * H + d]).toBeCloseTo(state[d] as number, 4);
    }
  });

  it('refuses what it cannot do', async () => {
    const cache = await cacheOf(randomTokens(TINY_SHAPE.contextLength));
    const one = { cache, tokenIds: [1], parents: [-1], outputRows: [0] };
    await expect(model.forward(one)).rejects.toThrow("321 positions exceed the model's context of 320");
    const other = await cacheOf([1, 2]);
    const pass = await model.forward({ ...one, cache: other });
    model.commit(other, pass.rows, [0]);
    expect(() => model.commit(other, pass.rows, [0])).toThrow('the cache has changed since');
  });
});

describe('decoding on random weights', () => {
  const endTokenIds: number[] = [];
  const tokenizer = { endTokenIds, tokenBytes: (id: number) => Uint8Array.of(id) };

  /** The same model as its own draft. */
  function selfDraft(): DraftLm {
    return {
      contextLength: model.contextLength,
      createCache: () => model.createCache(),
      commit: (cache, rows, keep) => model.commit(cache, rows, keep),
      truncate: (cache, length) => model.truncate(cache, length),
      forward: async (cache, tokenIds, options) => {
        const last = tokenIds.length - 1;
        const pass = await model.forward({
          cache,
          tokenIds,
          parents: tokenIds.map((_, i) => i - 1),
          outputRows: [last],
          ...options,
        });
        const candidates = { tokenIds: pass.topIds, probs: Float32Array.of(1, 0) };
        return { candidates, logits: pass.logits, rows: pass.rows };
      },
    };
  }

  it('accepts the target as its own draft completely, and equals vanilla', async () => {
    for (let i = 0; i < 5; i++) {
      const prompt = randomTokens(3 + i);
      const settings = { maxNewTokens: 41 };
      const vanilla = await run(new VanillaDecoding(model), { prompt, settings, tokenizer });
      const own = await run(
        new ProposeVerifyDecoding('speculative', model, new DraftModelProposer(selfDraft(), 4, [])),
        {
          prompt,
          settings,
          tokenizer,
        },
      );
      expect(own.result.tokenIds).toEqual(vanilla.result.tokenIds);
      expect(own.result.steps).toHaveLength(8);
      for (const step of own.result.steps) expect(step.acceptedPath).toEqual([1, 2, 3, 4]);
    }
  });

  it('equals vanilla with lookup', async () => {
    for (let i = 0; i < 5; i++) {
      const prompt = randomTokens(4);
      const settings = { maxNewTokens: 150 };
      const lookup = new PromptLookupProposer({ maxNgram: 2, minNgram: 1, beyondMatch: 4, copyLength: 5 });
      const vanilla = await run(new VanillaDecoding(model), { prompt, settings, tokenizer });
      const other = await run(new ProposeVerifyDecoding('lookup', model, lookup), {
        prompt,
        settings,
        tokenizer,
      });
      expect(other.result.tokenIds).toEqual(vanilla.result.tokenIds);
      // Random models fall into loops, which lookup must find.
      expect(other.result.steps.length).toBeLessThan(vanilla.result.steps.length);
    }
  });
});
