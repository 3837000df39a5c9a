import { describe, expect, it } from 'vitest';
import { acceptChosen } from '../../engine/core/acceptance.ts';
import { childrenOf, fillTemplate, treeTemplate, validateTree } from '../../engine/core/token-tree.ts';
import { rowDepths, treeAttentionBias } from '../../engine/core/tree-attention.ts';

describe('treeTemplate', () => {
  // The worked example of FasterDecoding/Medusa, notebooks/medusa_configuration_explained.ipynb.
  const template = treeTemplate([[0], [0, 0], [0, 1], [0, 2], [1], [1, 0], [1, 1], [1, 2]]);
  it('sorts by length, then by rank, and finds parents', () => {
    expect(template.paths).toEqual([[0], [1], [0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]);
    expect(template.parents).toEqual([0, 0, 1, 1, 1, 2, 2, 2]);
    expect([template.depth, template.width]).toEqual([2, 3]);
  });
  it('refuses a path without its prefix, a double, and a bad rank', () => {
    expect(() => treeTemplate([[0], [1, 0]])).toThrow('[1,0] has no parent [1]');
    expect(() => treeTemplate([[0], [0]])).toThrow('[0] is listed twice');
    expect(() => treeTemplate([[-1]])).toThrow('invalid rank path [-1]');
    expect(() => treeTemplate([[]])).toThrow('invalid rank path []');
  });
  it('fills in candidates by depth and rank', () => {
    const candidates = [
      { tokenIds: [10, 11, 12], probs: [0.5, 0.25, 0.125] },
      { tokenIds: [20, 21, 22], probs: null },
    ];
    const tree = fillTemplate(template, 7, candidates, 2);
    validateTree(tree);
    expect(tree.tokenIds).toEqual([7, 10, 11, 20, 21, 22, 20, 21, 22]);
    expect(tree.ranks).toEqual([0, 0, 1, 0, 1, 2, 0, 1, 2]);
    expect(tree.draftProbs.slice(0, 4)).toEqual([null, 0.5, 0.25, null]);
    expect(fillTemplate(template, 7, candidates, 1).tokenIds).toEqual([7, 10, 11]);
    expect(() => fillTemplate(template, 7, candidates.slice(0, 1), 2)).toThrow('needs 2 positions');
  });
});

describe('validateTree', () => {
  const good = () => ({
    tokenIds: [1, 2, 3],
    parents: [-1, 0, 1],
    depths: [0, 1, 2],
    ranks: [0, 0, 0],
    draftProbs: [null, 0.5, 0.5],
  });
  it('accepts a chain and refuses each broken rule', () => {
    validateTree(good());
    expect(() => validateTree({ ...good(), parents: [-1, 2, 0] })).toThrow('node 1 has parent 2');
    expect(() => validateTree({ ...good(), depths: [0, 1, 1] })).toThrow('depth of node 2');
    expect(() => validateTree({ ...good(), ranks: [0] })).toThrow('ranks has 1 entries');
    expect(() =>
      validateTree({ ...good(), tokenIds: [1, 2, 2], parents: [-1, 0, 0], depths: [0, 1, 1] }),
    ).toThrow('two children with token 2');
  });
});

describe('treeAttentionBias', () => {
  it('shows each row the slots, its ancestors and itself, for every group', () => {
    const parents = [-1, 0, 0, 1, 2];
    const bias = treeAttentionBias(parents, { slots: 3, groups: 2 });
    const seen = (row: number) =>
      Array.from(bias.subarray(row * 8, row * 8 + 8), (b) => (b === 0 ? 'x' : '.')).join('');
    const rows = ['xxxx....', 'xxxxx...', 'xxxx.x..', 'xxxxx.x.', 'xxxx.x.x'];
    expect(Array.from({ length: 10 }, (_, row) => seen(row))).toEqual([...rows, ...rows]);
    expect(bias.every((b) => b === 0 || b === Number.NEGATIVE_INFINITY)).toBe(true);
    expect(Array.from(rowDepths(parents))).toEqual([0, 1, 1, 2, 2]);
  });
  it('refuses a parent that comes later', () => {
    expect(() => rowDepths([1, -1])).toThrow('row 0 has parent 1');
  });
});

describe('acceptChosen', () => {
  const tree = {
    tokenIds: [1, 10, 11, 20, 21],
    parents: [-1, 0, 0, 2, 2],
    depths: [0, 1, 1, 2, 2],
    ranks: [0, 0, 1, 0, 1],
    draftProbs: [null, 0.5, 0.4, 0.3, 0.2],
  };
  it('walks down the matching branch, whatever its rank', () => {
    expect(childrenOf(tree)).toEqual([[1, 2], [], [3, 4], [], []]);
    const choices = [11, 99, 21, 99, 50];
    expect(acceptChosen(tree, (node) => choices[node] as number)).toEqual({
      path: [2, 4],
      lastNode: 4,
      ownTokenId: 50,
      ownToken: 'bonus',
    });
  });
  it('corrects where proposals were refused', () => {
    expect(acceptChosen(tree, () => 77)).toEqual({
      path: [],
      lastNode: 0,
      ownTokenId: 77,
      ownToken: 'correction',
    });
  });
});
