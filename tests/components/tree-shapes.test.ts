import { describe, expect, it } from 'vitest';
import { nodeAtPath, rankPaths } from '../../components/tree/rank-path.ts';
import { foldTree } from '../../components/tree/tree-fold.ts';
import { layoutTree } from '../../components/tree/tree-layout.ts';
import { layoutInSlots, MOST_SLOTS, type Slots, slotsOf } from '../../components/tree/tree-slots.ts';
import type { StepRecord } from '../../engine/protocol.ts';
import { step } from './step-fixture.ts';

/** The fixture with children 40 (0.2) and, below it, 41 (0.1) under the refused token 10. */
const wide: StepRecord = {
  ...step,
  tree: {
    tokenIds: [...step.tree.tokenIds, 40, 41],
    parents: [...step.tree.parents, 1, 5],
    depths: [...step.tree.depths, 2, 3],
    ranks: [...step.tree.ranks, 0, 0],
    draftProbs: [...step.tree.draftProbs, 0.2, 0.1],
  },
};

describe('rank paths', () => {
  it('name every node, and lead back to it', () => {
    expect(rankPaths(wide.tree)).toEqual(['', '0', '1', '1.0', '1.1', '0.0', '0.0.0']);
    expect(nodeAtPath(wide.tree, '1.1')).toEqual({ node: 4, exact: true });
    expect(nodeAtPath(wide.tree, '')).toEqual({ node: 0, exact: true });
  });
  it('that lead nowhere end at the deepest node on the way', () => {
    expect(nodeAtPath(wide.tree, '0.0.3.1')).toEqual({ node: 5, exact: false });
    expect(nodeAtPath(wide.tree, '7')).toEqual({ node: 0, exact: false });
  });
});

describe('a folded tree', () => {
  it('keeps the accepted path and what stands beside it, and counts the rest', () => {
    const { visible, folded } = foldTree(wide, { kind: 'path' });
    expect(visible).toEqual([true, true, true, true, true, false, false]);
    expect([...folded]).toEqual([[1, { count: 2, best: 0.2 }]]);
  });
  it('shows what is opened, one generation at a time', () => {
    const { visible, folded } = foldTree(wide, { kind: 'path' }, new Set([1]));
    expect(visible).toEqual([true, true, true, true, true, true, false]);
    expect([...folded]).toEqual([[5, { count: 1, best: 0.1 }]]);
  });
  it('keeps what is likely, and the accepted path however unlikely', () => {
    const { visible, folded } = foldTree(wide, { kind: 'likely', least: 0.45 });
    expect(visible).toEqual([true, true, true, true, true, false, false]);
    expect(foldTree(wide, { kind: 'likely', least: 0.9 }).visible).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
      false,
    ]);
    expect(folded.get(1)).toEqual({ count: 2, best: 0.2 });
  });
  it('of a draft without probabilities folds nothing by them', () => {
    const copied = { ...wide, tree: { ...wide.tree, draftProbs: wide.tree.tokenIds.map(() => null) } };
    expect(foldTree(copied, { kind: 'likely', least: 0.9 }).folded.size).toBe(0);
    expect(foldTree(copied, { kind: 'path' }).folded.get(1)).toEqual({ count: 2, best: null });
  });
  it('is laid out with one place for the folded, to the right of what they hang on', () => {
    const { nodes } = layoutTree(wide, { shown: { kind: 'path' } });
    const refused = nodes.find(({ tokenId, kind }) => tokenId === 10 && kind === 'refused');
    const folded = nodes.filter(({ kind }) => kind === 'folded');
    expect(folded.map(({ depth, row, folded }) => [depth, row - (refused?.row ?? 0), folded?.count])).toEqual(
      [[2, 0, 2]],
    );
    expect(new Set(nodes.map(({ row, depth }) => `${row},${depth}`)).size).toBe(nodes.length);
    expect(new Set(nodes.map(({ key }) => key)).size).toBe(nodes.length);
  });
});

describe('fixed slots', () => {
  /** Another step of the same shape, another outcome, cut one level short. */
  const short: StepRecord = {
    ...step,
    acceptedPath: [1],
    targetTop: {
      ids: [
        [10, 11],
        [9, 8],
        [9, 8],
      ],
      logits: [
        [2, 1],
        [2, 1],
        [2, 1],
      ],
    },
    tree: {
      tokenIds: [5, 50, 51],
      parents: [-1, 0, 0],
      depths: [0, 1, 1],
      ranks: [0, 0, 1],
      draftProbs: [null, 0.5, 0.4],
    },
  };
  const slots = slotsOf([short, wide]) as Slots;

  it('hold a rank path in one row through all steps', () => {
    const rows = (of: StepRecord) =>
      new Map(
        layoutInSlots(of, slots)
          .nodes.filter(({ node }) => node !== null)
          .map(({ key, row }) => [key, row]),
      );
    const [first, second] = [rows(short), rows(wide)];
    expect([...first.keys()]).toEqual(['/', '/0', '/1']);
    for (const [key, row] of first) expect(second.get(key)).toBe(row);
    expect(layoutInSlots(short, slots).rows).toBe(layoutInSlots(wide, slots).rows);
  });
  it('never put two nodes in one place, and move the own token along the top lane', () => {
    const { nodes } = layoutInSlots(wide, slots);
    expect(new Set(nodes.map(({ row, depth }) => `${row},${depth}`)).size).toBe(nodes.length);
    const own = nodes.find(({ kind }) => kind === 'own');
    expect([own?.row, own?.depth, own?.tokenId]).toEqual([0, 3, 30]);
    const ofShort = layoutInSlots(short, slots).nodes.find(({ kind }) => kind === 'own');
    expect([ofShort?.row, ofShort?.depth]).toEqual([0, 2]);
  });
  it('are refused where shapes differ too much, or a path is there twice', () => {
    const chains = Array.from({ length: MOST_SLOTS }, (_, rank) => ({
      ...step,
      tree: { ...step.tree, ranks: [0, rank, 200, 0, 1] },
    }));
    expect(slotsOf(chains)).toBeNull();
    expect(slotsOf([{ ...step, tree: { ...step.tree, ranks: [0, 0, 0, 0, 1] } }])).toBeNull();
  });
});
