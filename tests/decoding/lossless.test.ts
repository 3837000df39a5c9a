import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POINT_MASS } from '../../engine/core/proposal.ts';
import { addNode, fillTemplate, rootTree, treeTemplate } from '../../engine/core/token-tree.ts';
import { Answer } from '../../engine/decoding/answer.ts';
import { ProposeVerifyDecoding } from '../../engine/decoding/propose-verify.ts';
import { DraftModelProposer } from '../../engine/decoding/proposers/draft-model.ts';
import { MedusaHeadsProposer } from '../../engine/decoding/proposers/medusa-heads.ts';
import { PricedLookupProposer } from '../../engine/decoding/proposers/priced-lookup.ts';
import { continuation, PromptLookupProposer } from '../../engine/decoding/proposers/prompt-lookup.ts';
import type { Proposer } from '../../engine/decoding/proposers/proposer.ts';
import { WithLookupProposer } from '../../engine/decoding/proposers/with-lookup.ts';
import { WorthItsRowsProposer } from '../../engine/decoding/proposers/worth-its-rows.ts';
import { VanillaDecoding } from '../../engine/decoding/vanilla.ts';
import { DEFAULT_SETTINGS, type TokenId } from '../../engine/protocol.ts';
import type { DraftLm } from '../../engine/runtime/draft-lm.ts';
import { hashRule, ScriptedCausalLm } from '../fakes/scripted-causal-lm.ts';
import { byteTokenizer, run } from './run.ts';

type Rule = (text: readonly TokenId[]) => TokenId;

/** A draft that follows a rule, on the same scripted cache; `other` is its next choice where it is another. */
function scriptedDraft(next: Rule, other?: Rule): DraftLm {
  let read: readonly TokenId[] = [];
  const lm = new ScriptedCausalLm((text) => {
    read = [...text];
    return next(text);
  });
  return {
    contextLength: lm.contextLength,
    createCache: () => lm.createCache(),
    commit: (cache, rows, keep) => lm.commit(cache, rows, keep),
    truncate: (cache, length) => lm.truncate(cache, length),
    forward: async (cache, tokenIds) => {
      const last = tokenIds.length - 1;
      const pass = await lm.forward({
        cache,
        tokenIds,
        parents: tokenIds.map((_, i) => i - 1),
        outputRows: [last],
      });
      const choices = new Set([pass.topIds[0] as TokenId, ...(other ? [other(read)] : [])]);
      return {
        candidates: { tokenIds: Int32Array.from(choices), probs: Float32Array.of(0.5, 0.2) },
        logits: null,
        rows: pass.rows,
      };
    },
  };
}

const rule = hashRule(50, 7);
/** Agrees with the rule two times in three. */
const roughRule = (text: readonly TokenId[]) => (text.length % 3 === 0 ? 51 : rule(text));

const proposers: Record<string, () => Proposer> = {
  'rough draft': () => new DraftModelProposer(scriptedDraft(roughRule), 4, [0]),
  'draft that is always wrong': () =>
    new DraftModelProposer(
      scriptedDraft(() => 55),
      3,
      [0],
    ),
  'the target as its own draft': () => new DraftModelProposer(scriptedDraft(rule), 5, [0]),
  lookup: () => new PromptLookupProposer({ maxNgram: 3, minNgram: 1, beyondMatch: 5, copyLength: 6 }),
  'heads that guess one right path': () => oracleTree(),
  'heads whose worthy candidates stay': () => new WorthItsRowsProposer(oracleTree(), worth),
  'a chain as long as is worth it': () =>
    new DraftModelProposer(scriptedDraft(roughRule), 5, [0], chainWorth),
  'a chain with next choices that are worth their rows': () =>
    new WorthItsRowsProposer(
      new DraftModelProposer(scriptedDraft(roughRule, rule), 5, [0], chainWorth),
      chainWorth,
    ),
  'heads and lookup in one tree': () =>
    new WithLookupProposer(oracleTree(), { maxNgram: 3, minNgram: 1, beyondMatch: 5, copyLength: 6 }),
  'copies that are worth their rows': () => new PricedLookupProposer(null, FAR, copiesWorth),
  'heads and copies priced together': () => new PricedLookupProposer(oracleTree(), FAR, copiesWorth),
  'heads that know of the copies': () =>
    new PricedLookupProposer(oracleTree(), FAR, { ...copiesWorth, headsKnow: true }),
};

const FAR = { maxNgram: 5, minNgram: 1, beyondMatch: 9, copyLength: 9 };

