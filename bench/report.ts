/** A run's summary for a terminal: one table, then one sentence a method. Unknown is n/a. */
import type { MethodFigures, RunSummary } from '../engine/core/metrics.ts';
import type { OutputDifference } from '../engine/core/run-summary.ts';
import { CATEGORIES, METHODS, type Method } from '../engine/protocol.ts';

const HEADER = [
  'category',
  'method',
  'tokens/s',
  'speedup',
  '95 % interval',
  'tokens/step',
  'rep. 4-grams',
  'identical',
];
/** Columns of words stand to the left, of numbers to the right. */
const WORD_COLUMNS = 2;

/** Categories in the order of MT-bench, others behind them in order of first appearance; `overall` last. */
export function summaryTable(summary: RunSummary): string {
  const rows: string[][] = [];
  for (const category of [...categoriesOf(summary), null]) {
    let name = category ?? 'overall';
    if (rows.length > 0) rows.push([]);
    for (const method of METHODS) {
      const of = summary.methods[method];
      const figures = category === null ? of?.overall : of?.byCategory[category];
      if (!figures) continue;
      rows.push([name, method, ...cells(figures)]);
      name = '';
    }
  }
  const widths = HEADER.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < WORD_COLUMNS ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width));
  return [HEADER, rule, ...rows].map(line).join('\n');
}

/** "medusa: 1.31 times vanilla's speed (95 % interval 1.22 to 1.40, 16 prompts), ...", a line a method. */
export function summarySentences(summary: RunSummary): string[] {
  return METHODS.flatMap((method) => {
    const figures = summary.methods[method]?.overall;
    return figures ? [sentence(method, figures)] : [];
  });
}

/** One line an output that is not vanilla's. */
export function differenceLine({ method, questionId, repeat, comparison }: OutputDifference): string {
  const { kind, position, vanillaToken, otherToken, gap } = comparison;
  const token = (id: number | null) => (id === null ? 'the end' : `token ${id}`);
  const known = gap === null ? 'not recorded' : gap.toExponential(1);
  return `${kind}: ${method}, question ${questionId}, repeat ${repeat + 1}, first difference at token ${position}: ${token(otherToken)} against vanilla's ${token(vanillaToken)}, vanilla's top-2 gap ${known}`;
}

function sentence(method: Method, figures: MethodFigures): string {
  const { prompts, tokensPerSecond, tokensPerStep } = figures;
  const count = `${prompts} ${prompts === 1 ? 'prompt' : 'prompts'}`;
  const rate = `${fixed(tokensPerSecond, 1)} tokens/s`;
  if (method === 'vanilla') return `vanilla: ${rate} on ${count}; the measure of the others.`;
  const speed =
    figures.speedup === null ? 'speedup not known' : `${fixed(figures.speedup, 2)} times vanilla's speed`;
  return `${method}: ${verdict(figures)}, ${speed} (${intervalWords(figures)}, ${count}), ${rate}, ${fixed(tokensPerStep, 2)} tokens a step, ${figures.identical} of ${prompts} outputs identical to vanilla's.`;
}

/** Only an interval that leaves out 1 is a verdict. */
function verdict({ speedupInterval }: MethodFigures): string {
  if (!speedupInterval) return 'no verdict';
  if (speedupInterval[0] > 1) return 'faster';
  return speedupInterval[1] < 1 ? 'slower' : 'no clear difference';
}

function intervalWords({ speedupInterval }: MethodFigures): string {
  if (!speedupInterval) return 'no interval';
  return `95 % interval ${fixed(speedupInterval[0], 2)} to ${fixed(speedupInterval[1], 2)}`;
}

function cells(figures: MethodFigures): string[] {
  const { speedupInterval: interval, repeated4grams } = figures;
  return [
    fixed(figures.tokensPerSecond, 1),
    fixed(figures.speedup, 2),
    interval ? `${fixed(interval[0], 2)} to ${fixed(interval[1], 2)}` : 'n/a',
    fixed(figures.tokensPerStep, 2),
    repeated4grams === null ? 'n/a' : `${fixed(100 * repeated4grams, 0)} %`,
    `${figures.identical} of ${figures.prompts}`,
  ];
}

function fixed(value: number | null, digits: number): string {
  return value === null ? 'n/a' : value.toFixed(digits);
}

function categoriesOf(summary: RunSummary): string[] {
  const found = new Set<string>();
  for (const of of Object.values(summary.methods))
    for (const name of Object.keys(of.byCategory)) found.add(name);
  const known = CATEGORIES.filter((name) => found.has(name));
  return [...known, ...[...found].filter((name) => !(CATEGORIES as readonly string[]).includes(name))];
}
