import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CostCurve } from '../../engine/core/cost-curve.ts';
import { stepPrice } from '../../engine/core/step-price.ts';
import { addNode, rootTree, type TokenTree, validateTree } from '../../engine/core/token-tree.ts';
import { worthGoingOn, worthyPart } from '../../engine/core/worthy-nodes.ts';

/** Node i + 1 hangs below `parents[i]`; every token differs. */
function treeOf(parents: readonly number[]): TokenTree {
  const tree = rootTree(100);
  for (const [i, parent] of parents.entries()) addNode(tree, parent, { tokenId: i, rank: i, draftProb: 0.5 });
  return tree;
}

const price = (rate: number, v: readonly number[]) => ({ rate, passes: (rows: number) => v[rows] ?? null });
/** Four rows cost what one costs, then each costs a quarter. */
const STEPPED = [0, 1, 1, 1, 1, 1.25, 1.5, 1.75, 2, 2.25];

describe('the part of a tree that is worth its rows', () => {
  it('is all of it where rows cost nothing, and the root alone where they cost more than they can bring', () => {
    const tree = treeOf([0, 0, 1]);
    expect(worthyPart(tree, [1, 0.5, 0.1, 0.01], price(1, [0, 1, 1, 1, 1]))).toEqual(tree);
    expect(worthyPart(tree, [1, 0.5, 0.1, 0.9], price(1, [0, 1, 2, 3, 4]))).toEqual(rootTree(100));
  });

  it('takes what a step of the curve gives for nothing, and no more', () => {
    const tree = treeOf([0, 0, 0, 0, 0]);
    const kept = worthyPart(tree, [1, 0.1, 0.2, 0.05, 0.24, 0.01], price(1, STEPPED));
    expect(kept.tokenIds).toEqual([100, 0, 1, 3]);
    // What time is worth decides: at four tokens a pass a row must bring more than half a token.
    const wide = worthyPart(tree, [1, 0.9, 0.8, 0.7, 0.3, 0.2], price(1, STEPPED));
    expect(wide.tokenIds).toEqual([100, 0, 1, 2, 3]);
    expect(worthyPart(tree, [1, 0.9, 0.8, 0.7, 0.3, 0.2], price(4, STEPPED)).tokenIds).toHaveLength(4);
  });

  it('goes by the whole path, and keeps parents, ranks and probabilities as they were', () => {
    const tree = treeOf([0, 0, 2, 3]);
    const kept = worthyPart(tree, [1, 0.1, 0.6, 0.9, 0.05], price(1, [0, 1, 1.2, 1.4, 1.6, 1.8]));
    validateTree(kept);
    expect(kept).toEqual({
      tokenIds: [100, 1, 2],
      parents: [-1, 0, 1],
      depths: [0, 1, 2],
      ranks: [0, 1, 2],
      draftProbs: [null, 0.5, 0.5],
    });
  });

  it('ends where no wider pass was measured', () => {
    const kept = worthyPart(treeOf([0, 0, 0]), [1, 0.9, 0.9, 0.9], price(1, [0, 1, 1]));
    expect(kept.tokenIds).toHaveLength(2);
  });

  it('is the best of all parts, whatever tree, chances and costs', () => {
    const shapes = fc.integer({ min: 1, max: 7 }).chain((nodes) =>
      fc.record({
        parents: fc.tuple(...Array.from({ length: nodes }, (_, i) => fc.integer({ min: 0, max: i }))),
        own: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: nodes, maxLength: nodes }),
        rises: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: nodes, maxLength: nodes }),
        rate: fc.double({ min: 1, max: 3, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(shapes, ({ parents, own, rises, rate }) => {
        const tree = treeOf(parents);
        const chances = [1, ...own];
        const v = [0, 1];
        for (const rise of rises) v.push((v.at(-1) as number) + rise);
        const along = chances.map((_, node) => {
          let product = 1;
          for (let at = node; at > 0; at = tree.parents[at] as number) product *= chances[at] as number;
          return product;
        });
        const gainOf = (nodes: readonly number[]) =>
          nodes.reduce((sum, node) => sum + (along[node] as number), 0) -
          rate * (v[nodes.length + 1] as number);
        let best = Number.NEGATIVE_INFINITY;
        for (let mask = 0; mask < 2 ** parents.length; mask++) {
          const nodes = parents.map((_, i) => i + 1).filter((node) => mask & (1 << (node - 1)));
          const closed = nodes.every((node) => {
            const parent = tree.parents[node] as number;
            return parent === 0 || nodes.includes(parent);
          });
          if (closed) best = Math.max(best, gainOf(nodes));
        }
        const kept = worthyPart(tree, chances, price(rate, v));
        validateTree(kept);
        expect(gainOf(kept.tokenIds.slice(1).map((tokenId) => tokenId + 1))).toBeCloseTo(best, 9);
      }),
    );
  });
});