/** Rows get dearer from the fourth on; what is behind a probability of 0.1 is not worth them, what is behind 0.2 is. */
const worth = {
  chance: (_: number, prob: number) => (prob > 0.15 ? 0.9 : prob),
  price: { rate: 1.5, passes: (rows: number) => Math.max(1, 0.6 + 0.1 * rows), level: () => 0.05 },
};

const chainWorth = { ...worth, first: [0.6, 0.5, 0.4, 0.1, 0.1] };

const copiesWorth = {
  headsKnow: false,
  ...worth,
  copies: (inCommon: number, depth: number) => Math.min(0.9, 0.4 + 0.2 * inCommon) * 0.95 ** depth,
};

/** Proposes a tree whose last branch is right for some depths: exercises branching, ranks and row choice. */
function oracleTree(): Proposer {
  return {
    readsHidden: false,
    begin: async () => ({
      propose: async ({ tokenIds, maxDepth }) => {
        const tree = rootTree(tokenIds.at(-1) as TokenId);
        const text = [...tokenIds];
        let parent = 0;
        const right = text.length % 4;
        for (let depth = 1; depth <= Math.min(3, maxDepth); depth++) {
          const truth = rule(text);
          for (let rank = 0; rank < 2; rank++) {
            addNode(tree, parent, { tokenId: (truth + 1 + rank) % 50, rank, draftProb: 0.1 });
          }
          if (depth > right) break;
          parent = addNode(tree, parent, { tokenId: truth, rank: 2, draftProb: 0.2 });
          text.push(truth);
        }
        return { tree, origin: POINT_MASS };
      },
    }),
  };
}

describe('every method gives vanilla’s tokens', () => {
  for (const [name, make] of Object.entries(proposers)) {
    it(name, async () => {
      const target = new ScriptedCausalLm(rule);
      for (const maxNewTokens of [1, 2, 3, 17, 100]) {
        for (const prompt of [[5], [1, 2, 3], [9, 9, 9, 9, 1, 9, 9, 9]]) {
          const settings = { maxNewTokens };
          const vanilla = await run(new VanillaDecoding(target), { prompt, settings });
          const other = await run(new ProposeVerifyDecoding('medusa', target, make()), { prompt, settings });
          expect(other.result.tokenIds).toEqual(vanilla.result.tokenIds);
          expect(other.result.text).toEqual(vanilla.result.text);
          expect(other.result.stopReason).toEqual(vanilla.result.stopReason);
        }
      }
      expect(target.open.size).toBe(0);
    });
  }

  it('for random rules, trees and prompts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1e6 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 40 }),
        async (seed, prompt, maxNewTokens) => {
          const random = hashRule(40, seed);
          const target = new ScriptedCausalLm(random);
          const template = treeTemplate([[0], [1], [2], [0, 0], [0, 1], [2, 0], [2, 0, 1], [2, 0, 0]]);
          const proposer: Proposer = {
            readsHidden: false,
            begin: async () => ({
              propose: async ({ tokenIds, maxDepth }) => {
                const text = [...tokenIds];
                // Rank 2, 0, 1 is the right path: deep acceptance through late ranks.
                const candidates = [2, 0, 1].map((good) => {
                  const truth = random(text);
                  text.push(truth);
                  const ids = [60, 61, 62];
                  ids[good] = truth;
                  return { tokenIds: ids, probs: null };
                });
                const root = tokenIds.at(-1) as TokenId;
                return {
                  tree: fillTemplate(template, root, candidates, maxDepth),
                  origin: POINT_MASS,
                };
              },
            }),
          };
          const settings = { maxNewTokens };
          const vanilla = await run(new VanillaDecoding(target), { prompt, settings });
          const other = await run(new ProposeVerifyDecoding('medusa', target, proposer), {
            prompt,
            settings,
          });
          expect(other.result.tokenIds).toEqual(vanilla.result.tokenIds);
          if (vanilla.result.tokenIds.length > 8)
            expect(other.result.steps.length).toBeLessThan(vanilla.result.steps.length);
        },
      ),
      { numRuns: 200, seed: 11 },
    );
  });
});

