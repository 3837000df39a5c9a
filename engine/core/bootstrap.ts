/**
 * Bias-corrected and accelerated bootstrap interval of a mean (Efron 1987; Efron and Tibshirani 1993, chapter 14).
 * The resamples are drawn with a fixed seed: the same values give the same interval, here and when a record is checked
 * years later.
 */
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { SeededRandom } from './random.ts';

/** Resamples of one interval: its ends then vary by some 2 % of its width from seed to seed. */
const RESAMPLES = 4000;
const SEED = 20_150_513;

/** Interval of the mean of two or more values. Where all are equal, that value twice. */
export function bcaInterval(values: readonly number[], confidence: number): [low: number, high: number] {
  const n = values.length;
  if (n < 2) throw new Error(`a bootstrap interval needs two values or more, not ${n}`);
  const total = values.reduce((sum, value) => sum + value, 0);
  const center = total / n;
  const deviations = values.map((value) => value - center);
  if (deviations.every((deviation) => Math.abs(deviation) <= Number.EPSILON * Math.abs(center)))
    return [center, center];

  const means = resampledMeans(values);
  const below = means.filter((mean) => mean < center).length;
  const equal = means.filter((mean) => mean === center).length;
  // Ties count half, so that values on a grid are not taken for biased.
  const bias = normalQuantile((below + equal / 2) / RESAMPLES, 0, 1);
  // Jackknife means of a mean: their deviations are those of the values, turned and shrunk by n - 1.
  const cubes = deviations.reduce((sum, d) => sum + d ** 3, 0);
  const squares = deviations.reduce((sum, d) => sum + d ** 2, 0);
  const acceleration = cubes / (6 * squares ** 1.5);
  const end = (share: number): number => {
    const z = bias + normalQuantile(share, 0, 1);
    return sortedAt(means, normalCdf(bias + z / (1 - acceleration * z), 0, 1));
  };
  const tail = (1 - confidence) / 2;
  return [end(tail), end(1 - tail)];
}

/** Ascending. */
function resampledMeans(values: readonly number[]): Float64Array {
  const n = values.length;
  const draws = resamples(n);
  const means = new Float64Array(RESAMPLES);
  for (let i = 0; i < RESAMPLES; i++) {
    let sum = 0;
    for (let k = i * n; k < (i + 1) * n; k++) sum += values[draws[k] as number] as number;
    means[i] = sum / n;
  }
  return means.sort();
}

/** A run that grows asks for the same few sizes again and again. */
const CACHED_SIZES = 8;
const drawn = new Map<number, Uint32Array>();

/** [RESAMPLES, n] indices 0 to n - 1, the same for every n values. */
function resamples(n: number): Uint32Array {
  const known = drawn.get(n);
  if (known) return known;
  const random = new SeededRandom(SEED);
  const draws = Uint32Array.from({ length: RESAMPLES * n }, () => random.below(n));
  if (drawn.size >= CACHED_SIZES) drawn.delete(drawn.keys().next().value as number);
  drawn.set(n, draws);
  return draws;
}

/** Linear between neighbours. */
function sortedAt(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] as number;
  const high = sorted[Math.ceil(place)] as number;
  return low + (place - Math.floor(place)) * (high - low);
}
