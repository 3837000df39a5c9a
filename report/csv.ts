/** Sheets (CSV, RFC 4180). */
import type { QuestionFigures } from '../engine/core/method-figures.ts';
import type { ReportInput } from './input.ts';
import { cellText, type Table } from './table.ts';

export type CsvValue = string | number | null;

export const QUESTION_COLUMNS: Readonly<Record<string, (q: QuestionFigures) => CsvValue>> = {
  questionId: (q) => q.questionId,
  category: (q) => q.category,
  method: (q) => q.method,
  answers: (q) => q.answers,
  tokens: (q) => q.tokens,
  speedup: (q) => q.speedup,
  speedupRangeLow: (q) => q.speedupRange?.[0] ?? null,
  speedupRangeHigh: (q) => q.speedupRange?.[1] ?? null,
  tokensPerSecond: (q) => q.tokensPerSecond,
  tokensPerStep: (q) => q.tokensPerStep,
  meanAcceptedLength: (q) => q.meanAcceptedLength,
  stepOverhead: (q) => q.stepOverhead,
  emptyStepShare: (q) => q.emptyStepShare,
  repeated4grams: (q) => q.repeated4grams,
  outcome: (q) => q.outcome,
};

/** Every method on every question: names of figures as headings, full precision, nothing where unknown. */
export function reportCsv({ questions }: Pick<ReportInput, 'questions'>): string {
  const rows = questions.map((question) => Object.values(QUESTION_COLUMNS).map((of) => of(question)));
  return sheet([Object.keys(QUESTION_COLUMNS), ...rows]);
}

/** A table as it is shown, rounded. */
export function tableCsv({ columns, rows }: Omit<Table, 'id' | 'caption'>): string {
  const named = [columns.map(({ name }) => name), ...rows.map((row) => row.map(cellText))];
  return sheet(named);
}

/** Rows as they are, the headings among them; null is an empty field. */
export function sheet(rows: readonly (readonly CsvValue[])[]): string {
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: CsvValue): string {
  if (value === null) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
