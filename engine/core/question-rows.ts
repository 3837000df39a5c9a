/** A run question by question: what was asked, how easy it is to guess, and what every method made of it. */
import type { Method } from '../protocol.ts';
import { groupBy } from './group-by.ts';
import type { QuestionFigures } from './method-figures.ts';
import type { PromptFigures } from './prompt-figures.ts';

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

/** What the rows are made of, all of one run. */
export interface QuestionedRun {
  /** Every method on every question (run-summary.ts). */
  questions: readonly QuestionFigures[];
  promptFigures: readonly PromptFigures[];
  /** As they were asked; empty where the record kept none. */
  prompts: readonly { questionId: number | string; turns: readonly string[] }[];
  answers: readonly AnswerGains[];
}

export interface AnswerGains {
  questionId: number | string;
  method: Method;
  /** 0-based, both. */
  turn: number;
  repeat: number;
  /** Tokens that each step emitted. */
  gains: number[];
}

/** One row a question that has answers, in the order of its figures. */
export function questionRows({ questions, promptFigures, prompts, answers }: QuestionedRun): QuestionRow[] {
  const figures = groupBy(questions, keyOf);
  const own = groupBy(answers, keyOf);
  const asked = new Map(prompts.map((prompt) => [keyOf(prompt), prompt.turns]));
  return promptFigures.map((prompt) => {
    const { questionId, category } = prompt;
    const key = keyOf(prompt);
    const ran = own.get(key) ?? [];
    const turnsRun = 1 + Math.max(0, ...ran.map(({ turn }) => turn));
    const methods: QuestionRow['methods'] = {};
    for (const of of figures.get(key) ?? []) methods[of.method] = { ...of, gains: gainsOf(ran, of.method) };
    return { questionId, category, turns: (asked.get(key) ?? []).slice(0, turnsRun), prompt, methods };
  });
}

function gainsOf(answers: readonly AnswerGains[], method: Method): number[][] {
  return answers
    .filter((answer) => answer.repeat === 0 && answer.method === method)
    .toSorted((a, b) => a.turn - b.turn)
    .map(({ gains }) => gains);
}

function keyOf({ questionId }: { questionId: number | string }): string {
  return String(questionId);
}
