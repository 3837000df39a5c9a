/** Rows of questions as files: one line a question and method, full precision, nothing where unknown. Pure. */
import type { QuestionRow } from '../../engine/core/question-rows.ts';
import type { Method } from '../../engine/protocol.ts';
import { QUESTION_COLUMNS, sheet } from '../../report/csv.ts';

const PROMPT_COLUMNS: Record<string, (row: QuestionRow) => string | number | null> = {
  promptTokens: (row) => row.prompt.promptTokens,
  top1Probability: (row) => row.prompt.top1Probability,
  entropy: (row) => row.prompt.entropy,
  promptOverlap: (row) => row.prompt.promptOverlap,
  vanillaRepeated4grams: (row) => row.prompt.repeated4grams,
  turns: (row) => (row.turns.length === 0 ? null : row.turns.join('\n')),
};

/** RFC 4180, in the columns of a report's CSV and those of the prompt behind them. */
export function rowsCsv(rows: readonly QuestionRow[], methods: readonly Method[]): string {
  const lines = rows.flatMap((row) =>
    methods.flatMap((method) => {
      const figures = row.methods[method];
      if (!figures) return [];
      const own = Object.values(QUESTION_COLUMNS).map((of) => of(figures));
      return [[...own, ...Object.values(PROMPT_COLUMNS).map((of) => of(row))]];
    }),
  );
  return sheet([[...Object.keys(QUESTION_COLUMNS), ...Object.keys(PROMPT_COLUMNS)], ...lines]);
}

export function rowsJson(run: string, query: string, rows: readonly QuestionRow[]): string {
  return `${JSON.stringify({ run, query, questions: rows }, null, 2)}\n`;
}
