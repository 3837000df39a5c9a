/** A run question by question: what was asked, how easy it is to guess, and what every method made of it. */
import type { Method } from '../protocol.ts';
import { groupBy } from './group-by.ts';
import type { QuestionFigures } from './method-figures.ts';
import { type PromptFigures, promptFigures } from './prompt-figures.ts';
import type { AnswerGroup } from './run-summary.ts';

export interface MethodOnQuestion extends QuestionFigures {
  /** Tokens emitted by each step of the first repeat, one list a turn. */
  gains: number[][];
}

export interface QuestionRow {
  questionId: number | string;
  category: string;
  /** The user's words, one a turn that was run; empty where the record kept no prompts. */
  turns: string[];
  prompt: PromptFigures;
  methods: Partial<Record<Method, MethodOnQuestion>>;
}

export interface QuestionedRun {
  groups: readonly AnswerGroup[];
  /** Every method on every question (run-summary.ts). */
  questions: readonly QuestionFigures[];
  prompts: readonly { questionId: number | string; turns: readonly string[] }[];
}

/** One row a question that has answers, in order of first appearance. */
export function questionRows({ groups, questions, prompts }: QuestionedRun): QuestionRow[] {
  const figures = groupBy(questions, ({ questionId }) => String(questionId));
  const own = groupBy(groups, ({ questionId }) => String(questionId));
  const asked = new Map(prompts.map(({ questionId, turns }) => [String(questionId), turns]));
  return promptFigures(groups).map((prompt) => {
    const { questionId, category } = prompt;
    const key = String(questionId);
    const answers = own.get(key) ?? [];
    const turnsRun = 1 + Math.max(...answers.map(({ turn }) => turn));
    const methods: QuestionRow['methods'] = {};
    for (const of of figures.get(key) ?? [])
      methods[of.method] = { ...of, gains: gainsOf(answers, of.method) };
    return { questionId, category, turns: (asked.get(key) ?? []).slice(0, turnsRun), prompt, methods };
  });
}

function gainsOf(answers: readonly AnswerGroup[], method: Method): number[][] {
  return answers
    .filter(({ repeat }) => repeat === 0)
    .toSorted((a, b) => a.turn - b.turn)
    .flatMap(({ results }) => results.filter((result) => result.method === method))
    .map(({ steps }) => steps.map(({ emitted }) => emitted.length));
}
