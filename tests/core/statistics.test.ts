import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateRatio, geometricMean, mean } from '../../engine/core/statistics.ts';
import { seededUniform } from '../fixtures/seeded-uniform.ts';

describe('estimateRatio', () => {
  it('uses the printed quantiles of Student t (two-sided 95 %)', () => {
    // Logarithms with mean 0 and sample standard deviation 1: the half width is t / sqrt(n).
    for (const [n, t] of [
      [2, 12.7062],
      [3, 4.30265],
      [5, 2.77645],
      [10, 2.26216],
      [29, 2.04841],
    ] as const) {
      const logs = standardised(n);
      const estimate = estimateRatio(logs.map(Math.exp));
      expect(estimate?.mean).toBeCloseTo(1, 9);
      expect(Math.log(estimate?.interval?.[1] as number) * Math.sqrt(n)).toBeCloseTo(t, 4);
      expect(Math.log(estimate?.interval?.[0] as number) * Math.sqrt(n)).toBeCloseTo(-t, 4);
      expect(estimate?.count).toBe(n);
    }
  });

  it('a worked sample: 1.2, 1.5, 0.9, 1.1', () => {
    // Logs .182322, .405465, -.105361, .095310: mean .144434, s .211647, t(3) 3.182446, half .336777.
    const estimate = estimateRatio([1.2, 1.5, 0.9, 1.1]);
    expect(estimate?.mean).toBeCloseTo(1.782 ** (1 / 4), 12);
    expect(estimate?.interval?.[0]).toBeCloseTo(Math.exp(0.144434 - 0.336777), 4);
    expect(estimate?.interval?.[1]).toBeCloseTo(Math.exp(0.144434 + 0.336777), 4);
  });

  it('knows nothing of no ratio, and no interval of one', () => {
    expect(estimateRatio([])).toBeNull();
    expect(estimateRatio([1.4])).toEqual({
      mean: Math.exp(Math.log(1.4)),
      interval: null,
      intervalBy: null,
      pValue: null,
      count: 1,
    });
  });

  it('turning every ratio over turns estimate and interval over', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 2, maxLength: 20 }),
        (ratios) => {
          const there = estimateRatio(ratios);
          const back = estimateRatio(ratios.map((r) => 1 / r));
          expect((there?.mean as number) * (back?.mean as number)).toBeCloseTo(1, 9);
          const [low, high] = intervalOf(ratios);
          const [backLow, backHigh] = intervalOf(ratios.map((r) => 1 / r));
          expect(low * backHigh).toBeCloseTo(1, 6);
          expect(high * backLow).toBeCloseTo(1, 6);
          expect(low).toBeLessThanOrEqual((there?.mean as number) * (1 + 1e-12));
          expect(high).toBeGreaterThanOrEqual((there?.mean as number) * (1 - 1e-12));
        },
      ),
    );
  });

  it('covers the true mean in 95 % of seeded samples of five', () => {
    const uniform = seededUniform(7);
    const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    const samples = 4000;
    let covered = 0;
    for (let i = 0; i < samples; i++) {
      const ratios = Array.from({ length: 5 }, () => Math.exp(0.3 + 0.2 * normal()));
      const [low, high] = intervalOf(ratios);
      if (low <= Math.exp(0.3) && Math.exp(0.3) <= high) covered++;
    }
    // Standard error .0034; normal quantiles instead of t would give .88.
    expect(covered / samples).toBeGreaterThan(0.938);
    expect(covered / samples).toBeLessThan(0.962);
  });
});

describe('means', () => {
  it('of nothing are null', () => {
    expect(mean([])).toBeNull();
    expect(geometricMean([])).toBeNull();
  });

  it('geometric: a halving and a doubling cancel', () => {
    expect(geometricMean([0.5, 2])).toBeCloseTo(1, 12);
    expect(mean([0.5, 2])).toBe(1.25);
  });

  it('refuses what is no ratio', () => {
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => geometricMean([1, bad])).toThrow('positive and finite');
    }
  });
});

/** n numbers with mean 0 and sample standard deviation 1. */
function standardised(n: number): number[] {
  const raw = Array.from({ length: n }, (_, i) => i - (n - 1) / 2);
  const s = Math.sqrt(raw.reduce((sum, x) => sum + x * x, 0) / (n - 1));
  return raw.map((x) => x / s);
}

function intervalOf(ratios: number[]): [number, number] {
  const interval = estimateRatio(ratios)?.interval;
  if (!interval) throw new Error('no interval');
  return interval;
}
