/** A run's summary as a table for a terminal. Unknown is n/a. */
import { formatInterval, showFigure } from '../engine/core/figure-catalog.ts';
import type { MethodFigures } from '../engine/core/method-figures.ts';
import { labelled } from '../engine/core/run-sentences.ts';
import type { RunSummary } from '../engine/core/run-summary.ts';
import { CATEGORIES, METHODS, type Sampling } from '../engine/protocol.ts';

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

function cells(figures: MethodFigures): string[] {
  return [
    showFigure('tokensPerSecond', figures),
    showFigure('speedup', figures),
    formatInterval(figures.speedupInterval),
    figures.verdict ?? 'n/a',
    showFigure('loopFreeSpeedup', figures),
    showFigure('tokensPerStep', figures),
    showFigure('repeated4grams', figures),
    `${figures.identical} of ${figures.prompts}`,
  ];
}

function categoriesOf(summary: RunSummary): string[] {
  const found = new Set<string>();
  for (const of of Object.values(summary.methods))
    for (const name of Object.keys(of.byCategory)) found.add(name);
  const known = CATEGORIES.filter((name) => found.has(name));
  return [...known, ...[...found].filter((name) => !(CATEGORIES as readonly string[]).includes(name))];
}
