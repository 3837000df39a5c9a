/** What the chart of the latest run shows, as rows: tokens per second by category and method. Pure. */
import type { RunSummary } from '../../engine/core/run-summary.ts';
import { CATEGORIES, METHODS, type Method } from '../../engine/protocol.ts';

export type FiguresRow = { category: string } & Partial<Record<Method, number | null>>;

export interface FiguresSeries {
  methods: Method[];
  /** Known categories in their fixed order, others after them as they come, `overall` first. */
  rows: FiguresRow[];
}

export function figuresSeries(summary: RunSummary): FiguresSeries {
  const methods = METHODS.filter((method) => summary.methods[method]);
  const present = new Set(
    methods.flatMap((method) => Object.keys(summary.methods[method]?.byCategory ?? {})),
  );
  const known = CATEGORIES.filter((category) => present.delete(category));
  const row = (category: string, of: (method: Method) => number | null | undefined): FiguresRow => ({
    category,
    ...Object.fromEntries(methods.map((method) => [method, of(method) ?? null])),
  });
  return {
    methods,
    rows: [
      row('overall', (method) => summary.methods[method]?.overall.tokensPerSecond),
      ...[...known, ...present].map((category) =>
        row(category, (method) => summary.methods[method]?.byCategory[category]?.tokensPerSecond),
      ),
    ],
  };
}