describe('acceptance at the edges', () => {
  it('accepts everything when the target drafts for itself', async () => {
    const target = new ScriptedCausalLm(hashRule(50, 3));
    const draft = scriptedDraft(hashRule(50, 3));
    const { result } = await run(
      new ProposeVerifyDecoding('speculative', target, new DraftModelProposer(draft, 4, [0])),
      {
        settings: { maxNewTokens: 61 },
        tokenizer: { ...byteTokenizer, endTokenIds: [] },
      },
    );
    expect(result.steps).toHaveLength(12);
    for (const step of result.steps) {
      expect(step.acceptedPath).toEqual([1, 2, 3, 4]);
      expect(step.emitted).toHaveLength(5);
      expect(step.ownToken).toBe('bonus');
    }
  });

  it('takes a next choice of the draft where the first is refused, and drafts on behind it', async () => {
    const target = new ScriptedCausalLm(rule);
    const draft = new DraftModelProposer(scriptedDraft(roughRule, rule), 5, [0], chainWorth);
    const { result } = await run(
      new ProposeVerifyDecoding('speculative', target, new WorthItsRowsProposer(draft, chainWorth)),
      { settings: { maxNewTokens: 40 }, tokenizer: { ...byteTokenizer, endTokenIds: [] } },
    );
    const { steps, tokenIds } = result;
    expect(steps.flatMap(({ tree }) => tree.ranks)).toContain(1);
    const second = steps.filter(({ tree, acceptedPath }) =>
      acceptedPath.some((node) => tree.ranks[node] === 1),
    );
    expect(second.length).toBeGreaterThan(3);
    // A next choice has nothing behind it: the target's own token follows.
    for (const { tree, acceptedPath } of second) expect(tree.parents).not.toContain(acceptedPath.at(-1));
    expect(steps.length).toBeLessThan(tokenIds.length / 2);
  });

  it('emits only corrections when the draft is always wrong', async () => {
    const target = new ScriptedCausalLm(rule);
    const wrong = new DraftModelProposer(
      scriptedDraft(() => 55),
      3,
      [0],
    );
    const { result } = await run(new ProposeVerifyDecoding('speculative', target, wrong), {
      settings: { maxNewTokens: 20 },
    });
    for (const step of result.steps) {
      expect(step.acceptedPath).toEqual([]);
      expect(step.emitted).toHaveLength(1);
      // The last step has no room for a draft: the tree is the root alone, and its token a bonus.
      expect(step.ownToken).toBe(step.tree.tokenIds.length > 1 ? 'correction' : 'bonus');
    }
  });

  it('ends at an end token inside an accepted run', async () => {
    const text = [10, 11, 12, 13, 0, 14, 15, 16];
    const scripted = (past: readonly TokenId[]) => text[past.length - 3] ?? 0;
    const target = new ScriptedCausalLm(scripted);
    const draft = new DraftModelProposer(scriptedDraft(scripted), 6, []);
    const { result } = await run(new ProposeVerifyDecoding('speculative', target, draft));
    expect(result.tokenIds).toEqual([10, 11, 12, 13, 0]);
    expect(result.stopReason).toBe('end-token');
    expect(result.steps).toHaveLength(1);
    expect(result.steps[0]?.emitted).toEqual([11, 12, 13, 0]);
    expect(result.steps[0]?.ownToken).toBeNull();
  });

  it('never emits more than the budget', async () => {
    const target = new ScriptedCausalLm(rule);
    const { result } = await run(
      new ProposeVerifyDecoding('speculative', target, new DraftModelProposer(scriptedDraft(rule), 8, [0])),
      { settings: { maxNewTokens: 4 } },
    );
    expect(result.tokenIds).toHaveLength(4);
    expect(result.stopReason).toBe('budget');
    expect(result.steps).toHaveLength(1);
    expect(result.steps[0]?.ownToken).toBe('bonus');
  });

  it('cuts at a stop string inside an accepted run, in tokens and in text', async () => {
    const text = [...'hello END world'].map((c) => c.charCodeAt(0));
    const scripted = (past: readonly TokenId[]) => text[past.length - 3] ?? 0;
    const strategies = [
      new VanillaDecoding(new ScriptedCausalLm(scripted, 128)),
      new ProposeVerifyDecoding(
        'speculative',
        new ScriptedCausalLm(scripted, 128),
        new DraftModelProposer(scriptedDraft(scripted), 7, [0]),
      ),
    ];
    for (const strategy of strategies) {
      const { result, events } = await run(strategy, { settings: { stopStrings: ['XXX', 'END'] } });
      expect(result.text).toBe('hello ');
      expect(result.tokenIds).toEqual(text.slice(0, 9));
      expect(result.stopReason).toBe('stop-string');
      expect(events.flatMap((e) => (e.type === 'text-delta' ? [e.text] : [])).join('')).toBe('hello ');
    }
  });

  it('stops when the context is full, all methods at the same token', async () => {
    const target = new ScriptedCausalLm(rule, 64, 20);
    const vanilla = await run(new VanillaDecoding(target));
    expect(vanilla.result.stopReason).toBe('context-full');
    expect(vanilla.result.tokenIds).toHaveLength(18);
    const other = await run(
      new ProposeVerifyDecoding('speculative', target, new DraftModelProposer(scriptedDraft(rule), 4, [0])),
    );
    expect(other.result.tokenIds).toEqual(vanilla.result.tokenIds);
    expect(other.result.stopReason).toBe('context-full');
  });

  it('can be cancelled at any step and keeps what it has', async () => {
    for (const at of [0, 1, 5]) {
      const controller = new AbortController();
      const { result } = await run(new VanillaDecoding(new ScriptedCausalLm(rule)), {
        signal: controller.signal,
        onEvent: (event) => {
          if (event.type === 'prefill-end' && at === 0) controller.abort();
          if (event.type === 'step-end' && event.step.index === at - 1) controller.abort();
        },
      });
      expect(result.stopReason).toBe('cancelled');
      expect(result.tokenIds).toHaveLength(at + 1);
    }
  });
});

