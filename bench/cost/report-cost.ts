/** A cost report as lines for a terminal. */
import { loadWords } from '../../engine/core/run-notes.ts';
import type { CostReport } from './measure-cost.ts';

/** Columns are cached tokens; a cell is "milliseconds (times a pass of one row)". */
export function costRows(report: CostReport): { header: string[]; rows: string[][] } {
  const { curve, relative } = report;
  return {
    header: ['rows', ...curve.cachedTokens.map((cached) => `${cached} cached`)],
    rows: curve.rows.map((rows, line) => [
      String(rows),
      ...curve.cachedTokens.map((_, column) => {
        const [ms, times] = [curve.targetMs[line]?.[column], relative[line]?.[column]];
        if (typeof ms !== 'number' || typeof times !== 'number') return '-';
        return `${ms.toFixed(1)} (${times.toFixed(2)})`;
      }),
    ]),
  };
}

export function costSentences(report: CostReport): string[] {
  const { curve, model, precision, precisionNote, threads } = report;
  const { step, repeats, load } = curve;
  const drafts = Object.entries(curve.drafts).map(
    ([method, { ms, per, laterMs }]) =>
      `${method} drafts in ${ms.toFixed(2)} ms ${
        laterMs === undefined ? `a ${per}` : `at the first depth, ${laterMs.toFixed(2)} at each behind it`
      }`,
  );
  return [
    `${model}, ${precision}, ${threads} threads: milliseconds of a target pass (times one row), lower quartile of ${repeats} rounds, each against the passes beside it; ${loadWords(load)}`,
    ...(precisionNote === undefined ? [] : [precisionNote]),
    ...drafts,
    `a vanilla step takes ${step.stepMs.toFixed(2)} ms, ${(100 * step.outsideShare).toFixed(1)} % of it outside ONNX Runtime`,
  ];
}
