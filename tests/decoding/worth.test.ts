/** Steps that choose how much to propose: what they keep, seen from outside the loop. */
import { describe, expect, it } from 'vitest';
import { POINT_MASS } from '../../engine/core/proposal.ts';
import { SeededRandom } from '../../engine/core/random.ts';
import { addNode, rootTree } from '../../engine/core/token-tree.ts';
import { ProposeVerifyDecoding } from '../../engine/decoding/propose-verify.ts';
import { PricedLookupProposer } from '../../engine/decoding/proposers/priced-lookup.ts';
import type { ProposeRequest, Proposer } from '../../engine/decoding/proposers/proposer.ts';
import { WorthItsRowsProposer } from '../../engine/decoding/proposers/worth-its-rows.ts';
import type { TokenId } from '../../engine/protocol.ts';
import { hashRule, ScriptedCausalLm } from '../fakes/scripted-causal-lm.ts';
import { byteTokenizer, run } from './run.ts';

const rule = hashRule(50, 7);
/** A row more costs half a pass from the second on. */
const price = { rate: 1, passes: (rows: number) => 0.5 + rows / 2, level: () => 0 };

/** One right candidate at odd lengths, with a high probability; one wrong at even, with a low one. */
const sureOrNot: Proposer = {
  readsHidden: false,
  begin: async () => ({
    propose: async ({ tokenIds, maxDepth }) => {
      const tree = rootTree(tokenIds.at(-1) as TokenId);
      const sure = tokenIds.length % 2 === 1;
      const truth = rule(tokenIds);
      const node = { tokenId: sure ? truth : (truth + 1) % 50, rank: 0, draftProb: sure ? 0.9 : 0.2 };
      if (maxDepth > 0) addNode(tree, 0, node);
      return { tree, origin: POINT_MASS };
    },
  }),
};

describe('a proposal that is worth its rows', () => {
  it('is made where the draft is sure, and the step is a plain one elsewhere', async () => {
    const target = new ScriptedCausalLm(rule);
    const worthy = new WorthItsRowsProposer(sureOrNot, { chance: (_, prob) => prob, price });
    const decoding = new ProposeVerifyDecoding('medusa', target, worthy);
    const { result } = await run(decoding, {
      prompt: [1, 2, 3],
      settings: { maxNewTokens: 30 },
      tokenizer: { ...byteTokenizer, endTokenIds: [] },
    });
    const sizes = result.steps.map(({ tree }) => tree.tokenIds.length);
    expect(new Set(sizes)).toEqual(new Set([1, 2]));
    let length = result.promptTokenIds.length + 1;
    for (const { tree, acceptedPath, emitted } of result.steps.slice(0, -1)) {
      expect(tree.tokenIds.length - 1).toBe(length % 2);
      expect(acceptedPath).toHaveLength(length % 2);
      length += emitted.length;
    }
  });

  it('leaves drawn tokens as they are', async () => {
    const tree = rootTree(1);
    addNode(tree, 0, { tokenId: 2, rank: 0, draftProb: 0.001 });
    const proposal = { tree, origin: { kind: 'sampled' as const, draftDistributions: [null, null] } };
    const drawn: Proposer = { readsHidden: false, begin: async () => ({ propose: async () => proposal }) };
    const worthy = new WorthItsRowsProposer(drawn, { chance: (_, prob) => prob, price });
    const start = { promptTokenIds: [1], sampling: { kind: 'greedy', repetitionPenalty: 1 } as const };
    const drafting = await worthy.begin({ ...start, random: new SeededRandom(0) });
    const request = { tokenIds: [1], present: new Set([1]), hidden: null, maxDepth: 5 };
    expect(await drafting.propose(request)).toBe(proposal);
  });
});

describe('copies that are worth their rows', () => {
  const lookup = { maxNgram: 20, minNgram: 1, beyondMatch: 16, copyLength: 16 };
  const text = [1, 2, 3, 4, 5, 6, 1, 2];
  const request = { tokenIds: text, present: new Set(text), hidden: null, maxDepth: 16 };
  const start = { promptTokenIds: text, sampling: { kind: 'greedy', repetitionPenalty: 1 } as const };

  async function proposed(proposer: Proposer) {
    const drafting = await proposer.begin({ ...start, random: new SeededRandom(0) });
    const { tree } = await drafting.propose(request);
    return { tokenIds: tree.tokenIds, parents: tree.parents };
  }

  it('end where a row more would cost more than it gains', async () => {
    const matches: number[] = [];
    const copies = (inCommon: number, depth: number) => {
      matches.push(inCommon);
      return depth < 2 ? 0.9 : 0.1;
    };
    const worth = { copies, chance: () => 0, price, headsKnow: false };
    // .9 and .81 pay for half a pass each, .081 does not.
    expect(await proposed(new PricedLookupProposer(null, lookup, worth))).toEqual({
      tokenIds: [2, 3, 4],
      parents: [-1, 0, 1],
    });
    expect(new Set(matches)).toEqual(new Set([2]));
    const poor = { ...worth, copies: () => 0.4 };
    expect(await proposed(new PricedLookupProposer(null, lookup, poor))).toEqual({
      tokenIds: [2],
      parents: [-1],
    });
  });

  /** Heads that are fairly sure of 9, and of what a copy would go on with (3) or not (4) a little. */
  const headsWith = (tokenId: TokenId, asked: ProposeRequest[] = []): Proposer => ({
    readsHidden: true,
    begin: async () => ({
      propose: async (request) => {
        asked.push(request);
        const tree = rootTree(2);
        addNode(tree, 0, { tokenId: 9, rank: 0, draftProb: 0.55 });
        addNode(tree, 0, { tokenId, rank: 1, draftProb: 0.2 });
        return { tree, origin: POINT_MASS };
      },
    }),
  });
  const beside = (heads: Proposer, copies: number, headsKnow: boolean) =>
    new PricedLookupProposer(heads, lookup, {
      chance: (_, prob) => prob,
      price,
      headsKnow,
      copies: (_, depth) => (depth === 0 ? copies : 0),
    });

  it('are priced together with the candidates of heads, which are told of them', async () => {
    const asked: ProposeRequest[] = [];
    const both = beside(headsWith(3, asked), 0.9, false);
    expect(both.readsHidden).toBe(true);
    await proposed(both);
    expect(asked.map(({ beside }) => beside?.tokenIds.slice(0, 3))).toEqual([[3, 4, 5]]);
    expect(asked[0]?.beside?.chances.slice(0, 2)).toEqual([0.9, 0]);
  });

  it('are believed before heads that know nothing of them, and leave the other candidates the rest', async () => {
    // .9 for the copy leaves .55 * .1 / .8 for 9.
    expect(await proposed(beside(headsWith(3), 0.9, false))).toEqual({ tokenIds: [2, 3], parents: [-1, 0] });
    expect(await proposed(beside(headsWith(3), 0, false))).toEqual({ tokenIds: [2, 9], parents: [-1, 0] });
    // A copy that they do not propose: .7 leaves .55 * .3.
    expect(await proposed(beside(headsWith(4), 0.7, false))).toEqual({ tokenIds: [2, 3], parents: [-1, 0] });
  });

  it('are worth what heads that know of them say, and half where these say nothing', async () => {
    expect(await proposed(beside(headsWith(3), 0.9, true))).toEqual({ tokenIds: [2, 9], parents: [-1, 0] });
    // .9 counts .45, which is not worth half a pass.
    expect(await proposed(beside(headsWith(4), 0.9, true))).toEqual({ tokenIds: [2], parents: [-1] });
  });
});
