/** A report for a pull request: what matters first, the rest folded away. */
import { formatFigure, formatInterval } from '../engine/core/figure-catalog.ts';
import type { MethodFigures } from '../engine/core/method-figures.ts';
import { labelOf } from './charts/chart.ts';
import { categoriesOf, cellOf, draftingMethods, methodsOf, OVERALL, type ReportInput } from './input.ts';
import { differencesTable, ledgerLine } from './ledger.ts';
import { questionsTable } from './questions.ts';
import { benchCommand } from './run-facts.ts';
import { headOf } from './sections.ts';
import { type Column, escapeMarkdown, type Table, tableMarkdown } from './table.ts';

export function reportMarkdown(input: ReportInput): string {
  const { title, lines, notices, headline } = headOf(input);
  const command = benchCommand(input.manifest);
  const differences = differencesTable(input);
  return `${[
    `## ${escapeMarkdown(title)}`,
    ...notices.map(({ text, grave }) => `> **${grave ? 'Warning' : 'Note'}.** ${escapeMarkdown(text)}`),
    headline.map((sentence) => `- ${escapeMarkdown(sentence)}`).join('\n'),
    ...(draftingMethods(input).length > 0 ? [speedups(input)] : []),
    overall(input),
    escapeMarkdown(ledgerLine(input)),
    ...(differences.rows.length > 0 ? [folded('Differences', differences)] : []),
    lines.map(escapeMarkdown).join('\n\n'),
    folded('Every question', shortened(questionsTable(input))),
    ...(command === null ? [] : [`Run again with \`${command}\`.`]),
  ].join('\n\n')}\n`;
}

/** One row a category, one column a method. */
function speedups(input: ReportInput): string {
  const methods = draftingMethods(input);
  const columns: Column[] = [
    { name: 'speedup (95 % interval), without prompts that loop' },
    ...methods.map((method) => ({ name: labelOf(method), numeric: true as const })),
  ];
  const rows = [...categoriesOf(input), OVERALL].map((category) => [
    category,
    ...methods.map((method) => speedupWords(cellOf(input, method, category))),
  ]);
  return tableMarkdown({ columns, rows });
}

function speedupWords(figures: MethodFigures | undefined): string {
  if (!figures) return 'n/a';
  const { speedup, speedupInterval: interval, verdict, loopFree } = figures;
  return `${formatFigure('speedup', speedup)} (${formatInterval(interval)}) ${verdict ?? 'no verdict'}, ${formatFigure('loopFreeSpeedup', loopFree.speedup)} loop-free`;
}

function overall(input: ReportInput): string {
  const figures = [
    'tokensPerSecond',
    'ttftMs',
    'tokensPerStep',
    'stepOverhead',
    'slowerShare',
    'repeated4grams',
  ] as const;
  return tableMarkdown({
    columns: [
      { name: 'method' },
      { name: 'tokens/s', numeric: true },
      { name: 'first token, ms', numeric: true },
      { name: 'tokens/step', numeric: true },
      { name: 'step cost', numeric: true },
      { name: 'questions slower', numeric: true },
      { name: 'repeated 4-grams', numeric: true },
      { name: 'identical', numeric: true },
    ],
    rows: methodsOf(input).flatMap((method) => {
      const own = cellOf(input, method, OVERALL);
      if (!own) return [];
      return [
        [
          labelOf(method),
          ...figures.map((id) => formatFigure(id, own[id])),
          `${own.identical} of ${own.prompts}`,
        ],
      ];
    }),
  });
}

/** Without the columns that a reviewer does not look at: a comment of a pull request holds 65,536 characters. */
function shortened({ columns, rows, ...rest }: Table): Table {
  const left = [
    'question',
    'category',
    'method',
    'speedup',
    'tokens per second',
    'tokens per step',
    'repeated 4-grams',
    'outcome',
  ];
  const kept = columns.flatMap(({ name }, i) => (left.includes(name) ? [i] : []));
  const pick = <T>(list: readonly T[]) => kept.map((i) => list[i] as T);
  return { ...rest, columns: pick(columns), rows: rows.map(pick) };
}

function folded(summary: string, table: Table): string {
  return `<details><summary>${summary} (${table.rows.length} rows)</summary>\n\n${tableMarkdown(table)}\n\n</details>`;
}