const CURVE: CostCurve = {
  rows: [1, 2, 4],
  cachedTokens: [100, 200],
  targetMs: [
    [10, 20],
    [11, 22],
    [15, 30],
  ],
  drafts: { speculative: { ms: 2, per: 'depth' }, medusa: { ms: 2, per: 'step' } },
};

describe('the price of a step', () => {
  it('is in passes of one row at the tokens cached, and a level costs where levels are drafted one by one', () => {
    const chain = stepPrice(CURVE, 'speculative', 1.3);
    expect(chain.rate).toBe(1.3);
    expect(chain.passes(1)).toBe(1);
    expect(chain.passes(2)).toBeCloseTo(1.1, 12);
    expect(chain.passes(3)).toBeCloseTo(1.3, 12);
    expect(chain.passes(9)).toBeNull();
    expect([chain.level(0, 100), chain.level(0, 200), chain.level(3, 200)]).toEqual([0.2, 0.1, 0.1]);
    expect(stepPrice(CURVE, 'medusa', 0.8)).toMatchObject({ rate: 1 });
    expect([0, 1].map((depth) => stepPrice(CURVE, 'medusa', 1).level(depth, 100))).toEqual([0, 0]);
  });

  it('counts the level behind the root, and those behind it, as each was measured', () => {
    const drafts = { speculative: { ms: 2, per: 'depth' as const, laterMs: 1 } };
    const chain = stepPrice({ ...CURVE, drafts }, 'speculative', 1);
    expect([0, 1, 2].map((depth) => chain.level(depth, 100))).toEqual([0.2, 0.1, 0.1]);
    expect(worthGoingOn({ along: [1], next: 0.29, nodes: 0 }, chain, 100)).toEqual([]);
    // A row 0.2 and a level 0.1.
    expect(worthGoingOn({ along: [1], next: 0.31, nodes: 1 }, chain, 100)).toEqual([0]);
  });

  it('decides whether a chain goes on', () => {
    const chain = stepPrice(CURVE, 'speculative', 1);
    // A level and a row over 100 tokens: 0.2 + 0.1, and 0.2 + 0.2 from two rows to three.
    expect(worthGoingOn({ along: [1], next: 0.31, nodes: 0 }, chain, 100)).toEqual([0]);
    expect(worthGoingOn({ along: [1], next: 0.29, nodes: 0 }, chain, 100)).toEqual([]);
    expect(worthGoingOn({ along: [0.8], next: 0.6, nodes: 1 }, chain, 100)).toEqual([0]);
    expect(worthGoingOn({ along: [0.6], next: 0.6, nodes: 1 }, chain, 100)).toEqual([]);
    expect(worthGoingOn({ along: [1], next: 1, nodes: 3 }, chain, 100)).toEqual([]);
  });

  it('decides whether a tree goes on: each path pays its own row, and together they pay the level', () => {
    const tree = stepPrice(CURVE, 'speculative', 1);
    // A row 0.1, the level 0.2.
    expect(worthGoingOn({ along: [0.5, 0.5], next: 0.41, nodes: 0 }, tree, 100)).toEqual([0, 1]);
    expect(worthGoingOn({ along: [0.5, 0.5], next: 0.39, nodes: 0 }, tree, 100)).toEqual([]);
    // What does not pay for its row is not taken, and takes nothing from the others.
    expect(worthGoingOn({ along: [0.1, 0.7, 0.2], next: 0.44, nodes: 0 }, tree, 100)).toEqual([1]);
    expect(worthGoingOn({ along: [0.2, 0.2, 0.2, 0.2], next: 0.5, nodes: 0 }, tree, 100)).toEqual([]);
    expect(worthGoingOn({ along: [], next: 1, nodes: 0 }, tree, 100)).toEqual([]);
  });
});
