/**
 * Spec-Bench's answers and formulas on our record (Xia et al. 2024, arXiv 2401.07851; hemingkx/Spec-Bench at fd2c1cd,
 * evaluation/eval.py and evaluation/speed.py): for comparison with its leaderboard. Our own figures are defined otherwise
 * (method-figures.ts); docs/spec-bench.md says how and why.
 */
import { CATEGORIES, type Method } from '../protocol.ts';
import { groupBy } from './group-by.ts';
import type { AnswerGroup } from './run-summary.ts';
import { mean } from './statistics.ts';

/** One line of an answer file: one method on one question, all turns. */
export interface SpecBenchAnswer {
  question_id: number | string;
  category: string;
  answer_id: string;
  model_id: string;
  /** One: repeats stand in files of their own, as Spec-Bench keeps its three runs. */
  choices: [SpecBenchChoice];
  /** Seconds since 1970. */
  tstamp: number;
}

export interface SpecBenchChoice {
  index: 0;
  /** Answer texts. */
  turns: string[];
  /** Target passes after the prompt's, by turn. */
  decoding_steps: number[];
  /** Emitted tokens by turn: the prompt pass's one and the end token counted in, for every method alike. */
  new_tokens: number[];
  /** Seconds from the request to the last token, by turn; the prompt pass is inside. */
  wall_time: number[];
  /** Emitted tokens of each step, all turns joined. The prompt pass's token belongs to no step. */
  accept_lengths: number[];
}

export interface SpecBenchFigures {
  questions: number;
  /** Mean over repeats of the mean over questions of new tokens / wall time. */
  tokensPerSecond: number;
  baselineTokensPerSecond: number;
  /** Mean over repeats of the ratio of those means. */
  speedup: number;
  /** Sample standard deviations over repeats, n - 1; null with one repeat. */
  deviations: { tokensPerSecond: number; baselineTokensPerSecond: number; speedup: number } | null;
  /** Mean of all accept lengths of all repeats (#MAT); null without steps. */
  meanAcceptedTokens: number | null;
}

/** How many tokens the baseline is taken to have emitted. */
export type BaselineTokens = (choice: SpecBenchChoice) => number;

export const RECORDED_TOKENS: BaselineTokens = ({ new_tokens }) => sum(new_tokens);

/** All eight categories of MT-bench are one subtask, the others are their own; then all together. */
export const OVERALL = 'overall';
const MT_BENCH = 'mt_bench';

/**
 * The answers of a method in one repeat, ordered by question as Spec-Bench orders its files. `startedAt`: ISO 8601; the
 * record has no time of the single answer.
 */
export function specBenchAnswers(
  groups: readonly AnswerGroup[],
  method: Method,
  repeat: number,
  { id, model, startedAt }: { id: string; model: string; startedAt: string },
): SpecBenchAnswer[] {
  const own = groups.filter((group) => group.repeat === repeat);
  const answers = [...groupBy(own, (group) => JSON.stringify(group.questionId)).values()].flatMap((turns) => {
    const { questionId, category } = turns[0] as AnswerGroup;
    const choice = choiceOf(turns, method);
    if (!choice) return [];
    return {
      question_id: questionId,
      category,
      answer_id: `${id}-${method}-${questionId}-${repeat}`,
      model_id: `${model}-${method}`,
      choices: [choice] satisfies [SpecBenchChoice],
      tstamp: Date.parse(startedAt) / 1000,
    };
  });
  return answers.sort((a, b) => byId(a.question_id, b.question_id));
}

/** Figures by subtask in order of appearance, `overall` last. Each list is one repeat; both have as many. */
export function specBenchFigures(
  repeats: readonly (readonly SpecBenchAnswer[])[],
  baselineRepeats: readonly (readonly SpecBenchAnswer[])[],
  baselineTokens: BaselineTokens = RECORDED_TOKENS,
): Map<string, SpecBenchFigures> {
  const figures = new Map<string, SpecBenchFigures>();
  for (const subtask of [...new Set((repeats[0] ?? []).map(subtaskOf)), OVERALL]) {
    const within = (answers: readonly SpecBenchAnswer[]) =>
      answers.filter((answer) => subtask === OVERALL || subtaskOf(answer) === subtask);
    // A run that was stopped may lack a subtask in its last repeat.
    const own = repeats.map(within).filter((answers) => answers.length > 0);
    const base = baselineRepeats.map(within).filter((answers) => answers.length > 0);
    const speeds = own.map((answers) => meanSpeed(answers, RECORDED_TOKENS));
    const baseSpeeds = base.map((answers) => meanSpeed(answers, baselineTokens));
    const ratios = speeds.map((speed, i) => speed / (baseSpeeds[i] as number));
    figures.set(subtask, {
      questions: own[0]?.length ?? 0,
      tokensPerSecond: mean(speeds) as number,
      baselineTokensPerSecond: mean(baseSpeeds) as number,
      speedup: mean(ratios) as number,
      deviations:
        own.length < 2
          ? null
          : {
              tokensPerSecond: deviation(speeds),
              baselineTokensPerSecond: deviation(baseSpeeds),
              speedup: deviation(ratios),
            },
      meanAcceptedTokens: mean(own.flat().flatMap((answer) => answer.choices[0].accept_lengths)),
    });
  }
  return figures;
}

/** Null where the method did not run. */
function choiceOf(groups: readonly AnswerGroup[], method: Method): SpecBenchChoice | null {
  const turns = [...groups].sort((a, b) => a.turn - b.turn);
  const results = turns.flatMap((group) => group.results.filter((result) => result.method === method));
  if (results.length === 0) return null;
  return {
    index: 0,
    turns: results.map((result) => result.text),
    decoding_steps: results.map((result) => result.steps.length),
    new_tokens: results.map((result) => result.tokenIds.length),
    wall_time: results.map((result) => result.totalMs / 1000),
    accept_lengths: results.flatMap((result) => result.steps.map((step) => step.emitted.length)),
  };
}

/** Speed of a question = its tokens / its time, over all turns; questions weigh alike. */
function meanSpeed(answers: readonly SpecBenchAnswer[], tokensOf: BaselineTokens): number {
  return mean(answers.map(({ choices: [choice] }) => tokensOf(choice) / sum(choice.wall_time))) as number;
}

function subtaskOf({ category }: SpecBenchAnswer): string {
  return (CATEGORIES as readonly string[]).includes(category) ? MT_BENCH : category;
}

function deviation(values: readonly number[]): number {
  const center = mean(values) as number;
  return Math.sqrt(sum(values.map((value) => (value - center) ** 2)) / (values.length - 1));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function byId(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
}
