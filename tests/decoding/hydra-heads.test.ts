/** The tree that grounded heads fill: every node's children come from its own path. */
import { describe, expect, it } from 'vitest';
import { treeTemplate, validateTree } from '../../engine/core/token-tree.ts';
import { ProposeVerifyDecoding } from '../../engine/decoding/propose-verify.ts';
import { HydraHeadsProposer } from '../../engine/decoding/proposers/hydra-heads.ts';
import { VanillaDecoding } from '../../engine/decoding/vanilla.ts';
import { DEFAULT_GREEDY, type TokenId } from '../../engine/protocol.ts';
import type { GroundedHeads } from '../../engine/runtime/draft-lm.ts';
import { hashRule, ScriptedCausalLm } from '../fakes/scripted-causal-lm.ts';
import { run } from './run.ts';

/**
 * Heads whose candidates tell where they come from: rank r after token t at depth d is 100 t + 10 d + r. A state is the
 * sum of the tokens on its path, so that a state passed with the wrong node shows.
 */
function tellingHeads(calls: { depth: number; states: number[]; tokenIds: number[] }[]): GroundedHeads {
  return {
    depths: 3,
    topK: 3,
    step: async (depth, states, nodes) => {
      const tokenIds = nodes.map(({ tokenId }) => tokenId);
      calls.push({ depth, states: [...states], tokenIds });
      return {
        states: states.map((state, i) => state + (tokenIds[i] as number)),
        candidates: tokenIds.map((tokenId) => ({
          tokenIds: Int32Array.from([0, 1, 2], (rank) => 100 * tokenId + 10 * depth + rank),
          probs: Float32Array.of(0.5, 0.25, 0.125),
        })),
      };
    },
  };
}

const TREE = treeTemplate([[0], [1], [0, 0], [0, 2], [1, 0], [0, 2, 1], [1, 0, 0]]);

async function propose(heads: GroundedHeads, maxDepth: number) {
  const drafting = await new HydraHeadsProposer(heads, TREE).begin();
  const { tree } = await drafting.propose({
    tokenIds: [4, 7],
    present: new Set([4, 7]),
    hidden: Float32Array.of(1),
    maxDepth,
  });
  validateTree(tree);
  return tree;
}

/** Heads whose levels cost .3 tokens each, and whose rows cost nothing. */
async function priced() {
  const calls: { depth: number; states: number[]; tokenIds: number[] }[] = [];
  const price = { rate: 2, passes: (_: number) => 1, level: () => 0.15 };
  const worth = { chance: (_: number, prob: number) => prob, first: [0.9, 0.5, 0.5], price };
  const drafting = await new HydraHeadsProposer(tellingHeads(calls), TREE, worth).begin();
  const request = { tokenIds: [4, 7], present: new Set([4, 7]), hidden: Float32Array.of(1), maxDepth: 9 };
  return { calls, price, drafting, request };
}

