import { describe, expect, it } from 'vitest';
import { bcaInterval } from '../../engine/core/bootstrap.ts';
import { estimateRatio, holm, quantile } from '../../engine/core/statistics.ts';
import { seededUniform } from '../fixtures/seeded-uniform.ts';

describe('bcaInterval', () => {
  /**
   * scipy 1.17.1, scipy.stats.bootstrap(method='BCa', n_resamples=400000, random_state=1) of the mean of a sample of
   * exponential quantiles -0.3 ln(1 - (i + 0.5) / 40), i = 0 to 39.
   */
  const skewed = Array.from({ length: 40 }, (_, i) => -0.3 * Math.log(1 - (i + 0.5) / 40));
  const [low, high] = [0.22292253, 0.40564691];

  it("is scipy's, within the noise of the resamples", () => {
    const [ourLow, ourHigh] = bcaInterval(skewed, 0.95);
    expect(Math.abs(ourLow - low) / (high - low)).toBeLessThan(0.03);
    expect(Math.abs(ourHigh - high) / (high - low)).toBeLessThan(0.03);
  });

  it('leans with the skew, as the t interval cannot', () => {
    const center = skewed.reduce((sum, x) => sum + x, 0) / skewed.length;
    const [ourLow, ourHigh] = bcaInterval(skewed, 0.95);
    expect(ourHigh - center).toBeGreaterThan(1.2 * (center - ourLow));
  });

  it('is the same every time, and turns over with its values', () => {
    expect(bcaInterval(skewed, 0.95)).toEqual(bcaInterval(skewed, 0.95));
    const [mirroredLow, mirroredHigh] = bcaInterval(
      skewed.map((x) => -x),
      0.95,
    );
    expect(Math.abs(mirroredLow + high) / (high - low)).toBeLessThan(0.03);
    expect(Math.abs(mirroredHigh + low) / (high - low)).toBeLessThan(0.03);
  });

  it('of equal values is that value', () => {
    expect(bcaInterval([0.1, 0.1, 0.1], 0.95)).toEqual([expect.closeTo(0.1, 15), expect.closeTo(0.1, 15)]);
  });

  it('covers the true mean in about 95 % of seeded skewed samples of forty', () => {
    const uniform = seededUniform(11);
    let covered = 0;
    const samples = 400;
    for (let i = 0; i < samples; i++) {
      const values = Array.from({ length: 40 }, () => -Math.log(1 - uniform()));
      const [from, to] = bcaInterval(values, 0.95);
      if (from <= 1 && 1 <= to) covered++;
    }
    // Standard error .011; on exponential samples of this size BCa covers some 93 %.
    expect(covered / samples).toBeGreaterThan(0.89);
    expect(covered / samples).toBeLessThan(0.975);
  });
});

describe('estimateRatio', () => {
  it('changes from t to the bootstrap at thirty ratios', () => {
    const ratios = (n: number) => Array.from({ length: n }, (_, i) => 1 + i / n);
    expect(estimateRatio(ratios(29))?.intervalBy).toBe('t');
    expect(estimateRatio(ratios(30))?.intervalBy).toBe('bca');
  });

  it("gives the p value of scipy's t test on the logarithms", () => {
    // scipy 1.17.1, ttest_1samp(log([1.2, 1.5, 0.9, 1.1]), 0): p = .265647101.
    expect(estimateRatio([1.2, 1.5, 0.9, 1.1])?.pValue).toBeCloseTo(0.265647101, 8);
    expect(estimateRatio([2, 2, 2])?.pValue).toBe(0);
    expect(estimateRatio([1, 1, 1])?.pValue).toBe(1);
  });
});

describe('holm', () => {
  it('is the worked example of the textbook', () => {
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), method = "holm") = 0.03 0.06 0.06 0.02
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    for (const [i, p] of [0.03, 0.06, 0.06, 0.02].entries()) expect(adjusted[i]).toBeCloseTo(p, 12);
  });

  it('stays at most 1 and knows nothing of nothing', () => {
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});

describe('quantile', () => {
  it("is R's type 7", () => {
    // R: quantile(c(15, 20, 35, 40, 50), c(.05, .3, .4, .5, 1)) = 16 23 29 35 50
    const values = [40, 15, 50, 20, 35];
    expect([0.05, 0.3, 0.4, 0.5, 1].map((p) => quantile(values, p))).toEqual([
      expect.closeTo(16, 9),
      expect.closeTo(23, 9),
      expect.closeTo(29, 9),
      35,
      50,
    ]);
    expect(quantile([], 0.5)).toBeNull();
  });
});
