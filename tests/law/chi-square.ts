/** Do counts follow a law? Pearson's chi-square at a stated significance, cells too rare for it pooled. */
import quantile from '@stdlib/stats-base-dists-chisquare-quantile';

/** Odds that counts which do follow the law are called off it. Seeds are fixed, so a test that passes always passes. */
export const SIGNIFICANCE = 1e-6;

/** Least expected count of a cell that stands alone (Cochran 1954). */
const LEAST_EXPECTED = 5;

export interface Fit {
  statistic: number;
  degrees: number;
  /** The statistic that the law itself exceeds with probability SIGNIFICANCE. */
  limit: number;
  fits: boolean;
}

/** Counts of one sample against probabilities that sum to 1. */
export function fitOf(counts: readonly number[], probs: readonly number[]): Fit {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (counts.some((count, i) => count > 0 && probs[i] === 0)) return impossible();
  const cells = pooled(counts.map((seen, i) => ({ seen, expected: total * (probs[i] as number) })));
  const statistic = cells.reduce((sum, { seen, expected }) => sum + (seen - expected) ** 2 / expected, 0);
  return judge(statistic, cells.length - 1);
}

/** Counts of two samples that should follow one unknown law; keys are outcomes. */
export function homogeneityOf(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): Fit {
  const keys = [...new Set([...a.keys(), ...b.keys()])];
  const sum = (map: ReadonlyMap<string, number>) => [...map.values()].reduce((x, y) => x + y, 0);
  const [totalA, totalB] = [sum(a), sum(b)];
  const share = totalA / (totalA + totalB);
  // What both samples have together says which cells are rare, so that the pooling favours neither.
  const cells = pooled(
    keys.map((key) => {
      const seen = a.get(key) ?? 0;
      return { seen, expected: (seen + (b.get(key) ?? 0)) * share };
    }),
    LEAST_EXPECTED * Math.max(1, share / (1 - share)),
  );
  const statistic = cells.reduce((total, { seen, expected }) => {
    const difference = (seen - expected) ** 2;
    return total + difference / expected + difference / ((expected / share) * (1 - share));
  }, 0);
  return judge(statistic, cells.length - 1);
}

interface Cell {
  seen: number;
  expected: number;
}

/** Joins the cells that are too rare to one, and that to the least of the others where it is still too rare. */
function pooled(cells: readonly Cell[], least = LEAST_EXPECTED): Cell[] {
  const ordered = cells.filter(({ expected }) => expected > 0).sort((a, b) => b.expected - a.expected);
  const result = ordered.filter(({ expected }) => expected >= least);
  const rest = ordered.slice(result.length).reduce(join, { seen: 0, expected: 0 });
  if (rest.expected === 0) return result;
  if (rest.expected >= least || result.length === 0) return [...result, rest];
  return [...result.slice(0, -1), join(result.at(-1) as Cell, rest)];
}

function join(a: Cell, b: Cell): Cell {
  return { seen: a.seen + b.seen, expected: a.expected + b.expected };
}

function judge(statistic: number, degrees: number): Fit {
  if (degrees < 1) return { statistic, degrees, limit: 0, fits: statistic < 1e-9 };
  const limit = quantile(1 - SIGNIFICANCE, degrees);
  return { statistic, degrees, limit, fits: statistic <= limit };
}

function impossible(): Fit {
  return { statistic: Number.POSITIVE_INFINITY, degrees: 0, limit: 0, fits: false };
}
