/**
 * Statistics of paired ratios. A ratio of two times is skewed and multiplies, so everything happens on logarithms: the
 * mean of logarithms is the geometric mean, and an interval on them is turned back by exponentiation.
 */
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { bcaInterval } from './bootstrap.ts';

/** Share of such intervals that cover the true value. */
export const CONFIDENCE = 0.95;

/**
 * From so many ratios on the interval comes from the bootstrap, under it from Student's t: a bootstrap of a few values
 * is too narrow, and of many it needs no normal logarithms.
 */
export const BOOTSTRAP_FROM = 30;

export interface RatioEstimate {
  /** Geometric mean of the ratios. */
  mean: number;
  /** Confidence interval of the mean; null under two ratios. */
  interval: [low: number, high: number] | null;
  /** How the interval was made; null without one. */
  intervalBy: 't' | 'bca' | null;
  /** Two-sided p value of Student's t test that the mean logarithm is 0; null under two ratios. */
  pValue: number | null;
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
 * Geometric mean of independent ratios with its 95 % interval. Under BOOTSTRAP_FROM ratios by Student's t on their
 * logarithms, exp(m -+ t(0.975, n - 1) s / sqrt(n)), s the sample standard deviation (n - 1); from there on by the
 * bootstrap (bootstrap.ts). Null of nothing.
 */
export function estimateRatio(ratios: readonly number[]): RatioEstimate | null {
  const logs = ratios.map(logarithm);
  const center = mean(logs);
  if (center === null) return null;
  const count = logs.length;
  if (count < 2) return { mean: Math.exp(center), interval: null, intervalBy: null, pValue: null, count };
  const variance = logs.reduce((total, value) => total + (value - center) ** 2, 0) / (count - 1);
  const standardError = Math.sqrt(variance / count);
  const half = tQuantile((1 + CONFIDENCE) / 2, count - 1) * standardError;
  const byT = count < BOOTSTRAP_FROM;
  const [low, high] = byT ? [center - half, center + half] : bcaInterval(logs, CONFIDENCE);
  return {
    mean: Math.exp(center),
    interval: [Math.exp(low), Math.exp(high)],
    intervalBy: byT ? 't' : 'bca',
    pValue: twoSidedP(center, standardError, count - 1),
    count,
  };
}

/** Value below which a share `p` of the values lies, linear between neighbours (R's type 7); null of nothing. */
export function quantile(values: readonly number[], p: number): number | null {
  return quantiles(values, [p])?.[0] ?? null;
}

/** Several of them; null of nothing. */
export function quantiles(values: readonly number[], shares: readonly number[]): number[] | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  return shares.map((p) => {
    const place = p * (sorted.length - 1);
    const below = sorted[Math.floor(place)] as number;
    const above = sorted[Math.ceil(place)] as number;
    return below + (place - Math.floor(place)) * (above - below);
  });
}

/**
 * p values after Holm's step-down correction (Holm 1979), in the order given: the i-th smallest of n is multiplied by
 * n - i + 1, kept monotone and at most 1.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted: number[] = new Array(pValues.length);
  let largest = 0;
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * (pValues[i] as number)));
    adjusted[i] = largest;
  }
  return adjusted;
}

/** Where all values are equal nothing varies: certain, one way or the other. */
function twoSidedP(center: number, standardError: number, freedom: number): number {
  if (standardError === 0) return center === 0 ? 1 : 0;
  return 2 * tCdf(-Math.abs(center / standardError), freedom);
}

function logarithm(ratio: number): number {
  if (!(ratio > 0 && Number.isFinite(ratio)))
    throw new Error(`a ratio must be positive and finite, not ${ratio}`);
  return Math.log(ratio);
}
