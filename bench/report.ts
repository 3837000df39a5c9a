/** A run's summary for a terminal: one table, then one sentence a method. Unknown is n/a. */
import { type FigureId, figureOf, formatFigure, formatInterval } from '../engine/core/figure-catalog.ts';
import type { MethodFigures } from '../engine/core/method-figures.ts';
import type { OutputDifference, RunSummary } from '../engine/core/run-summary.ts';
import { faithfulnessOf, isLossy } from '../engine/core/sampling-settings.ts';
import { CATEGORIES, METHODS, type Method, type Sampling } from '../engine/protocol.ts';

const HEADER = [
  'category',
  'method',
  'tokens/s',
  'speedup',
  '95 % interval',
  'verdict',
  'loop-free',
  'tokens/step',
  'rep. 4-grams',
  'identical',
];
/** Columns of words stand to the left, of numbers to the right. */
const WORD_COLUMNS = 2;

/** Categories in the order of MT-bench, others behind them in order of first appearance; `overall` last. */
export function summaryTable(summary: RunSummary, sampling: Sampling): string {
  const rows: string[][] = [];
  for (const category of [...categoriesOf(summary), null]) {
    let name = category ?? 'overall';
    if (rows.length > 0) rows.push([]);
    for (const method of METHODS) {
      const of = summary.methods[method];
      const figures = category === null ? of?.overall : of?.byCategory[category];
      if (!figures) continue;
      rows.push([name, labelled(method, sampling), ...cells(figures)]);
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
export function summarySentences(summary: RunSummary, sampling: Sampling): string[] {
  return METHODS.flatMap((method) => {
    const figures = summary.methods[method]?.overall;
    return figures ? [sentence(method, figures, sampling)] : [];
  });
}

/** One line an output that is not vanilla's. */
export function differenceLine({ method, questionId, turn, repeat, comparison }: OutputDifference): string {
  const { kind, position, vanillaToken, otherToken, gap } = comparison;
  const token = (id: number | null) => (id === null ? 'the end' : `token ${id}`);
  const known = gap === null ? 'not recorded' : gap.toExponential(1);
  const flips =
    kind === 'near-tie' && comparison.evidence === 'width-flip'
      ? '; the plain model itself flips there with the width of its pass'
      : '';
  return `${kind}: ${method}, question ${questionId}, turn ${turn + 1}, repeat ${repeat + 1}, first difference at token ${position}: ${token(otherToken)} against vanilla's ${token(vanillaToken)}, vanilla's top-2 gap ${known}${flips}`;
}

/** A lossy method is called so wherever its results appear. */
function labelled(method: Method, sampling: Sampling): string {
  return isLossy({ sampling }, method) ? `${method} (lossy)` : method;
}

function sentence(method: Method, figures: MethodFigures, sampling: Sampling): string {
  const { prompts } = figures;
  const count = `${prompts} ${prompts === 1 ? 'prompt' : 'prompts'}`;
  const rate = `${show('tokensPerSecond', figures)} tokens/s`;
  if (method === 'vanilla') return `vanilla: ${rate} on ${count}; the measure of the others.`;
  const speed =
    figures.speedup === null ? 'speedup not known' : `${show('speedup', figures)} times vanilla's speed`;
  const interval = figures.speedupInterval
    ? `95 % interval ${formatInterval(figures.speedupInterval)}`
    : 'no interval';
  const steps = `${show('tokensPerStep', figures)} tokens a step at ${show('stepOverhead', figures)} times the cost of vanilla's`;
  return `${labelled(method, sampling)}: ${figures.verdict ?? 'no verdict'}, ${speed} (${interval}, ${count}), ${rate}, ${steps}, ${ledgerWords(method, figures, sampling)}.`;
}

/** "16 of 16 outputs identical to vanilla's", with what stands beside it. */
function ledgerWords(method: Method, { ledger, prompts }: MethodFigures, sampling: Sampling): string {
  switch (faithfulnessOf(sampling, method)) {
    case 'same-law':
      return "drawn from vanilla's distribution, texts not compared";
    case 'lossy':
      return "not drawn from vanilla's distribution";
    case 'same-tokens':
      break;
  }
  const rest = (['near-tie', 'suspect'] as const)
    .filter((outcome) => ledger[outcome] > 0)
    .map((outcome) => `, ${ledger[outcome]} ${outcome}`);
  return `${ledger.identical} of ${prompts} outputs identical to vanilla's${rest.join('')}`;
}

function cells(figures: MethodFigures): string[] {
  return [
    show('tokensPerSecond', figures),
    show('speedup', figures),
    formatInterval(figures.speedupInterval),
    figures.verdict ?? 'n/a',
    show('loopFreeSpeedup', figures),
    show('tokensPerStep', figures),
    show('repeated4grams', figures),
    `${figures.identical} of ${figures.prompts}`,
  ];
}

function show(id: FigureId, figures: MethodFigures): string {
  return formatFigure(id, figureOf(id, figures));
}

function categoriesOf(summary: RunSummary): string[] {
  const found = new Set<string>();
  for (const of of Object.values(summary.methods))
    for (const name of Object.keys(of.byCategory)) found.add(name);
  const known = CATEGORIES.filter((name) => found.has(name));
  return [...known, ...[...found].filter((name) => !(CATEGORIES as readonly string[]).includes(name))];
}
