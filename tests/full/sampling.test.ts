/**
 * The long proof of lossless sampling: on the real model, with the shipped drafts, the first three drawn tokens of
 * every method follow the law of vanilla's. No two samples share a seed: lookup and medusa would draw vanilla's tokens.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDraftModel, loadHydraHeads, loadMedusaHeads } from '../../engine/artifacts.ts';
import { treeTemplate } from '../../engine/core/token-tree.ts';
import type { DecodingStrategy } from '../../engine/decoding/decoding-strategy.ts';
import { ProposeVerifyDecoding } from '../../engine/decoding/propose-verify.ts';
import { DraftModelProposer } from '../../engine/decoding/proposers/draft-model.ts';
import { HydraHeadsProposer } from '../../engine/decoding/proposers/hydra-heads.ts';
import { MedusaHeadsProposer } from '../../engine/decoding/proposers/medusa-heads.ts';
import { PromptLookupProposer } from '../../engine/decoding/proposers/prompt-lookup.ts';
import type { Proposer } from '../../engine/decoding/proposers/proposer.ts';
import { WithLookupProposer } from '../../engine/decoding/proposers/with-lookup.ts';
import { DRAFTING_SETTINGS } from '../../engine/decoding/settings.ts';
import { VanillaDecoding } from '../../engine/decoding/vanilla.ts';
import { type LoadedTarget, loadTarget } from '../../engine/load-target.ts';
import {
  DEFAULT_SAMPLE,
  DEFAULT_SETTINGS,
  type DecodeResult,
  METHODS,
  type Method,
  type Sampling,
} from '../../engine/protocol.ts';
import type { OnnxDraftLm } from '../../engine/runtime/onnx/onnx-draft-lm.ts';
import type { OnnxGroundedHeads } from '../../engine/runtime/onnx/onnx-grounded-heads.ts';
import type { OnnxHeadBank } from '../../engine/runtime/onnx/onnx-head-bank.ts';
import { RememberingLm } from '../fakes/remembering-lm.ts';
import { homogeneityOf } from '../law/chi-square.ts';

/** Of each method and settings. */
const SEEDS = 2000;

/** Lookup has what to copy here, and there is still much to choose. */
const PROMPT = 'The cat sat on the mat. The dog sat on the rug. The cat sat on';

const SETTINGS: Record<string, Extract<Sampling, { kind: 'sample' }>> = {
  'plain sampling': DEFAULT_SAMPLE,
  'all processors': { ...DEFAULT_SAMPLE, temperature: 0.9, topK: 40, topP: 0.95, repetitionPenalty: 1.1 },
};

let target: LoadedTarget;
let draft: OnnxDraftLm;
let heads: OnnxHeadBank;
let grounded: OnnxGroundedHeads;
let strategies: Record<Method, DecodingStrategy>;
beforeAll(async () => {
  target = await loadTarget({ threads: 1, precision: 'fp32' });
  const template = treeTemplate(DRAFTING_SETTINGS.trees.medusa.paths);
  ({ draft } = await loadDraftModel(target, {}));
  ({ heads } = await loadMedusaHeads(target, {}, template.width));
  const hydraTemplate = treeTemplate(DRAFTING_SETTINGS.trees.hydra.paths);
  ({ heads: grounded } = await loadHydraHeads(target, {}, hydraTemplate.width));
  const lm = new RememberingLm(target.lm);
  const { endTokenIds } = target.tokenizer;
  const { chainLength, lookup } = DRAFTING_SETTINGS;
  const chain = new DraftModelProposer(draft, chainLength, endTokenIds);
  const medusa = new MedusaHeadsProposer(heads, template);
  const hydra = new HydraHeadsProposer(grounded, hydraTemplate);
  const mixed = (method: Method, proposer: Proposer) =>
    new ProposeVerifyDecoding(method, lm, new WithLookupProposer(proposer, lookup));
  strategies = {
    vanilla: new VanillaDecoding(lm),
    speculative: new ProposeVerifyDecoding('speculative', lm, chain),
    lookup: new ProposeVerifyDecoding('lookup', lm, new PromptLookupProposer(lookup)),
    medusa: new ProposeVerifyDecoding('medusa', lm, medusa),
    hydra: new ProposeVerifyDecoding('hydra', lm, hydra),
    'medusa-lookup': mixed('medusa-lookup', medusa),
    'hydra-lookup': mixed('hydra-lookup', hydra),
  };
});
afterAll(async () => {
  await heads.release();
  await grounded.release();
  await draft.release();
  await target.release();
});

interface Sample {
  /** Counts of the token at each of the first three places, of the first two and of all three together. */
  counts: Record<'first' | 'second' | 'third' | 'two' | 'three', Map<string, number>>;
  accepted: number;
}

/** Decodes until three tokens are out. The budget leaves proposals all their room until then. */
async function firstThree(strategy: DecodingStrategy, sampling: Sampling): Promise<DecodeResult> {
  const controller = new AbortController();
  const events = strategy.decode({
    promptTokenIds: target.tokenizer.encode(PROMPT),
    settings: { ...DEFAULT_SETTINGS, maxNewTokens: 16, sampling },
    tokenizer: target.tokenizer,
    clock: () => performance.now(),
    beganMs: performance.now(),
    signal: controller.signal,
  });
  let tokens = 1;
  for await (const event of events) {
    if (event.type === 'step-end') tokens += event.step.emitted.length;
    if (tokens >= 3) controller.abort();
    if (event.type === 'run-end') return event.result;
  }
  throw new Error('the stream ended without run-end');
}

async function sampleOf(method: Method, sampling: (typeof SETTINGS)[string]): Promise<Sample> {
  const sample: Sample = {
    counts: { first: new Map(), second: new Map(), third: new Map(), two: new Map(), three: new Map() },
    accepted: 0,
  };
  const count = (of: keyof Sample['counts'], key: string) =>
    sample.counts[of].set(key, (sample.counts[of].get(key) ?? 0) + 1);
  for (let i = 0; i < SEEDS; i++) {
    const { tokenIds, steps } = await firstThree(strategies[method], {
      ...sampling,
      seed: METHODS.indexOf(method) * SEEDS + i,
    });
    // An answer that ended early counts with what it has.
    const [first = '', second = '', third = ''] = tokenIds.slice(0, 3).map(String);
    count('first', first);
    count('second', second);
    count('third', third);
    count('two', `${first} ${second}`);
    count('three', `${first} ${second} ${third}`);
    sample.accepted += steps.reduce((sum, step) => sum + step.acceptedPath.length, 0);
  }
  return sample;
}

describe.each(Object.entries(SETTINGS))('%s', (_, sampling) => {
  it('the first three tokens of every method follow vanilla’s law', async () => {
    const vanilla = await sampleOf('vanilla', sampling);
    for (const method of METHODS) {
      if (method === 'vanilla') continue;
      const other = await sampleOf(method, sampling);
      for (const [name, counts] of Object.entries(other.counts)) {
        const fit = homogeneityOf(vanilla.counts[name as keyof Sample['counts']], counts);
        console.log(
          `${method}, ${name}: chi-square ${fit.statistic.toFixed(1)} of ${fit.degrees} degrees, limit ${fit.limit.toFixed(1)}`,
        );
        expect(fit.degrees, `${method}, ${name}`).toBeGreaterThan(0);
        expect(fit.fits, `${method}, ${name}: ${JSON.stringify(fit)}`).toBe(true);
      }
      // Few for lookup under a penalty, which speaks against copies; plain sampling accepts some at every method.
      expect(other.accepted, method).toBeGreaterThan(0);
    }
  });
});
