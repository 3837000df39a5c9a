/** Typical acceptance against hand-made cases of Medusa's rule. */
import { describe, expect, it } from 'vitest';
import { acceptTypical, typicalThreshold } from '../../engine/core/accept-typical.ts';
import type { Distribution } from '../../engine/core/distribution.ts';
import { addNode, rootTree } from '../../engine/core/token-tree.ts';
import { DEFAULT_TYPICAL, type TokenId } from '../../engine/protocol.ts';
import { lawOf } from '../law/laws.ts';

/** [token, parent] of every node but the root. */
function treeOf(...nodes: [TokenId, number][]) {
  const tree = rootTree(99);
  for (const [tokenId, parent] of nodes) addNode(tree, parent, { tokenId, rank: 0, draftProb: 0.5 });
  return tree;
}

const accept = (tree: ReturnType<typeof treeOf>, laws: Distribution[], rule = DEFAULT_TYPICAL) =>
  acceptTypical(
    tree,
    (node) => laws[node] as Distribution,
    (node) => 70 + node,
    rule,
  );

describe('typical acceptance', () => {
  it('asks for min(epsilon, delta * exp(-entropy))', () => {
    // Sure of itself: entropy 0.325, so epsilon counts. Two in doubt: entropy ln 2, delta / 2 = 0.15, epsilon again.
    expect(typicalThreshold(lawOf(0.9, 0.1), DEFAULT_TYPICAL)).toBe(0.09);
    const flat = lawOf(...new Array<number>(10).fill(1));
    expect(typicalThreshold(flat, DEFAULT_TYPICAL)).toBeCloseTo(0.03, 12);
  });

  it('takes a likely token that is not the best, and refuses one at the threshold', () => {
    const laws = [lawOf(0.8, 0.11, 0.09), lawOf(1), lawOf(1)];
    expect(accept(treeOf([1, 0]), laws).path).toEqual([1]);
    expect(accept(treeOf([2, 0]), laws)).toEqual({
      path: [],
      lastNode: 0,
      ownTokenId: 70,
      ownToken: 'correction',
    });
  });

  it('prefers the deepest path, then the likelier of two as deep', () => {
    const even = lawOf(0.5, 0.3, 0.2);
    const laws = new Array<Distribution>(5).fill(even);
    // Node 1 (0.5) is a leaf, node 2 (0.2) has a child: deeper wins.
    expect(accept(treeOf([0, 0], [2, 0], [1, 2]), laws).path).toEqual([2, 3]);
    // 0.2 * 0.5 against 0.3 * 0.5.
    expect(accept(treeOf([2, 0], [1, 0], [0, 1], [0, 2]), laws).path).toEqual([2, 4]);
    expect(accept(treeOf([2, 0], [1, 0]), laws)).toEqual({
      path: [2],
      lastNode: 2,
      ownTokenId: 72,
      ownToken: 'bonus',
    });
  });

  it('takes nothing behind a refused node', () => {
    const laws = [lawOf(1, 0), lawOf(1), lawOf(1)];
    expect(accept(treeOf([1, 0], [0, 1]), laws).path).toEqual([]);
  });
});