describe('records', () => {
  it('holds the tree, the target’s two best at every node and, at full trace, every proposal’s probability', async () => {
    const target = new ScriptedCausalLm(rule);
    const { result } = await run(new ProposeVerifyDecoding('medusa', target, oracleTree()), {
      settings: { maxNewTokens: 12, traceLevel: 'full' },
    });
    for (const step of result.steps) {
      const nodes = step.tree.tokenIds.length;
      expect(step.targetTop.ids).toHaveLength(nodes);
      expect(step.targetProbs).toHaveLength(nodes);
      for (let node = 1; node < nodes; node++) {
        const parent = step.tree.parents[node] as number;
        const isChoice = step.targetTop.ids[parent]?.[0] === step.tree.tokenIds[node];
        const expected = Math.exp(isChoice ? 10 : 0) / (Math.exp(10) + 63);
        expect(step.targetProbs?.[node]).toBeCloseTo(expected, 6);
        expect(step.acceptedPath.includes(node)).toBe(
          isChoice && (parent === 0 || step.acceptedPath.includes(parent)),
        );
      }
      expect(step.stepMs).toBeGreaterThanOrEqual(
        step.draftMs + step.verifyMs + step.acceptMs + step.commitMs,
      );
    }
  });
});

describe('the clock of an answer', () => {
  it('stands still while something is done for the record alone', () => {
    let now = 100;
    const answer = new Answer('vanilla', {
      promptTokenIds: [1],
      settings: DEFAULT_SETTINGS,
      tokenizer: byteTokenizer,
      clock: () => now,
      beganMs: 90,
    });
    now += 5;
    expect(answer.now()).toBe(15);
    expect(
      answer.aside(() => {
        now += 40;
        return 'done';
      }),
    ).toBe('done');
    expect(answer.now()).toBe(15);
    now += 1;
    expect(answer.now()).toBe(16);
  });
});

describe('proposers refuse what cannot work', () => {
  const heads = { headCount: 2, topK: 3, propose: async () => [] };
  it('names depth and width', () => {
    expect(() => new MedusaHeadsProposer(heads, treeTemplate([[0], [0, 0], [0, 0, 0]]))).toThrow(
      '3 deep, the heads reach 2',
    );
    expect(() => new MedusaHeadsProposer(heads, treeTemplate([[0], [3]]))).toThrow(
      '4 ranks, the heads give 3',
    );
  });
});

describe('prompt lookup', () => {
  const settings = { maxNgram: 3, minNgram: 2, beyondMatch: 2, copyLength: 4 };
  const copied = (...of: Parameters<typeof continuation>) => continuation(...of).tokenIds;
  it('copies after the longest and latest match', () => {
    expect(copied([1, 2, 3, 7, 8, 2, 3, 9, 4, 2, 3], 4, settings)).toEqual([9, 4, 2, 3]);
    expect(copied([5, 2, 3, 7, 8, 2, 3, 9, 5, 2, 3], 2, settings)).toEqual([7, 8]);
  });
  it('copies further behind a longer match', () => {
    const text = [4, 1, 2, 3, 5, 6, 7, 8, 9];
    const beyond = (match: number[], most = 9) =>
      copied([...text, ...match], most, { ...settings, beyondMatch: 1, copyLength: 5 });
    expect(beyond([2, 3])).toEqual([5, 6, 7]);
    expect(beyond([1, 2, 3])).toEqual([5, 6, 7, 8]);
    // Longer n-grams than the longest are not told apart.
    expect(beyond([4, 1, 2, 3])).toEqual([5, 6, 7, 8]);
    expect(beyond([1, 2, 3], 2)).toEqual([5, 6]);
    expect(copied([...text, 1, 2, 3], 9, { ...settings, copyLength: 3 })).toEqual([5, 6, 7]);
  });
  it('proposes nothing without a match', () => {
    expect(copied([1, 2, 3, 4], 4, settings)).toEqual([]);
    expect(copied([1], 4, settings)).toEqual([]);
    expect(copied([3, 1, 3], 4, settings)).toEqual([]);
  });
});
