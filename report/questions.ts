/** Every method on every question, as a table. */
import { type FigureId, figureEntry, formatFigure, formatInterval } from '../engine/core/figure-catalog.ts';
import { OUTCOMES } from '../engine/core/ledger.ts';
import type { QuestionFigures } from '../engine/core/method-figures.ts';
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
      { name: 'tokens', numeric: true },
      { name: 'speedup', numeric: true },
      { name: 'range', numeric: true },
      ...QUESTION_FIGURES.map((id) => ({ name: figureEntry(id).name, numeric: true as const })),
      { name: 'outcome' },
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
    { text: String(tokens), sortBy: tokens },
    { text: formatFigure('speedup', speedup), sortBy: speedup },
    { text: formatInterval(speedupRange), sortBy: speedupRange?.[0] ?? null },
    ...QUESTION_FIGURES.map((id) => ({ text: formatFigure(id, question[id]), sortBy: question[id] })),
    outcomeCell(question, outcome),
  ];
}

function outcomeCell({ method }: QuestionFigures, outcome: QuestionFigures['outcome']): Cell {
  const sortBy = OUTCOMES.indexOf(outcome);
  if (method === 'vanilla') return { text: 'the measure', sortBy: -1 };
  return outcome === 'suspect' ? { text: 'SUSPECT', tone: 'bad', sortBy } : { text: outcome, sortBy };
}

/** What was asked, and how predictable the target found its own answer to it. */
export function promptsTable({ prompts, groups }: ReportInput): Table {
  const sure = new Map<string, { top1: number[]; entropy: number[] }>();
  for (const { questionId, predictability } of groups) {
    if (!predictability) continue;
    const own = sure.get(String(questionId)) ?? { top1: [], entropy: [] };
    own.top1.push(predictability.top1Probability);
    own.entropy.push(predictability.entropy);
    sure.set(String(questionId), own);
  }
  const mean = (values: readonly number[] | undefined) =>
    values && values.length > 0
      ? (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(2)
      : 'n/a';
  return {
    id: 'prompts-table',
    caption: "Questions as they were asked; how sure the target was of vanilla's answer",
    columns: [
      { name: 'question', numeric: true },
      { name: 'category' },
      { name: 'mean top-1 probability', numeric: true },
      { name: 'mean entropy, nats', numeric: true },
      { name: 'turns' },
    ],
    rows: prompts.map(({ questionId, category, turns }) => [
      String(questionId),
      category,
      mean(sure.get(String(questionId))?.top1),
      mean(sure.get(String(questionId))?.entropy),
      turns.map((turn, i) => (turns.length > 1 ? `${i + 1}. ${turn}` : turn)).join(' '),
    ]),
  };
}
