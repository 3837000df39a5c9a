import { describe, expect, it } from 'vitest';
import {
  CopyCounter,
  type CopyCounts,
  copyChanceFrom,
  copyRate,
  LONGEST_MATCH,
  MOST_COPIED,
} from '../../engine/core/copy-chance.ts';

/** Of `n` places with `inCommon` tokens in common: by depth the share that is right, given those before it. */
function counts(places: [inCommon: number, n: number, shares: number[]][], positions: number): CopyCounts {
  const byMatch = Array.from({ length: LONGEST_MATCH }, () =>
    Array.from({ length: MOST_COPIED }, () => ({ trials: 0, hits: 0 })),
  );
  for (const [inCommon, n, shares] of places) {
    let trials = n;
    for (const [depth, share] of shares.entries()) {
      const hits = Math.round(trials * share);
      byMatch[inCommon - 1]?.splice(depth, 1, { trials, hits });
      trials = hits;
    }
  }
  return { positions, byMatch };
}

describe('copies', () => {
  it('are counted up to the first that is wrong, and as far as the answer goes', () => {
    const counter = new CopyCounter();
    // Roots 5, 6, 7, 5, 6, 9: the second 5 copies 6 and 7, of which the first is right.
    counter.add([1], [5, 6, 7, 5, 6, 9, 3]);
    const { positions, byMatch } = counter.counts();
    expect(positions).toBe(6);
    // Behind the second 5: "6" right, "7" wrong. Behind the second 6, two in common: "7" wrong.
    expect(byMatch[0]?.slice(0, 3)).toEqual([
      { trials: 1, hits: 1 },
      { trials: 1, hits: 0 },
      { trials: 0, hits: 0 },
    ]);
    expect(byMatch[1]?.[0]).toEqual({ trials: 1, hits: 0 });
  });

  it('have a chance by match and depth; of lengths that were seldom seen, that of their neighbours', () => {
    const chance = copyChanceFrom(
      counts(
        [
          [1, 10_000, [0.2, 0.5]],
          [5, 10_000, [0.8, 0.9]],
        ],
        20_000,
      ),
    );
    expect(chance(1, 0)).toBeCloseTo(0.2, 2);
    expect(chance(1, 1)).toBeCloseTo(0.5, 1);
    expect(chance(7, 0)).toBe(chance(5, 0));
    expect(chance(5, 1)).toBeCloseTo(0.9, 2);
    // Nothing is known behind: as one place before.
    expect(chance(5, 9)).toBe(chance(5, 1));
    expect(chance(99, 99)).toBe(0.5);
  });

  it('yield the rate of steps that copy what is worth it', () => {
    // Half of the places have a copy of one right token at a tenth of a pass; a second is never right.
    const sure = counts([[3, 5000, [1, 0]]], 10_000);
    const passes = (rows: number) => (rows > 8 ? null : 1 + 0.1 * (rows - 1));
    expect(copyRate(sure, passes)).toBeCloseTo((10_000 + 5000) / (10_000 + 500), 2);
    // No copy is worth a pass of its own.
    expect(copyRate(sure, (rows) => rows * 3 - 2)).toBe(1);
    expect(copyRate(counts([], 10), passes)).toBe(1);
  });
});
