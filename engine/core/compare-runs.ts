/**
 * Two runs, question by question: A is the baseline, every ratio is B's value over A's. Only turns that both runs put to
 * the model with the same prompt are paired. What two runs differ by includes the state of the machine on two days: the
 * ratio of the speedups, each to the vanilla of its own run, is free of that, the ratio of the speeds is not.
 */

import { type DecodeResult, METHODS, type Method } from '../protocol.ts';
import { groupBy } from './group-by.ts';
import { known, quotient } from './known.ts';
import type { Verdict } from './method-figures.ts';
import { figuresOf } from './metrics.ts';
import {
  answersOf,
  type ChangedOutput,
  type ComparedRun,
  changedOutputs,
  type PairedTurn,
  pairTurns,
  type QuestionId,
} from './pair-turns.ts';
import { type AnswerGroup, SIGNIFICANCE } from './run-summary.ts';
import { estimateRatio, geometricMean, holm } from './statistics.ts';

/** B over A, one ratio a question. */
export interface RatioComparison {
  /** Geometric mean over questions; null where no question has both values. */
  ratio: number | null;
  /** 95 %, as of every paired ratio (statistics.ts); null under two questions. */
  interval: [low: number, high: number] | null;
  pValue: number | null;
  /** After Holm's correction over all cells of the comparison. */
  adjustedPValue: number | null;
  verdict: Verdict | null;
}

export interface MethodComparison {
  /** Questions of both runs with at least one turn that is paired. */
  questions: number;
  /** Of decode tokens per second. */
  speed: RatioComparison;
  /** Of the speedups to vanilla, each within its run; null for vanilla. */
  speedup: RatioComparison | null;
  /** Step tokens / steps over the paired turns (micro), and B's minus A's; null without steps. */
  tokensPerStep: { a: number | null; b: number | null; delta: number | null };
  /** Questions whose outputs are the same in both runs, every paired turn and repeat. */
  sameOutputs: number;
  /** Questions whose outputs are not, but only because a budget of new tokens cut the shorter ones off. */
  cutOutputs: number;
}

/** B over A on one question, its turns and repeats inside. */
export interface QuestionRatio {
  questionId: QuestionId;
  category: string;
  /** Null where a turn has no value in one of the runs. */
  speed: number | null;
  /** Null likewise, and for vanilla. */
  speedup: number | null;
  output: OutputChange;
}

/**
 * Over every paired turn and repeat: `same`; `cut off` where outputs differ only in that a budget of new tokens ended one
 * of them, which is the beginning of the other; `another` where one says something else.
 */
export type OutputChange = 'same' | 'cut off' | 'another';

export interface RunComparison {
  /** Questions with at least one turn that is paired. */
  questions: number;
  onlyInA: QuestionId[];
  onlyInB: QuestionId[];
  /** Turns of both runs whose prompts differ: left out. */
  otherPrompts: { questionId: QuestionId; turn: number }[];
  methods: Partial<
    Record<
      Method,
      {
        overall: MethodComparison;
        byCategory: Record<string, MethodComparison>;
        /** What the ratios above are the means of, in A's order. */
        questions: QuestionRatio[];
      }
    >
  >;
  changedOutputs: ChangedOutput[];
}

/**
 * `sameModel`: the runs share a vocabulary, so that prompts and outputs are compared token by token; by their text
 * otherwise. Questions and methods of one run only are left out of every figure.
 */
export function compareRuns(a: ComparedRun, b: ComparedRun, sameModel: boolean): RunComparison {
  const { pairs, otherPrompts } = pairTurns(a, b, sameModel);
  const cells: RatioComparison[] = [];
  const methods: RunComparison['methods'] = {};
  const allChanged: ChangedOutput[] = [];
  for (const method of METHODS) {
    const own = pairs.filter(
      (pair) => answersOf(pair.a, method).length > 0 && answersOf(pair.b, method).length > 0,
    );
    if (own.length === 0) continue;
    const changed = own.flatMap((pair) => changedOutputs(pair, method, sameModel));
    allChanged.push(...changed);
    const questions = questionRatios(method, own, changed);
    const byCategory: Record<string, MethodComparison> = {};
    for (const [category, list] of groupBy(own, (pair) => pair.category)) {
      const inside = questions.filter((question) => question.category === category);
      byCategory[category] = compareMethod(method, list, inside, cells);
    }
    methods[method] = { overall: compareMethod(method, own, questions, cells), byCategory, questions };
  }
  judge(cells);
  return {
    questions: new Set(pairs.map((pair) => pair.questionId)).size,
    onlyInA: missingIn(b, a),
    onlyInB: missingIn(a, b),
    otherPrompts,
    methods,
    changedOutputs: allChanged,
  };
}

