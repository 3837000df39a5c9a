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

/** The run in one sentence a method: "Medusa is 1.2 times as fast as vanilla, 95 % interval 1.1 to 1.3, 80 prompts". */
export function verdictSentence(summary: RunSummary, method: Method, label: string): string | null {
  const figures = summary.methods[method]?.overall;
  if (!figures || method === 'vanilla' || figures.speedup === null) return null;
  const { speedup, speedupInterval: interval, prompts, identical } = figures;
  const range = interval
    ? `95 % interval ${interval[0].toFixed(2)} to ${interval[1].toFixed(2)}`
    : 'no interval from one prompt';
  const word = !interval
    ? `ran at ${speedup.toFixed(2)} times vanilla's speed`
    : interval[0] > 1
      ? `is ${speedup.toFixed(2)} times as fast as vanilla`
      : interval[1] < 1
        ? `is slower than vanilla, ${speedup.toFixed(2)} times its speed`
        : `shows no clear difference to vanilla, ${speedup.toFixed(2)} times its speed`;
  return `${label} ${word} (${range}; ${prompts} prompts, ${identical} outputs identical).`;
}
