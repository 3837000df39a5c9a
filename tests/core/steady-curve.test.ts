import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CostCurve } from '../../engine/core/cost-curve.ts';
import { steadyCurve } from '../../engine/core/steady-curve.ts';

const curve = (targetMs: (number | null)[][]): CostCurve => ({
  rows: targetMs.map((_, i) => i + 1),
  cachedTokens: (targetMs[0] ?? []).map((_, i) => 128 * (i + 1)),
  targetMs,
  drafts: { medusa: { ms: 1, per: 'step' } },
});

describe('a curve to choose by', () => {
  it('takes the mean of what all lengths say of a width', () => {
    const { targetMs } = steadyCurve(
      curve([
        [10, 12, 20],
        [11, 13.2, 28],
      ]),
    );
    expect(targetMs[0]).toEqual([10, 12, 20]);
    for (const [i, ms] of [12, 14.4, 24].entries()) expect(targetMs[1]?.[i]).toBeCloseTo(ms, 12);
  });

  it('never falls with the rows: neighbours that do share their mean', () => {
    const { targetMs } = steadyCurve(curve([[10], [11], [12], [10], [15]]));
    for (const [i, ms] of [10, 11, 11, 11, 15].entries()) expect(targetMs[i]?.[0]).toBeCloseTo(ms, 12);
  });

  it('leaves alone what a context is too short for, and the drafts', () => {
    const given = curve([
      [10, null],
      [12, null],
    ]);
    expect(steadyCurve(given)).toEqual(given);
  });

  it('changes nothing of a curve that is steady already, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.double({ min: 5, max: 30, noNaN: true }), { minLength: 1, maxLength: 4 }),
        (rises, ones) => {
          const ratios = [1, ...rises.map((_, i) => 1 + rises.slice(0, i + 1).reduce((a, b) => a + b, 0))];
          const steady = curve(ratios.map((ratio) => ones.map((one) => one * ratio)));
          const { targetMs } = steadyCurve(steady);
          for (const [row, line] of targetMs.entries())
            for (const [column, ms] of line.entries())
              expect(ms).toBeCloseTo(steady.targetMs[row]?.[column] as number, 9);
        },
      ),
      { numRuns: 200, seed: 3 },
    );
  });
});
