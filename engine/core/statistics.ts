/**
 * Statistics of paired ratios. A ratio of two times is skewed and multiplies, so everything happens on logarithms: the
 * mean of logarithms is the geometric mean, and an interval on them is turned back by exponentiation.
 */
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

/** Share of such intervals that cover the true value. */
export const CONFIDENCE = 0.95;

export interface RatioEstimate {
  /** Geometric mean of the ratios. */
  mean: number;
  /** Confidence interval of the mean; null under two ratios. */
  interval: [low: number, high: number] | null;
  /** Ratios that went in. */
  count: number;
}

/** Arithmetic mean; null of nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0) / values.length;
}

/** exp of the mean logarithm; null of nothing. Throws unless all values are positive and finite. */
export function geometricMean(ratios: readonly number[]): number | null {
  const average = mean(ratios.map(logarithm));
  return average === null ? null : Math.exp(average);
}

/**
 * Geometric mean of independent ratios and its 95 % interval by Student's t on their logarithms:
 * exp(m -+ t(0.975, n - 1) s / sqrt(n)), s the sample standard deviation (n - 1) of the logarithms. Null of nothing.
 */
export function estimateRatio(ratios: readonly number[]): RatioEstimate | null {
  const logs = ratios.map(logarithm);
  const center = mean(logs);
  if (center === null) return null;
  const count = logs.length;
  if (count < 2) return { mean: Math.exp(center), interval: null, count };
  const variance = logs.reduce((total, value) => total + (value - center) ** 2, 0) / (count - 1);
  const half = tQuantile((1 + CONFIDENCE) / 2, count - 1) * Math.sqrt(variance / count);
  return { mean: Math.exp(center), interval: [Math.exp(center - half), Math.exp(center + half)], count };
}

function logarithm(ratio: number): number {
  if (!(ratio > 0 && Number.isFinite(ratio)))
    throw new Error(`a ratio must be positive and finite, not ${ratio}`);
  return Math.log(ratio);
}
