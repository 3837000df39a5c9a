import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBelow, addBeside, type Paths, removeSlot, storedName } from '../../components/trees/edit-tree.ts';
import { predict, searchBest } from '../../components/trees/tree-prediction.ts';
import { predictionSentence, sourceSentence } from '../../components/trees/trees-text.ts';
import { treeTemplate } from '../../engine/core/token-tree.ts';
import { MAX_NODES } from '../../engine/trees/tree-format.ts';

describe('editing', () => {
  it('adds the lowest free choice, below and beside', () => {
    const first = addBelow([], []);
    expect(first).toEqual({ paths: [[0]], added: [0] });
    expect(addBeside([[0]], [0])?.paths).toEqual([[0], [1]]);
    expect(addBelow([[0], [2]], [])?.added).toEqual([1]);
    expect(addBeside([[0]], [])).toBeNull();
  });

  it('removes a slot with all below it, never the root', () => {
    const paths = [[0], [1], [0, 0], [1, 0], [1, 0, 0]];
    expect(removeSlot(paths, [1])).toEqual([[0], [0, 0]]);
    expect(removeSlot(paths, [])).toBe(paths);
  });

  it('names a tree so that a file and the server can', () => {
    expect(storedName(' my tree/2.0 ')).toBe('my_tree_2_0');
    expect(storedName('  ')).toBe('tree');
  });

  it('keeps a valid tree whatever is done, up to its largest size', () => {
    const change = fc.record({ kind: fc.constantFrom('below', 'beside', 'remove'), at: fc.nat() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        let paths: Paths = [];
        for (const { kind, at } of changes) {
          const slots = [[], ...paths];
          const slot = slots[at % slots.length] as number[];
          if (kind === 'remove') paths = removeSlot(paths, slot);
          else paths = (kind === 'below' ? addBelow : addBeside)(paths, slot)?.paths ?? paths;
          expect(treeTemplate(paths).paths).toEqual(paths);
        }
      }),
    );
    const full = Array.from({ length: MAX_NODES }, (_, depth) => new Array<number>(depth + 1).fill(0));
    expect(addBelow(full, [])).toBeNull();
  });
});

describe('predict', () => {
  // Many trials, so that the prior weighs nothing.
  const counts = {
    width: 2,
    paths: { '': { trials: 1e6, hits: [5e5, 2e5] }, 0: { trials: 5e5, hits: [2e5, 0] } },
  };
  const source = { method: 'medusa' as const, counts, words: 'a test' };
  const curve = {
    rows: [1, 4],
    cachedTokens: [10],
    targetMs: [[10], [16]],
    drafts: { medusa: { ms: 1, per: 'step' as const } },
  };
  const price = { curve, cachedTokens: 10 };

  it('multiplies along the path and adds the slots up', () => {
    const { chances, expectedTokens, overhead, speedup, unknown } = predict(
      source,
      [[0], [1], [0, 0]],
      price,
    );
    expect(chances.map((chance) => chance?.toFixed(3))).toEqual(['0.500', '0.200', '0.200']);
    expect(expectedTokens).toBeCloseTo(1.9, 3);
    expect(overhead).toBeCloseTo(1.7, 12);
    expect(speedup).toBeCloseTo(1.9 / 1.7, 3);
    expect(unknown).toBe(0);
  });

  it('says of what nothing was measured, and what cannot be priced', () => {
    const found = predict(source, [[0], [2], [0, 0], [0, 0, 0]], price);
    expect(found.chances.map((chance) => chance === null)).toEqual([false, true, false, true]);
    expect(found).toMatchObject({ unknown: 2, overhead: null, speedup: null });
    expect(predictionSentence(found, 4)).toBe(
      '4 candidates: at least 1.700 tokens a step, its cost is not known: the cost curve of this run ends before so many rows, or there is none. Nothing was measured of 2 of them; they are drawn hollow and count as nothing.',
    );
  });

  it('finds the tree of the highest predicted speedup', () => {
    const best = searchBest(source, price);
    const speedup = (paths: Paths) => predict(source, paths, price).speedup ?? 0;
    const all: Paths[] = [[[0]], [[1]], [[0], [1]], [[0], [0, 0]], [[0], [1], [0, 0]]];
    expect(best).not.toBeNull();
    expect(speedup(best ?? [])).toBeCloseTo(Math.max(...all.map(speedup)), 9);
    expect(searchBest(source, { ...price, curve: { ...curve, rows: [1], targetMs: [[10]] } })).toBeNull();
  });
});

describe('sourceSentence', () => {
  it('says where tokens a step are not the sum of the chances', () => {
    const counts = { width: 1, paths: {} };
    const steps = { method: 'medusa' as const, counts, words: 'the 9 steps' };
    expect(sourceSentence(steps)).toBe(
      'From the 9 steps. The chance of a candidate is a product of conditional shares along its path: a prediction, not a measurement.',
    );
    expect(sourceSentence({ ...steps, tokensOf: () => 1 })).toContain('steps begin at harder places');
  });
});