describe('Hydra heads', () => {
  it('give each node children of its own path, a pass a level', async () => {
    const calls: { depth: number; states: number[]; tokenIds: number[] }[] = [];
    const tree = await propose(tellingHeads(calls), 9);
    expect(tree.tokenIds).toEqual([7, 700, 701, 70010, 70012, 70110, 7001221, 7011020]);
    expect(tree.parents).toEqual([-1, 0, 0, 1, 1, 2, 4, 5]);
    expect(tree.draftProbs).toEqual([null, 0.5, 0.25, 0.5, 0.125, 0.5, 0.25, 0.5]);
    expect(calls).toEqual([
      { depth: 0, states: [1], tokenIds: [7] },
      { depth: 1, states: [8, 8], tokenIds: [700, 701] },
      { depth: 2, states: [708, 709], tokenIds: [70012, 70110] },
    ]);
  });

  it('see what a copy would go on with behind each node, its path included', async () => {
    const seen: (number | null)[][] = [];
    const heads: GroundedHeads = {
      ...tellingHeads([]),
      step: async (_, states, nodes) => {
        seen.push(nodes.map(({ copied }) => copied.tokenId));
        const candidates = nodes.map(() => ({
          tokenIds: Int32Array.of(5, 6, 9),
          probs: Float32Array.of(0.5, 0.3, 0.1),
        }));
        return { states, candidates };
      },
    };
    const drafting = await new HydraHeadsProposer(heads, TREE).begin();
    // Behind 4 stood 5, behind 5 stood 8; 6 and 9 are new.
    await drafting.propose({
      tokenIds: [4, 5, 8, 4],
      present: new Set(),
      hidden: Float32Array.of(1),
      maxDepth: 3,
    });
    expect(seen).toEqual([[5], [8, null], [null, 8]]);
  });

  it('go no deeper than what can still count', async () => {
    const calls: { depth: number; states: number[]; tokenIds: number[] }[] = [];
    expect((await propose(tellingHeads(calls), 1)).tokenIds).toEqual([7, 700, 701]);
    expect((await propose(tellingHeads(calls), 0)).tokenIds).toEqual([7]);
    expect(calls.map(({ depth }) => depth)).toEqual([0]);
  });

  it('draft no level that is not worth a pass of theirs', async () => {
    const { calls, price, drafting, request } = await priced();
    const { tree } = await drafting.propose(request);
    // Level 1 goes on from .5 and .25: .375 tokens for .3; level 2 from .0625 and .125: .09 tokens.
    expect(tree.tokenIds).toEqual([7, 700, 701, 70010, 70012, 70110]);
    expect(calls.map(({ depth }) => depth)).toEqual([0, 1]);
    price.level = () => 0.46;
    expect((await drafting.propose(request)).tree.tokenIds).toEqual([7]);
  });

  it('draft nothing behind paths that do not pay for a row', async () => {
    const { calls, price, drafting, request } = await priced();
    // The third row costs .14 tokens: a first choice behind .5 is worth .25, one behind .25 is worth .125.
    price.passes = (rows) => (rows < 3 ? 1 : 1.07);
    price.level = () => 0.01;
    const { tree } = await drafting.propose(request);
    expect(tree.tokenIds).toEqual([7, 700, 701, 70010, 70012, 7001221]);
    expect(tree.parents).toEqual([-1, 0, 0, 1, 1, 4]);
    expect(calls).toEqual([
      { depth: 0, states: [1], tokenIds: [7] },
      { depth: 1, states: [8], tokenIds: [700] },
      { depth: 2, states: [708], tokenIds: [70012] },
    ]);
  });

  it('draft no level of which most stands beside them already', async () => {
    const { calls, drafting, request } = await priced();
    const levels = async (tokenIds: TokenId[], chances: number[]) => {
      calls.length = 0;
      await drafting.propose({ ...request, beside: { tokenIds, chances } });
      return calls.length;
    };
    // .9 tokens at the root: a third of them is worth the .3 of a level, a quarter is not.
    expect(await levels([700], [0.66])).toBe(2);
    expect(await levels([700], [0.75])).toBe(0);
    // Behind 700 stand .25 tokens of the level's .375.
    expect(await levels([700, 5], [0, 0.2])).toBe(2);
    expect(await levels([700, 5], [0, 0.4])).toBe(1);
    // What follows another path covers nothing here.
    expect(await levels([5, 5], [0, 0.9])).toBe(2);
  });

  it('refuse a tree that is deeper or wider than they are', () => {
    const heads = tellingHeads([]);
    expect(() => new HydraHeadsProposer(heads, treeTemplate([[0], [0, 0], [0, 0, 0], [0, 0, 0, 0]]))).toThrow(
      'the tree is 4 deep, the heads reach 3',
    );
    expect(() => new HydraHeadsProposer(heads, treeTemplate([[3]]))).toThrow('the tree uses 4 ranks');
  });

  it('leave the text vanilla’s, right or wrong', async () => {
    const rule = hashRule(40, 3);
    const target = new ScriptedCausalLm(rule);
    /** Right at first, wrong every third time. */
    const heads: GroundedHeads = {
      depths: 3,
      topK: 3,
      step: async (depth, states, nodes) => ({
        states,
        candidates: nodes.map(({ tokenId }) => ({
          tokenIds: Int32Array.of((tokenId + depth) % 40, rule([tokenId]), 41),
          probs: Float32Array.of(0.5, 0.3, 0.1),
        })),
      }),
    };
    for (const prompt of [[5], [1, 2, 3] as TokenId[]]) {
      const options = { prompt, settings: { maxNewTokens: 60, sampling: DEFAULT_GREEDY } };
      const vanilla = await run(new VanillaDecoding(target), options);
      const proposer = new HydraHeadsProposer(heads, TREE);
      const other = await run(new ProposeVerifyDecoding('hydra', target, proposer), options);
      expect(other.result.tokenIds).toEqual(vanilla.result.tokenIds);
    }
  });
});
