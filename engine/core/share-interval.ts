/**
 * How sure a share of counts is when the counts come in clusters: what a method accepts on one question tells of the
 * next step of the same question, so steps are not independent and the question is the unit.
 */
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { CONFIDENCE } from './statistics.ts';

/** Counts of one cluster. */
export interface Counted {
  tried: number;
  held: number;
}

export interface ShareEstimate extends Counted {
  /** held / tried; null where nothing was tried. */
  share: number | null;
  /** 95 % interval; null under two clusters with trials. */
  interval: [low: number, high: number] | null;
}

/**
 * Wilson's score interval (Wilson 1927) with the effective number of trials, share (1 - share) / variance, where the
 * variance is that of a ratio over clusters (Cochran 1977, 6.4), and with Student's t for clusters - 1 degrees of
 * freedom; as Korn and Graubard (1998) do for Clopper and Pearson's. More trials than there were are never assumed.
 */
export function estimateShare(clusters: readonly Counted[]): ShareEstimate {
  const met = clusters.filter(({ tried }) => tried > 0);
  const tried = met.reduce((sum, c) => sum + c.tried, 0);
  const held = met.reduce((sum, c) => sum + c.held, 0);
  if (tried === 0) return { tried, held, share: null, interval: null };
  const share = held / tried;
  if (met.length < 2) return { tried, held, share, interval: null };
  const spread = met.reduce((sum, c) => sum + (c.held - share * c.tried) ** 2, 0);
  const variance = (met.length / (met.length - 1)) * (spread / tried ** 2);
  const effective = variance > 0 ? Math.min(tried, (share * (1 - share)) / variance) : tried;
  const t = tQuantile((1 + CONFIDENCE) / 2, met.length - 1);
  return { tried, held, share, interval: wilson(share, effective, t) };
}

function wilson(share: number, trials: number, z: number): [number, number] {
  const scale = 1 + z ** 2 / trials;
  const center = (share + z ** 2 / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  // At 0 and 1 the formula ends there exactly, but for rounding.
  return [Math.max(0, Math.min(share, center - half)), Math.min(1, Math.max(share, center + half))];
}
