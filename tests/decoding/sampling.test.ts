/** Every loop under sampling and under a penalty, on models by rule: same text, same law, or honestly another. */
import { describe, expect, it } from 'vitest';
import { probOf } from '../../engine/core/distribution.ts';
import { distributionOf, penalised } from '../../engine/core/logits.ts';
import { POINT_MASS } from '../../engine/core/proposal.ts';
import { fillTemplate, treeTemplate } from '../../engine/core/token-tree.ts';
import { ProposeVerifyDecoding } from '../../engine/decoding/propose-verify.ts';
import { DraftModelProposer } from '../../engine/decoding/proposers/draft-model.ts';
import { PromptLookupProposer } from '../../engine/decoding/proposers/prompt-lookup.ts';
import type { Proposer } from '../../engine/decoding/proposers/proposer.ts';
import { VanillaDecoding } from '../../engine/decoding/vanilla.ts';
import {
  DEFAULT_SAMPLE,
  DEFAULT_TYPICAL,
  type DecodeResult,
  type Sampling,
  type TokenId,
} from '../../engine/protocol.ts';
import { draftByLogits, hashLogits, LogitsCausalLm } from '../fakes/logits-causal-lm.ts';
import { fitOf } from '../law/chi-square.ts';
import { run } from './run.ts';

const VOCABULARY = 8;
const rule = hashLogits(VOCABULARY, 2);
const target = new LogitsCausalLm(rule, VOCABULARY);
const tokenizer = { endTokenIds: [] as number[], tokenBytes: (id: TokenId) => Uint8Array.of(65 + id) };

/** The rule with noise of its own: agrees with the target often, never quite. */
const noise = hashLogits(VOCABULARY, 1.5, 77);
const roughRule = (text: readonly TokenId[]) => {
  const other = noise(text);
  return rule(text).map((logit, id) => logit + (other[id] as number));
};
/** Knows only the even tokens, as a draft with a restricted output does. */
const restricted = (text: readonly TokenId[]) =>
  roughRule(text).map((logit, id) => (id % 2 === 0 ? logit : Number.NEGATIVE_INFINITY));

const draft = (of: (text: readonly TokenId[]) => Float32Array) =>
  new DraftModelProposer(draftByLogits(new LogitsCausalLm(of, VOCABULARY)), 3, []);

/** Heads that rank by the rough rule after the true text, whatever the candidates between. */
const heads: Proposer = {
  readsHidden: false,
  begin: async () => ({
    propose: async ({ tokenIds, maxDepth }) => {
      const ranked = [...roughRule(tokenIds)].map((logit, id) => ({ logit, id }));
      ranked.sort((a, b) => b.logit - a.logit);
      const candidates = { tokenIds: ranked.map(({ id }) => id), probs: null };
      const tree = fillTemplate(
        treeTemplate([[0], [1], [2], [0, 0], [0, 1], [1, 0], [0, 0, 2]]),
        tokenIds.at(-1) as TokenId,
        [candidates, candidates, candidates],
        maxDepth,
      );
      return { tree, origin: POINT_MASS };
    },
  }),
};

const methods = {
  'speculative, rough draft': new ProposeVerifyDecoding('speculative', target, draft(roughRule)),
  'speculative, restricted draft': new ProposeVerifyDecoding('speculative', target, draft(restricted)),
  'speculative, the target as its own draft': new ProposeVerifyDecoding('speculative', target, draft(rule)),
  lookup: new ProposeVerifyDecoding(
    'lookup',
    target,
    new PromptLookupProposer({ maxNgram: 2, minNgram: 1, beyondMatch: 2, copyLength: 3 }),
  ),
  medusa: new ProposeVerifyDecoding('medusa', target, heads),
};
const vanilla = new VanillaDecoding(target);
type Decoding = (typeof methods)[keyof typeof methods] | VanillaDecoding;

const decode = async (
  decoding: Decoding,
  sampling: Sampling,
  { maxNewTokens = 3, prompt = [1, 2, 3, 1, 2] } = {},
): Promise<DecodeResult> =>
  (await run(decoding, { prompt, tokenizer, settings: { maxNewTokens, sampling } })).result;

