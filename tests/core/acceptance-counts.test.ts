import { describe, expect, it } from 'vitest';
import { AcceptanceCounter, acceptanceOf, pooledByDepth } from '../../engine/core/acceptance-counts.ts';
import { expectedTokens } from '../../engine/core/tree-search.ts';

function counted(positions: (number | null)[][], width = 3) {
  const counter = new AcceptanceCounter(width);
  for (const ranks of positions) counter.add(ranks);
  return counter.counts();
}

describe('counts of acceptance', () => {
  it('try a list only where the path to it was right and a token followed', () => {
    const counts = counted([
      [0, 1],
      [0, 1, 2],
      // Right, and the answer ends.
      [0],
      // In no list: nothing below is known, whatever the text says.
      [null, 0, 0],
      [2, null],
      [],
    ]);
    expect(counts).toEqual({
      width: 3,
      paths: {
        '': { trials: 5, hits: [3, 0, 1] },
        '0': { trials: 2, hits: [0, 2, 0] },
        '0.1': { trials: 1, hits: [0, 0, 1] },
        '2': { trials: 1, hits: [0, 0, 0] },
      },
    });
    expect(pooledByDepth(counts)).toEqual([
      { trials: 5, hits: [3, 0, 1] },
      { trials: 3, hits: [0, 2, 0] },
      { trials: 1, hits: [0, 0, 1] },
    ]);
  });

  it('are conditional on the path: a head that is right after one rank only', () => {
    const positions = Array.from({ length: 4000 }, (_, i) => (i % 2 === 0 ? [0, 0] : [1, 2]));
    const acceptance = acceptanceOf(counted(positions));
    expect(acceptance([])[0]).toBeCloseTo(0.5, 2);
    expect(acceptance([0])[0]).toBeGreaterThan(0.99);
    expect(acceptance([1])[0]).toBeLessThan(0.01);
    expect(acceptance([1])[2]).toBeGreaterThan(0.99);
    expect(expectedTokens(acceptance, [[0], [0, 0]])).toBeCloseTo(2, 1);
  });

  it('lean on the other paths where a path was seen seldom, and on nothing where none was seen', () => {
    const often = Array.from({ length: 800 }, () => [0, 0]);
    const acceptance = acceptanceOf(counted([...often, [1, 1]]));
    // One time in one, against nearly never in eight hundred.
    expect(acceptance([1])[1]).toBeGreaterThan(0.05);
    expect(acceptance([1])[1]).toBeLessThan(0.1);
    expect(acceptance([1])[0]).toBeGreaterThan(0.9);
    expect(acceptance([0, 0])).toEqual([0, 0, 0]);
  });

  it('are shares of one list: never more than one in all', () => {
    const acceptance = acceptanceOf(counted([[0, 1], [1, 1], [0, 0], [2], [null]]));
    for (const path of [[], [0], [1], [2]]) {
      const sum = acceptance(path).reduce((a, b) => a + b, 0);
      expect(sum).toBeGreaterThan(0);
      expect(sum).toBeLessThanOrEqual(1 + 1e-12);
    }
  });
});
