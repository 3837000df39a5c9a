import fc from 'fast-check';
import { expect, it } from 'vitest';
import { repeated4gramShare, seen4gramShare } from '../../engine/core/repetition.ts';

it('counts runs of four that occurred before, overlapping ones included', () => {
  expect(repeated4gramShare([1, 2, 3, 4])).toBe(0);
  expect(repeated4gramShare([1, 2, 3, 4, 1, 2, 3, 4])).toBe(1 / 5);
  expect(repeated4gramShare([7, 7, 7, 7, 7])).toBe(1 / 2);
  // 12 3 is not 1 23.
  expect(repeated4gramShare([12, 3, 4, 5, 1, 23, 4, 5])).toBe(0);
});

it('is not known under four tokens', () => {
  expect(repeated4gramShare([])).toBeNull();
  expect(repeated4gramShare([1, 1, 1])).toBeNull();
});

it('is the number of all runs less that of different ones', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2), { minLength: 4, maxLength: 60 }), (ids) => {
      const runs = ids.slice(3).map((_, i) => ids.slice(i, i + 4));
      const earlier = runs.filter((run, i) =>
        runs.slice(0, i).some((r) => r.every((id, k) => id === run[k])),
      );
      expect(repeated4gramShare(ids)).toBeCloseTo(earlier.length / runs.length, 12);
    }),
  );
});

it('finds the runs of four that stand in another text', () => {
  expect(seen4gramShare([1, 2, 3, 4, 5], [9, 2, 3, 4, 5, 1])).toBe(1 / 3);
  expect(seen4gramShare([1, 2, 3], [1, 2, 3, 4])).toBe(0);
  expect(seen4gramShare([12, 3, 4, 5], [1, 23, 4, 5])).toBe(0);
  expect(seen4gramShare([1, 2, 3, 4], [1, 2, 3])).toBeNull();
});
