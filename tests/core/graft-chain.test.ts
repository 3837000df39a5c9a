import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graftChain } from '../../engine/core/graft-chain.ts';
import { childrenOf, fillTemplate, treeTemplate, validateTree } from '../../engine/core/token-tree.ts';

const template = treeTemplate([[0], [2], [0, 0], [0, 1], [2, 0]]);
const filled = (first: number[], second: number[]) =>
  fillTemplate(
    template,
    1,
    [
      { tokenIds: first, probs: [0.5, 0.3, 0.2] },
      { tokenIds: second, probs: [0.6, 0.4] },
    ],
    2,
  );

describe('a chain in a filled tree', () => {
  it('stands behind the siblings where it is new, and goes on below itself', () => {
    const tree = filled([10, 11, 12], [20, 21]);
    graftChain(tree, [30, 31]);
    validateTree(tree);
    expect(tree.tokenIds.slice(6)).toEqual([30, 31]);
    expect(tree.parents.slice(6)).toEqual([0, 6]);
    expect(tree.ranks.slice(6)).toEqual([3, 0]);
    expect(tree.draftProbs.slice(6)).toEqual([null, null]);
  });

  it('shares what the tree holds already', () => {
    const tree = filled([10, 11, 12], [20, 21]);
    graftChain(tree, [12, 21, 40]);
    validateTree(tree);
    expect(tree.tokenIds).toHaveLength(6 + 2);
    expect(tree.tokenIds.slice(6)).toEqual([21, 40]);
    expect(tree.parents.slice(6)).toEqual([2, 6]);
    expect(tree.ranks.slice(6)).toEqual([1, 0]);
    const whole = filled([10, 11, 12], [20, 21]);
    graftChain(whole, [10, 21]);
    expect(whole).toEqual(filled([10, 11, 12], [20, 21]));
    graftChain(whole, []);
    expect(whole).toEqual(filled([10, 11, 12], [20, 21]));
  });

  it('leaves a valid tree that holds the chain and all that stood before, whatever the tokens', () => {
    const token = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(
        fc.uniqueArray(token, { minLength: 3, maxLength: 3 }),
        fc.uniqueArray(token, { minLength: 2, maxLength: 2 }),
        fc.array(token, { maxLength: 6 }),
        (first, second, chain) => {
          const before = filled(first, second);
          const tree = filled(first, second);
          graftChain(tree, chain);
          validateTree(tree);
          expect(tree.tokenIds.slice(0, before.tokenIds.length)).toEqual(before.tokenIds);
          const children = childrenOf(tree);
          let node = 0;
          for (const tokenId of chain) {
            node = (children[node] ?? []).find((child) => tree.tokenIds[child] === tokenId) ?? -1;
            expect(node).toBeGreaterThan(0);
          }
          for (const siblings of children)
            expect(new Set(siblings.map((child) => tree.ranks[child])).size).toBe(siblings.length);
        },
      ),
    );
  });
});