const SETTINGS: Record<string, Sampling> = {
  'plain sampling': DEFAULT_SAMPLE,
  'all processors': {
    ...DEFAULT_SAMPLE,
    temperature: 0.8,
    topK: 6,
    topP: 0.9,
    repetitionPenalty: 1.3,
  },
};

/** Probability of every run of three tokens after the prompt, by the rule and the processors themselves. */
function lawOfThree(prompt: readonly TokenId[], sampling: Extract<Sampling, { kind: 'sample' }>) {
  const law = new Array<number>(VOCABULARY ** 3).fill(0);
  const grow = (run: readonly TokenId[], probability: number): void => {
    if (run.length === 3) {
      law[indexOf(run)] = probability;
      return;
    }
    const text = [...prompt, ...run];
    const next = distributionOf(penalised(rule(text), sampling.repetitionPenalty, new Set(text)), sampling);
    for (const tokenId of next.ids) grow([...run, tokenId], probability * probOf(next, tokenId));
  };
  grow([], 1);
  return law;
}
const indexOf = (run: readonly TokenId[]) => run.reduce((index, id) => index * VOCABULARY + id, 0);

describe('the first three drawn tokens of every method follow the target', () => {
  const prompt = [1, 2, 3, 1, 2];
  const SEEDS = 10_000;
  for (const [settingsName, sampling] of Object.entries(SETTINGS)) {
    for (const [name, decoding] of [['vanilla', vanilla] as const, ...Object.entries(methods)]) {
      it(`${name}, ${settingsName}`, async () => {
        if (sampling.kind !== 'sample') throw new Error('these settings draw no tokens');
        const law = lawOfThree(prompt, sampling);
        const counts = law.map(() => 0);
        let accepted = 0;
        for (let seed = 0; seed < SEEDS; seed++) {
          // A budget of four: three tokens, and room for proposals at the third.
          const result = await decode(decoding, { ...sampling, seed }, { prompt, maxNewTokens: 4 });
          const index = indexOf(result.tokenIds.slice(0, 3));
          counts[index] = (counts[index] as number) + 1;
          accepted += result.steps.reduce((sum, step) => sum + step.acceptedPath.length, 0);
        }
        const fit = fitOf(counts, law);
        expect(fit.fits, JSON.stringify(fit)).toBe(true);
        expect(fit.degrees).toBeGreaterThan(20);
        if (decoding !== vanilla) expect(accepted).toBeGreaterThan(SEEDS / 200);
      });
    }
  }
});

describe('one seed', () => {
  it('gives the same answer again, record and all; another gives another', async () => {
    for (const decoding of [vanilla, ...Object.values(methods)]) {
      const options = { maxNewTokens: 40 };
      const sampling = { ...DEFAULT_SAMPLE, seed: 12 };
      const first = await decode(decoding, sampling, options);
      expect(await decode(decoding, sampling, options)).toEqual(first);
      expect((await decode(decoding, { ...sampling, seed: 13 }, options)).tokenIds).not.toEqual(
        first.tokenIds,
      );
    }
  });

  it('gives vanilla’s own tokens where a method draws once a token', async () => {
    for (const [, sampling] of Object.entries(SETTINGS)) {
      for (let seed = 0; seed < 40; seed++) {
        const options = { maxNewTokens: 50, prompt: [seed % 8, 3] };
        const { tokenIds } = await decode(vanilla, { ...sampling, seed } as Sampling, options);
        for (const decoding of [methods.lookup, methods.medusa])
          expect((await decode(decoding, { ...sampling, seed } as Sampling, options)).tokenIds).toEqual(
            tokenIds,
          );
      }
    }
  });
});

