import { describe, expect, it } from 'vitest';
import { overlayTrees, sharedSteps } from '../../components/tree/tree-overlay.ts';
import type { StepRecord } from '../../engine/protocol.ts';
import { step } from './step-fixture.ts';

/** A chain 1 > 11 > 21 > 30 (all accepted), then 7 of the target's own. */
const chain: StepRecord = {
  ...step,
  tree: {
    tokenIds: [1, 11, 21, 30],
    parents: [-1, 0, 1, 2],
    depths: [0, 1, 2, 3],
    ranks: [0, 0, 0, 0],
    draftProbs: [null, 0.9, 0.8, 0.7],
  },
  targetTop: {
    ids: [
      [11, 1],
      [21, 1],
      [30, 1],
      [7, 1],
    ],
    logits: Array(4).fill([2, 1]),
  },
  acceptedPath: [1, 2, 3],
  emitted: [11, 21, 30, 7],
};

describe('two trees over each other', () => {
  const { nodes, counts } = overlayTrees(step, chain, true);
  const find = (tokenId: number) => nodes.find((node) => node.tokenId === tokenId && !node.own);
  it('have what both proposed once', () => {
    expect(counts).toEqual({ both: 2, first: 2, second: 1 });
    expect([find(11)?.owner, find(10)?.owner, find(30)?.owner]).toEqual(['both', 'first', 'second']);
    expect([find(21)?.first, find(21)?.second]).toEqual([4, 2]);
    expect(new Set(nodes.map(({ key }) => key)).size).toBe(nodes.length);
  });
  it('run the text itself straight along the top, as far as the longer path goes', () => {
    expect(nodes.filter(({ row }) => row === 0).map(({ tokenId }) => tokenId)).toEqual([1, 11, 21, 30, 7]);
    expect(nodes.filter(({ own }) => own).map(({ depth }) => depth)).toEqual([4]);
  });
  it('are the same text whichever comes first', () => {
    const turned = overlayTrees(chain, step, true);
    expect(turned.counts).toEqual({ both: 2, first: 1, second: 2 });
    expect(turned.nodes.filter(({ row }) => row === 0).map(({ tokenId }) => tokenId)).toEqual([
      1, 11, 21, 30, 7,
    ]);
  });
  it('fold what stands below a candidate that neither took', () => {
    const deep: StepRecord = {
      ...step,
      tree: {
        tokenIds: [...step.tree.tokenIds, 50],
        parents: [...step.tree.parents, 1],
        depths: [...step.tree.depths, 2],
        ranks: [...step.tree.ranks, 0],
        draftProbs: [...step.tree.draftProbs, 0.2],
      },
    };
    expect(overlayTrees(deep, chain, true).nodes.some(({ tokenId }) => tokenId === 50)).toBe(true);
    const folded = overlayTrees(deep, chain, false);
    expect(folded.nodes.some(({ tokenId }) => tokenId === 50)).toBe(false);
    expect(folded.nodes.flatMap((node) => node.folded ?? [])).toEqual([{ first: 1, second: 0, both: 0 }]);
    expect(folded.counts.first).toBe(3);
  });
});

describe('steps of two answers that begin at the same place', () => {
  const other = { tokenIds: [1, 2, 3, 4, 5, 6], positions: [1, 4, 5] };
  it('have the same tokens before them', () => {
    expect(sharedSteps({ tokenIds: [1, 2, 3, 4, 5, 6], positions: [1, 2, 3, 4] }, other)).toEqual([
      { own: 0, other: 0 },
      { own: 3, other: 1 },
    ]);
  });
  it('are none behind the place where the texts part', () => {
    const parted = { tokenIds: [1, 2, 9, 4, 5, 6], positions: [1, 4, 5] };
    expect(sharedSteps(parted, other)).toEqual([{ own: 0, other: 0 }]);
    expect(sharedSteps({ tokenIds: [9], positions: [1] }, other)).toEqual([]);
  });
});
