/** Heads and a restricted draft on random weights: what they propose, and that the text stays vanilla's however bad they are. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countNgrams, Ngrams } from '../../engine/core/ngrams.ts';
import { treeTemplate } from '../../engine/core/token-tree.ts';
import { ProposeVerifyDecoding } from '../../engine/decoding/propose-verify.ts';
import { DraftModelProposer } from '../../engine/decoding/proposers/draft-model.ts';
import { MedusaHeadsProposer } from '../../engine/decoding/proposers/medusa-heads.ts';
import { VanillaDecoding } from '../../engine/decoding/vanilla.ts';
import { prepareHeads } from '../../engine/graphs/heads-graph.ts';
import { prepareLlama } from '../../engine/graphs/prepare-llama.ts';
import type { OnnxCausalLm } from '../../engine/runtime/onnx/onnx-causal-lm.ts';
import { OnnxDraftLm } from '../../engine/runtime/onnx/onnx-draft-lm.ts';
import { OnnxHeadBank } from '../../engine/runtime/onnx/onnx-head-bank.ts';
import { OnnxSession } from '../../engine/runtime/onnx/onnx-session.ts';
import { prefill } from '../../engine/runtime/prefill.ts';
import { run } from '../decoding/run.ts';
import { seededUniform } from '../fixtures/seeded-uniform.ts';
import { openTinyLlama, TINY_ROPE_THETA, TINY_SHAPE, tinyWeights } from '../fixtures/tiny-llama.ts';

const weights = tinyWeights();
const embedding = weights.get('token_embd.weight');
const H = TINY_SHAPE.hiddenSize;
let target: OnnxCausalLm;
beforeAll(async () => {
  target = await openTinyLlama(weights);
});
afterAll(() => target.release());

const uniform = seededUniform(21);
const tokens = (n: number) => Array.from({ length: n }, () => Math.floor(uniform() * TINY_SHAPE.vocabSize));
const tokenizer = { endTokenIds: [] as number[], tokenBytes: (id: number) => Uint8Array.of(id) };
const folder = () => mkdtemp(path.join(tmpdir(), 'gorgon-drafts-'));

/** Every third token of the vocabulary, in turned order: a map that no accident makes the identity. */
const tokenMap = Int32Array.from(
  { length: TINY_SHAPE.vocabSize / 3 },
  (_, i) => TINY_SHAPE.vocabSize - 1 - 3 * i,
);
const rowsOf = (map: Int32Array) =>
  Float32Array.from([...map].flatMap((id) => Array.from(embedding.subarray(id * H, (id + 1) * H))));

async function openHeads(count: number, scale: number, map: Int32Array | null): Promise<OnnxHeadBank> {
  const random = (n: number) => Float32Array.from({ length: n }, () => (uniform() * 2 - 1) * scale);
  const blocks = Array.from({ length: count }, () => ({ weight: random(H * H), bias: random(H) }));
  const output = map ? rowsOf(map) : embedding;
  const model = await prepareHeads(await folder(), { hiddenSize: H, fuse: null, blocks, output }, 4, {
    layers: 8,
    output: 8,
  });
  return new OnnxHeadBank(await OnnxSession.create(model, { threads: 1 }), count, 4, map, H);
}

async function equalsVanilla(
  method: 'medusa' | 'speculative',
  decoding: ProposeVerifyDecoding,
): Promise<void> {
  for (const length of [1, 5, 30]) {
    const options = { prompt: tokens(length), settings: { maxNewTokens: 60 }, tokenizer };
    const vanilla = await run(new VanillaDecoding(target), options);
    const other = await run(decoding, options);
    expect(other.result.method).toBe(method);
    expect(other.result.tokenIds).toEqual(vanilla.result.tokenIds);
  }
}

describe('Medusa heads', () => {
  it('untrained, say what the output matrix says, with probabilities of the softmax', async () => {
    const heads = await openHeads(3, 0, null);
    const pass = await prefill(target, target.createCache(), tokens(6), {
      wantLogits: true,
      wantHidden: true,
    });
    const proposals = await heads.propose(pass.hidden as Float32Array);
    const logits = Array.from(pass.logits as Float32Array);
    const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
    expect(proposals).toHaveLength(3);
    for (const { tokenIds, probs } of proposals) {
      // Up to weights of 8 bits: a near-tie may turn, a likelihood not move by more than some thousandths.
      const [best = 0, second = 0] = pass.topLogits;
      expect(best - (logits[tokenIds[0] as number] as number)).toBeLessThan(0.1);
      expect(Math.abs(second - (logits[tokenIds[1] as number] as number))).toBeLessThan(0.1);
      expect(probs[0]).toBeCloseTo(Math.exp(logits[tokenIds[0] as number] as number) / sum, 2);
    }
    await heads.release();
  });

  it('give the right text untrained and at random, in the whole vocabulary and in a part of it', async () => {
    const template = treeTemplate([[0], [1], [2], [0, 0], [0, 3], [1, 0], [0, 0, 0]]);
    for (const [scale, map] of [
      [0, null],
      [1, null],
      [1, tokenMap],
    ] as const) {
      const heads = await openHeads(3, scale, map);
      if (map) {
        const [first] = await heads.propose(new Float32Array(H).fill(0.5));
        expect([...(first?.tokenIds ?? [])].every((id) => map.includes(id))).toBe(true);
      }
      await equalsVanilla(
        'medusa',
        new ProposeVerifyDecoding('medusa', target, new MedusaHeadsProposer(heads, template)),
      );
      // Weighed by what follows what in texts of that kind, the order is another and the text the same.
      const texts = Array.from({ length: 9 }, (_, i) => tokens(20 + (i % 3)));
      const ngrams = new Ngrams(countNgrams(texts), TINY_SHAPE.vocabSize);
      await equalsVanilla(
        'medusa',
        new ProposeVerifyDecoding('medusa', target, new MedusaHeadsProposer(heads, template, ngrams)),
      );
      await heads.release();
    }
  });
});

describe('a draft model with a restricted output', () => {
  it('proposes the best of its own tokens by the target’s ids, and the text stays right', async () => {
    const shape = { ...TINY_SHAPE, layers: 1, outputSize: tokenMap.length, stateDepths: [1] };
    const model = await prepareLlama(await folder(), {
      shape,
      ropeTheta: TINY_ROPE_THETA,
      outputs: { topCount: 4, topProbs: true, hidden: false },
      layers: weights,
      embedding,
      output: rowsOf(tokenMap),
    });
    const draft = new OnnxDraftLm(await OnnxSession.create(model, { threads: 1 }), shape, tokenMap);
    // The same single layer with all outputs: the restricted choice must be its best among the map's tokens.
    const whole = await openTinyLlama(weights, { ...TINY_SHAPE, layers: 1, stateDepths: [1] });
    for (const length of [1, 4, 40]) {
      const text = tokens(length);
      const { candidates } = await draft.forward(draft.createCache(), text);
      const { logits } = await prefill(whole, whole.createCache(), text, { wantLogits: true });
      const allowed = [...tokenMap].sort((a, b) => (logits?.[b] as number) - (logits?.[a] as number));
      expect([...candidates.tokenIds]).toEqual(allowed.slice(0, 4));
      const sum = allowed.reduce((total, id) => total + Math.exp(logits?.[id] as number), 0);
      expect(candidates.probs[0]).toBeCloseTo(Math.exp(logits?.[allowed[0] as number] as number) / sum, 4);
    }
    await whole.release();
    const proposer = new DraftModelProposer(draft, 3, []);
    await equalsVanilla('speculative', new ProposeVerifyDecoding('speculative', target, proposer));
    await draft.release();
  });
});
