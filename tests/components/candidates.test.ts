import { describe, expect, it } from 'vitest';
import { candidateRows, sortRows } from '../../components/tree/candidate-rows.ts';
import { ladderOf } from '../../components/tree/ladder.ts';
import type { StepRecord } from '../../engine/protocol.ts';
import { step } from './step-fixture.ts';

/** The fixture with the token 20 below the refused 10 too, as heads that do not see each other propose it. */
const heads: StepRecord = {
  ...step,
  tree: {
    tokenIds: [...step.tree.tokenIds, 20],
    parents: [...step.tree.parents, 1],
    depths: [...step.tree.depths, 2],
    ranks: [...step.tree.ranks, 0],
    draftProbs: [...step.tree.draftProbs, 0.5],
  },
  targetTop: {
    ids: [...step.targetTop.ids, [7, 6]],
    logits: [...step.targetTop.logits, [2, 1]],
  },
};

describe('the ladder', () => {
  it('has a token once a depth, with its best outcome, and the target’s choice', () => {
    const rungs = ladderOf(heads);
    expect(rungs.map(({ depth, target }) => [depth, target])).toEqual([
      [1, 11],
      [2, 21],
    ]);
    expect(
      rungs[1]?.candidates.map(({ tokenId, outcome, node, nodes }) => [tokenId, outcome, node, nodes]),
    ).toEqual([
      [20, 'refused', 3, 2],
      [21, 'accepted', 4, 1],
    ]);
  });
  it('names the correction where it stood, and nothing below it', () => {
    const corrected: StepRecord = { ...heads, acceptedPath: [], emitted: [8], ownToken: 'correction' };
    expect(ladderOf(corrected).map(({ target }) => target)).toEqual([8, null]);
    expect(ladderOf(corrected)[1]?.candidates[0]?.outcome).toBe('not-reached');
  });
});

describe('the table of candidates', () => {
  const rows = candidateRows(heads);
  it('multiplies the draft’s probabilities along the way', () => {
    expect(rows.map(({ pathProb }) => pathProb)).toEqual([0.6, 0.3, 0.3 * 0.5, 0.3 * 0.4, 0.6 * 0.5]);
    const copied = { ...heads, tree: { ...heads.tree, draftProbs: heads.tree.tokenIds.map(() => null) } };
    expect(candidateRows(copied).map(({ pathProb }) => pathProb)).toEqual(Array(5).fill(null));
  });
  it('says which of the target’s two best a candidate is', () => {
    expect(rows.map(({ targetPlace }) => targetPlace)).toEqual([2, 1, 2, 1, null]);
  });
  it('sorts either way, the unknown last, places as numbers', () => {
    const nodes = (list: typeof rows) => list.map(({ node }) => node);
    expect(nodes(sortRows(rows, 'draftProb', true))).toEqual([1, 3, 5, 4, 2]);
    expect(nodes(sortRows(rows, 'targetPlace', true)).at(-1)).toBe(5);
    expect(nodes(sortRows(rows, 'targetPlace', false)).at(-1)).toBe(5);
    expect(nodes(sortRows(rows, 'outcome', false))).toEqual([2, 4, 1, 3, 5]);
    const far = rows.map((row, i) => ({ ...row, path: ['10', '2', '2.0', '1.11', '1.9'][i] as string }));
    expect(sortRows(far, 'path', false).map(({ path }) => path)).toEqual(['1.9', '1.11', '2', '2.0', '10']);
  });
});