function questionRatios(
  method: Method,
  pairs: readonly PairedTurn[],
  changed: readonly ChangedOutput[],
): QuestionRatio[] {
  const changesOf = groupBy(changed, (change) => String(change.questionId));
  return [...groupBy(pairs, (pair) => String(pair.questionId)).values()].map((turns) => {
    const { questionId, category } = turns[0] as PairedTurn;
    return {
      questionId,
      category,
      speed: questionRatio(turns, (group) => rate(group, method)),
      speedup:
        method === 'vanilla'
          ? null
          : questionRatio(turns, (group) => quotient(rate(group, method), rate(group, 'vanilla'))),
      output: outputChange(changesOf.get(String(questionId)) ?? []),
    };
  });
}

function outputChange(changes: readonly ChangedOutput[]): OutputChange {
  if (changes.length === 0) return 'same';
  return changes.every(({ cutOff }) => cutOff) ? 'cut off' : 'another';
}

/** `questions` are those of the pairs. */
function compareMethod(
  method: Method,
  pairs: readonly PairedTurn[],
  questions: readonly QuestionRatio[],
  cells: RatioComparison[],
): MethodComparison {
  const cell = (ratios: readonly (number | null)[]): RatioComparison => {
    const estimate = estimateRatio(known(ratios));
    const compared: RatioComparison = {
      ratio: estimate?.mean ?? null,
      interval: estimate?.interval ?? null,
      pValue: estimate?.pValue ?? null,
      adjustedPValue: null,
      verdict: null,
    };
    cells.push(compared);
    return compared;
  };
  const [perStepA, perStepB] = [pairs.flatMap((pair) => pair.a), pairs.flatMap((pair) => pair.b)].map(
    (groups) => tokensPerStep(answersOf(groups, method)),
  ) as [number | null, number | null];
  return {
    questions: questions.length,
    speed: cell(questions.map(({ speed }) => speed)),
    speedup: method === 'vanilla' ? null : cell(questions.map(({ speedup }) => speedup)),
    tokensPerStep: {
      a: perStepA,
      b: perStepB,
      delta: perStepA === null || perStepB === null ? null : perStepB - perStepA,
    },
    sameOutputs: questions.filter(({ output }) => output === 'same').length,
    cutOutputs: questions.filter(({ output }) => output === 'cut off').length,
  };
}

/** Turns count alike, and so do the repeats of a turn: geometric means of both; null where a turn has no value. */
function questionRatio(
  turns: readonly PairedTurn[],
  of: (group: AnswerGroup) => number | null,
): number | null {
  const ratios = turns.map(({ a, b }) => {
    const [valueA, valueB] = [geometricMean(known(a.map(of))), geometricMean(known(b.map(of)))];
    return quotient(valueB, valueA);
  });
  return ratios.includes(null) ? null : geometricMean(known(ratios));
}

/** One family: every ratio that the comparison shows. */
function judge(cells: readonly RatioComparison[]): void {
  const tested = cells.filter((cell) => cell.pValue !== null);
  const adjusted = holm(tested.map((cell) => cell.pValue as number));
  for (const [i, cell] of tested.entries()) {
    const p = adjusted[i] as number;
    cell.adjustedPValue = p;
    if (p >= SIGNIFICANCE || cell.ratio === null) cell.verdict = 'no clear difference';
    else cell.verdict = cell.ratio > 1 ? 'faster' : 'slower';
  }
}

function missingIn(run: ComparedRun, of: ComparedRun): QuestionId[] {
  const there = new Set(run.groups.map((group) => group.questionId));
  return [...new Set(of.groups.map((group) => group.questionId))].filter((id) => !there.has(id));
}

function rate(group: AnswerGroup, method: Method): number | null {
  const [result] = answersOf([group], method);
  return result ? figuresOf(result).decodeTokensPerSecond : null;
}

function tokensPerStep(results: readonly DecodeResult[]): number | null {
  const steps = results.reduce((sum, result) => sum + result.steps.length, 0);
  return steps > 0 ? results.reduce((sum, result) => sum + result.tokenIds.length - 1, 0) / steps : null;
}
