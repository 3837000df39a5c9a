/**
 * A cost curve without its noise, for choices that are made by it. A pass of more rows cannot take less time, and over the
 * lengths of a chat v(n) = t(n) / t(1) hardly depends on the cached tokens (docs/experiments.md), so that what is measured
 * at one length says what v(n) is at the others. Each figure has been cleared of disturbances when it was measured
 * (bench/cost/measure-cost.ts), so that their mean is what scatters least: at four rows .012 from curve to curve, their
 * median .019. What is recorded and shown stays as it was measured.
 */
import type { CostCurve } from './cost-curve.ts';
import { mean } from './statistics.ts';

/** The curve with one v(n) for all lengths: their mean, never falling. Null stays null. */
export function steadyCurve(curve: CostCurve): CostCurve {
  const ones = curve.targetMs[0] ?? [];
  const ratios = curve.targetMs.map((line) => {
    const known = line.flatMap((ms, column) => {
      const one = ones[column] ?? null;
      return ms === null || one === null ? [] : [ms / one];
    });
    return mean(known);
  });
  const measured = ratios.filter((ratio) => ratio !== null);
  const rising = neverFalling(measured);
  let next = 0;
  const steady = ratios.map((ratio) => (ratio === null ? null : (rising[next++] as number)));
  return {
    ...curve,
    targetMs: curve.targetMs.map((line, row) =>
      line.map((ms, column) => {
        const [ratio, one] = [steady[row] ?? null, ones[column] ?? null];
        return ms === null || ratio === null || one === null ? null : ratio * one;
      }),
    ),
  };
}

/** The closest sequence by squares that never falls (pool adjacent violators: Ayer et al. 1955). */
function neverFalling(values: readonly number[]): number[] {
  const pools: { sum: number; count: number }[] = [];
  for (const value of values) {
    let pool = { sum: value, count: 1 };
    for (
      let last = pools.at(-1);
      last && last.sum / last.count > pool.sum / pool.count;
      last = pools.at(-1)
    ) {
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
      pools.pop();
    }
    pools.push(pool);
  }
  return pools.flatMap(({ sum, count }) => new Array<number>(count).fill(sum / count));
}
