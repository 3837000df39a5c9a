/** Every method on every question, as a table. */

import { type FigureId, figureEntry, formatFigure, formatInterval } from '../engine/core/figure-catalog.ts';
import { OUTCOMES } from '../engine/core/ledger.ts';
import type { QuestionFigures } from '../engine/core/method-figures.ts';
import { promptFigures } from '../engine/core/prompt-figures.ts';
import { labelOf } from './charts/chart.ts';
import type { ReportInput } from './input.ts';
import type { Cell, Table } from './table.ts';

/** Figures of a question, in the order of the columns. */
export const QUESTION_FIGURES = [
  'tokensPerSecond',
  'tokensPerStep',
  'meanAcceptedLength',
  'stepOverhead',
  'emptyStepShare',
  'repeated4grams',
] as const satisfies readonly (FigureId & keyof QuestionFigures)[];

export function questionsTable({ questions, groups }: ReportInput): Table {
  const order = new Map<string, number>();
  for (const { questionId } of groups)
    if (!order.has(String(questionId))) order.set(String(questionId), order.size);
  const place = ({ questionId }: QuestionFigures) => order.get(String(questionId)) ?? order.size;
  return {
    id: 'questions-table',
    caption: 'Every method on every question; the range is over the turns and repeats of a question',
    columns: [
      { name: 'question', numeric: true },
      { name: 'category' },
      { name: 'method' },
      { name: 'outcome' },
      { name: 'speedup', numeric: true },
      { name: 'range', numeric: true },
      ...QUESTION_FIGURES.map((id) => ({ name: figureEntry(id).name, numeric: true as const })),
      { name: 'tokens', numeric: true },
    ],
    rows: questions.toSorted((a, b) => place(a) - place(b)).map(row),
  };
}

function row(question: QuestionFigures): (string | Cell)[] {
  const { questionId, category, method, tokens, speedup, speedupRange, outcome } = question;
  return [
    { text: String(questionId), sortBy: typeof questionId === 'number' ? questionId : undefined },
    category,
    labelOf(method),
    outcomeCell(question, outcome),
    { text: formatFigure('speedup', speedup), sortBy: speedup },
    { text: formatInterval(speedupRange), sortBy: speedupRange?.[0] ?? null },
    ...QUESTION_FIGURES.map((id) => ({ text: formatFigure(id, question[id]), sortBy: question[id] })),
    { text: String(tokens), sortBy: tokens },
  ];
}

function outcomeCell({ method }: QuestionFigures, outcome: QuestionFigures['outcome']): Cell {
  const sortBy = OUTCOMES.indexOf(outcome);
  if (method === 'vanilla') return { text: 'itself', sortBy: -1 };
  return outcome === 'suspect' ? { text: 'SUSPECT', tone: 'bad', sortBy } : { text: outcome, sortBy };
}

/** What was asked, and how predictable the target found its own answer to it. */
export function promptsTable({ prompts, groups }: ReportInput): Table {
  const figures = new Map(promptFigures(groups).map((own) => [String(own.questionId), own]));
  const show = (value: number | null | undefined) => (value == null ? 'n/a' : value.toFixed(2));
  const share = (value: number | null | undefined) =>
    value == null ? 'n/a' : `${(100 * value).toFixed(0)} %`;
  return {
    id: 'prompts-table',
    caption:
      "Questions as they were asked, and how easy vanilla's answer is to guess: how sure the target was of it, and which of its 4-grams stand in the prompt or earlier in the answer",
    columns: [
      { name: 'question', numeric: true },
      { name: 'category' },
      { name: 'mean top-1 probability', numeric: true },
      { name: 'mean entropy, nats', numeric: true },
      { name: 'in the prompt', numeric: true },
      { name: 'repeated', numeric: true },
      { name: 'turns' },
    ],
    rows: prompts.map(({ questionId, category, turns }) => {
      const own = figures.get(String(questionId));
      return [
        String(questionId),
        category,
        show(own?.top1Probability),
        show(own?.entropy),
        share(own?.promptOverlap),
        share(own?.repeated4grams),
        turns.map((turn, i) => (turns.length > 1 ? `${i + 1}. ${turn}` : turn)).join(' '),
      ];
    }),
  };
}
