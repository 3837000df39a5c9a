/** The losslessness ledger as tables: how many questions a method answered as vanilla did, and every place it did not. */
import { OUTCOMES } from '../engine/core/ledger.ts';
import type { OutputDifference } from '../engine/core/run-summary.ts';
import { labelOf } from './charts/chart.ts';
import { cellOf, draftingMethods, OVERALL, type ReportInput } from './input.ts';
import type { Cell, Table } from './table.ts';
import { tokenText } from './token-text.ts';

export function ledgerTable(input: Pick<ReportInput, 'summary'>): Table {
  return {
    id: 'ledger-table',
    caption: 'Questions by the gravest outcome of their answers',
    columns: [
      { name: 'method' },
      { name: 'questions', numeric: true },
      ...OUTCOMES.map((name) => ({ name, numeric: true as const })),
    ],
    rows: draftingMethods(input).flatMap((method) => {
      const figures = cellOf(input, method, OVERALL);
      if (!figures) return [];
      const counts = OUTCOMES.map((outcome): string | Cell => {
        const count = figures.ledger[outcome];
        return outcome === 'suspect' && count > 0
          ? { text: `${count} SUSPECT`, tone: 'bad', sortBy: count }
          : String(count);
      });
      return [[labelOf(method), String(figures.prompts), ...counts]];
    }),
  };
}

/** Suspects first. */
export function differencesTable({ differences, tokenBytes }: ReportInput): Table {
  const suspect = ({ comparison }: OutputDifference) => comparison.kind === 'suspect';
  const ordered = [...differences.filter(suspect), ...differences.filter((d) => !suspect(d))];
  const token = (id: number | null) => (id === null ? 'the end' : `${tokenText(id, tokenBytes)} (${id})`);
  return {
    id: 'differences-table',
    caption: "First difference of every answer that is not vanilla's; tokens as text and id",
    columns: [
      { name: 'outcome' },
      { name: 'method' },
      { name: 'question', numeric: true },
      { name: 'category' },
      { name: 'turn', numeric: true },
      { name: 'repeat', numeric: true },
      { name: 'at token', numeric: true },
      { name: "vanilla's token" },
      { name: 'its own token' },
      { name: "vanilla's top-2 gap", numeric: true },
      { name: 'evidence' },
    ],
    rows: ordered.map((difference) => {
      const { method, questionId, category, turn, repeat, comparison } = difference;
      const { position, vanillaToken, otherToken, gap } = comparison;
      return [
        suspect(difference) ? { text: 'SUSPECT', tone: 'bad' } : 'near-tie',
        labelOf(method),
        String(questionId),
        category,
        String(turn + 1),
        String(repeat + 1),
        String(position),
        token(vanillaToken),
        token(otherToken),
        gap === null ? 'n/a' : gap.toExponential(1),
        evidence(comparison),
      ];
    }),
  };
}

function evidence(comparison: OutputDifference['comparison']): string {
  if (comparison.kind === 'suspect') return 'none: not explained by rounding';
  return comparison.evidence === 'gap'
    ? 'the gap is under the bound'
    : 'the plain model itself flips with the width of its pass';
}

/** "near-tie 2 of 240 answers" in words, for one line. */
export function ledgerLine({ ledger }: Pick<ReportInput, 'ledger'>): string {
  const parts = OUTCOMES.map((outcome) => {
    const count = ledger.filter(({ comparison }) => comparison.kind === outcome).length;
    return { outcome, count };
  }).filter(({ count }) => count > 0);
  if (parts.length === 0) return "No answer was compared with vanilla's.";
  const words = parts.map(({ outcome, count }) => `${count} ${outcome === 'suspect' ? 'SUSPECT' : outcome}`);
  return `Losslessness ledger: of ${ledger.length} answers against vanilla's, ${words.join(', ')}.`;
}