describe('greedy with a repetition penalty', () => {
  it('gives vanilla’s tokens, whatever the method and the penalty', async () => {
    for (const repetitionPenalty of [1.05, 1.3, 3, 0.8]) {
      const sampling: Sampling = { kind: 'greedy', repetitionPenalty };
      let accepted = 0;
      for (let start = 0; start < 8; start++) {
        const options = { maxNewTokens: 60, prompt: [start, 2, start] };
        const { tokenIds } = await decode(vanilla, sampling, options);
        for (const [name, decoding] of Object.entries(methods)) {
          const result = await decode(decoding, sampling, options);
          expect(result.tokenIds, `${name}, penalty ${repetitionPenalty}`).toEqual(tokenIds);
          accepted += result.steps.reduce((sum, step) => sum + step.acceptedPath.length, 0);
        }
      }
      expect(accepted).toBeGreaterThan(100);
    }
  });

  it('is not the text without it: each node counts the tokens of its own path', async () => {
    // The rule never changes its mind, so only the penalty moves it.
    const steady = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const stubborn = new LogitsCausalLm(() => steady, VOCABULARY);
    const greedy: Sampling = { kind: 'greedy', repetitionPenalty: 1.5 };
    const options = { prompt: [0], tokenizer, settings: { maxNewTokens: 6, sampling: greedy } };
    const { result } = await run(new VanillaDecoding(stubborn), options);
    // Logits 8, 7 and 6 come down to 5.33, 4.67 and 4: then the first of them is the best again, above 5.
    expect(result.tokenIds).toEqual([7, 6, 5, 7, 7, 7]);
    const own = new DraftModelProposer(draftByLogits(stubborn), 4, []);
    const other = await run(new ProposeVerifyDecoding('speculative', stubborn, own), options);
    expect(other.result.tokenIds).toEqual(result.tokenIds);
    // The draft penalises its own path as the target does: a chain over the whole answer is accepted at once.
    expect(other.result.steps[0]?.acceptedPath).toHaveLength(4);
    expect(other.result.steps[0]?.targetTop.logits[0]?.[0]).toBe(7);
  });
});

describe('typical acceptance', () => {
  const sampling: Sampling = { ...DEFAULT_SAMPLE, acceptance: DEFAULT_TYPICAL };
  it('accepts more than greedy does, and is not vanilla’s text', async () => {
    const options = { maxNewTokens: 60 };
    const accepted = ({ steps }: DecodeResult) =>
      steps.reduce((sum, step) => sum + step.acceptedPath.length, 0);
    const typical = await decode(methods.medusa, sampling, options);
    const greedy = await decode(methods.medusa, { kind: 'greedy', repetitionPenalty: 1 }, options);
    expect(accepted(typical)).toBeGreaterThan(accepted(greedy));
    expect(typical.tokenIds).not.toEqual(greedy.tokenIds);
  });
});

describe('records of drawn tokens', () => {
  it('hold the draft’s and the target’s probability of what the walk looked at', async () => {
    const { steps, promptTokenIds, tokenIds } = await decode(
      methods['speculative, rough draft'],
      SETTINGS['all processors'] as Sampling,
      { maxNewTokens: 30 },
    );
    let length = 1;
    for (const { tree, targetProbs, acceptedPath, emitted } of steps) {
      const text = [...promptTokenIds, ...tokenIds.slice(0, length)];
      for (let node = 1; node < tree.tokenIds.length; node++) {
        const reached = node - 1 <= acceptedPath.length;
        const past = [...text, ...tree.tokenIds.slice(1, node)];
        const shaping = SETTINGS['all processors'] as Extract<Sampling, { kind: 'sample' }>;
        const prob = (of: typeof rule) =>
          probOf(
            distributionOf(penalised(of(past), 1.3, new Set(past)), shaping),
            tree.tokenIds[node] as TokenId,
          );
        expect(tree.draftProbs[node]).toBeCloseTo(prob(roughRule), 12);
        if (reached) expect(targetProbs?.[node]).toBeCloseTo(prob(rule), 12);
        else expect(targetProbs?.[node]).toBeNull();
      }
      length += emitted.length;
    }
    expect(steps.length).toBeGreaterThan(5);
  });
});
