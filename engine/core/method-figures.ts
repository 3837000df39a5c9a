/** Figures of a method over the questions of a run, or of a part of it. The only place where a rate of a run is defined. */

import type { Method } from '../protocol.ts';
import { groupBy } from './group-by.ts';
import { known, ratio } from './known.ts';
import { type LedgerEntry, type Outcome, type Tally, tallyQuestions } from './ledger.ts';
import type { DecodeFigures, DepthAcceptance, StageShares } from './metrics.ts';
import { estimateRatio, geometricMean, mean, quantile, quantiles } from './statistics.ts';

/** From this share of repeated 4-grams in vanilla's answer on, a question counts as looping. */
export const LOOP_SHARE = 0.3;

export type Verdict = 'faster' | 'slower' | 'no clear difference';

export interface PairedSpeedup {
  /** Geometric mean over questions of the paired ratios to vanilla's rate; vanilla's is exactly 1. */
  speedup: number | null;
  /** 95 % interval; null under two paired questions, and for vanilla, where nothing is estimated. */
  speedupInterval: [low: number, high: number] | null;
}

/** Gaps between chunks and their sizes: what a reader of the stream sees. */
export interface ChunkFigures {
  /** Milliseconds, quantiles over all steps. */
  gapMs: { p50: number; p90: number; p99: number };
  /** Tokens of a chunk, mean and largest. */
  meanTokens: number;
  maxTokens: number;
}

/** Null is "not known". Terms, formulas and sources: figure-catalog.ts. */
export interface MethodFigures extends PairedSpeedup {
  prompts: number;
  intervalBy: 't' | 'bca' | null;
  /** Two-sided, before and after Holm's correction over all cells of the run. */
  pValue: number | null;
  adjustedPValue: number | null;
  verdict: Verdict | null;
  slowerShare: number | null;
  endToEnd: PairedSpeedup;
  /** The same speedup over the questions without loops, and how many those are. */
  loopFree: PairedSpeedup & { prompts: number };
  predictedSpeedup: number | null;
  tokensPerSecond: number | null;
  tokensPerSecondMacro: number | null;
  endToEndTokensPerSecond: number | null;
  ttftMs: number | null;
  tpotMs: number | null;
  chunks: ChunkFigures | null;
  tokensPerStep: number | null;
  tokensPerStepMacro: number | null;
  meanAcceptedLength: number | null;
  meanAcceptedLengthMacro: number | null;
  acceptedHistogram: number[];
  acceptanceByDepth: DepthAcceptance[];
  acceptanceRate: number | null;
  nodeEfficiency: number | null;
  proposedPerStep: number | null;
  emptyStepShare: number | null;
  stepOverhead: number | null;
  predictedOverhead: number | null;
  stageShares: StageShares | null;
  repeated4grams: number | null;
  /** Questions whose every answer equals vanilla's. */
  identical: number;
  ledger: Tally;
}

/** One method on one question, its turns and repeats inside. */
export interface QuestionFigures {
  method: Method;
  questionId: number | string;
  category: string;
  answers: number;
  /** Emitted tokens of all answers. */
  tokens: number;
  speedup: number | null;
  /** Least and largest of the paired ratios of its answers. */
  speedupRange: [low: number, high: number] | null;
  /** 95 % interval over the repeats, the turns of each inside; null under two repeats, and for vanilla. */
  speedupInterval: [low: number, high: number] | null;
  tokensPerSecond: number | null;
  tokensPerStep: number | null;
  meanAcceptedLength: number | null;
  stepOverhead: number | null;
  emptyStepShare: number | null;
  repeated4grams: number | null;
  outcome: Outcome;
}

/** One answer with what pairs it with vanilla's. */
export interface MeasuredAnswer {
  method: Method;
  questionId: number | string;
  category: string;
  figures: DecodeFigures;
  emittedByStep: number[];
  /** Decode tokens per second / vanilla's of the same question, turn and repeat; null where either is unknown. */
  ratio: number | null;
  /** End-to-end tokens per second likewise. */
  endToEndRatio: number | null;
  /** Mean step time / vanilla's. */
  overhead: number | null;
  predictedOverhead: number | null;
  repeated: number | null;
  /** Of vanilla's answer in the same place. */
  vanillaRepeated: number | null;
  entry: LedgerEntry;
}

/** All but the verdict, which needs the p values of the whole run (run-summary.ts). */
export function methodFigures(
  method: Method,
  list: readonly MeasuredAnswer[],
): Omit<MethodFigures, 'verdict' | 'adjustedPValue'> {
  const questions = byQuestion(list);
  const loopFree = questions.filter((answers) => !loops(answers));
  const total = totals(list);
  const tally = tallyQuestions(list.map((m) => m.entry));
  const vanilla = method === 'vanilla';
  const ratios = ratiosOf(questions, (m) => m.ratio);
  const estimate = vanilla ? null : estimateRatio(ratios);
  const paired = (of: (m: MeasuredAnswer) => number | null, among: MeasuredAnswer[][]): PairedSpeedup => {
    // Vanilla against itself is 1 by definition; computing it would only add rounding.
    if (vanilla) return { speedup: 1, speedupInterval: null };
    const found = estimateRatio(ratiosOf(among, of));
    return { speedup: found?.mean ?? null, speedupInterval: found?.interval ?? null };
  };
  const overPrompts = (of: (answers: MeasuredAnswer[]) => number | null) => mean(known(questions.map(of)));
  const predicted = weighted(list, (m) => m.predictedOverhead);
  const tokensPerStep = ratio(total.stepTokens, total.steps);
  return {
    prompts: questions.length,
    speedup: vanilla ? 1 : (estimate?.mean ?? null),
    speedupInterval: estimate?.interval ?? null,
    intervalBy: estimate?.intervalBy ?? null,
    pValue: estimate?.pValue ?? null,
    slowerShare: vanilla ? null : ratio(ratios.filter((value) => value < 1).length, ratios.length),
    endToEnd: paired((m) => m.endToEndRatio, questions),
    loopFree: { ...paired((m) => m.ratio, loopFree), prompts: loopFree.length },
    predictedSpeedup:
      vanilla || predicted === null || tokensPerStep === null ? null : tokensPerStep / predicted,
    tokensPerSecond: ratio(1000 * total.stepTokens, total.decodeMs),
    tokensPerSecondMacro: overPrompts(decodeRate),
    endToEndTokensPerSecond: ratio(1000 * total.tokens, total.totalMs),
    ttftMs: quantile(
      list.map((m) => m.figures.ttftMs),
      0.5,
    ),
    tpotMs: ratio(total.decodeMs, total.stepTokens),
    chunks: chunkFigures(list),
    tokensPerStep,
    tokensPerStepMacro: overPrompts((answers) => {
      const own = totals(answers);
      return ratio(own.stepTokens, own.steps);
    }),
    meanAcceptedLength: ratio(total.acceptedNodes, total.steps),
    meanAcceptedLengthMacro: overPrompts((answers) => {
      const own = totals(answers);
      return ratio(own.acceptedNodes, own.steps);
    }),
    acceptedHistogram: addUp(list.map((m) => m.figures.acceptedHistogram)),
    acceptanceByDepth: joinDepths(list, total.steps),
    acceptanceRate: list.every((m) => m.figures.proposedNodes === 0 || m.figures.acceptanceRate !== null)
      ? ratio(total.acceptedNodes, total.proposedNodes)
      : null,
    nodeEfficiency: ratio(total.acceptedNodes, total.proposedNodes),
    proposedPerStep: ratio(total.proposedNodes, total.steps),
    emptyStepShare: ratio(total.emptySteps, total.steps),
    stepOverhead: vanilla ? 1 : weighted(list, (m) => m.overhead),
    predictedOverhead: vanilla ? null : predicted,
    stageShares: joinShares(list, total.decodeMs),
    repeated4grams: overPrompts((answers) => mean(known(answers.map((m) => m.repeated)))),
    identical: tally.identical,
    ledger: tally,
  };
}

/** In the order of the run. */
export function questionFigures(method: Method, list: readonly MeasuredAnswer[]): QuestionFigures[] {
  return byQuestion(list).map((answers) => {
    const first = answers[0] as MeasuredAnswer;
    const own = totals(answers);
    const ratios = known(answers.map((m) => m.ratio));
    const tally = tallyQuestions(answers.map((m) => m.entry));
    return {
      method,
      questionId: first.questionId,
      category: first.category,
      answers: answers.length,
      tokens: own.tokens,
      speedup: method === 'vanilla' ? 1 : geometricMean(ratios),
      speedupRange:
        method === 'vanilla' || ratios.length === 0 ? null : [Math.min(...ratios), Math.max(...ratios)],
      speedupInterval: method === 'vanilla' ? null : repeatInterval(answers),
      tokensPerSecond: ratio(1000 * own.stepTokens, own.decodeMs),
      tokensPerStep: ratio(own.stepTokens, own.steps),
      meanAcceptedLength: ratio(own.acceptedNodes, own.steps),
      stepOverhead: method === 'vanilla' ? 1 : weighted(answers, (m) => m.overhead),
      emptyStepShare: ratio(own.emptySteps, own.steps),
      repeated4grams: mean(known(answers.map((m) => m.repeated))),
      outcome: (Object.keys(tally) as Outcome[]).find((outcome) => tally[outcome] > 0) ?? 'not-compared',
    };
  });
}

/** How well a question's ratio is known from running it again: its repeats are what is independent inside it. */
function repeatInterval(answers: readonly MeasuredAnswer[]): [low: number, high: number] | null {
  const repeats = [...groupBy(answers, (m) => String(m.entry.repeat)).values()];
  const ratios = known(repeats.map((own) => geometricMean(known(own.map((m) => m.ratio)))));
  return estimateRatio(ratios)?.interval ?? null;
}

function byQuestion(list: readonly MeasuredAnswer[]): MeasuredAnswer[][] {
  return [...groupBy(list, (m) => String(m.questionId)).values()];
}

/** One ratio a question: the mean logarithm over its turns and repeats, so that a question counts once. */
function ratiosOf(
  questions: readonly MeasuredAnswer[][],
  of: (m: MeasuredAnswer) => number | null,
): number[] {
  return known(questions.map((answers) => geometricMean(known(answers.map(of)))));
}

function loops(answers: readonly MeasuredAnswer[]): boolean {
  const share = mean(known(answers.map((m) => m.vanillaRepeated)));
  return share !== null && share >= LOOP_SHARE;
}

interface Totals {
  tokens: number;
  stepTokens: number;
  steps: number;
  proposedNodes: number;
  acceptedNodes: number;
  emptySteps: number;
  decodeMs: number;
  totalMs: number;
}

function totals(list: readonly MeasuredAnswer[]): Totals {
  const sum = (of: (figures: DecodeFigures) => number) => list.reduce((n, m) => n + of(m.figures), 0);
  return {
    tokens: sum((f) => f.tokens),
    stepTokens: sum((f) => f.stepTokens),
    steps: sum((f) => f.steps),
    proposedNodes: sum((f) => f.proposedNodes),
    acceptedNodes: sum((f) => f.acceptedNodes),
    emptySteps: sum((f) => f.emptySteps),
    decodeMs: sum((f) => f.decodeMs),
    totalMs: sum((f) => f.decodeMs + f.ttftMs),
  };
}

function decodeRate(answers: readonly MeasuredAnswer[]): number | null {
  const own = totals(answers);
  return ratio(1000 * own.stepTokens, own.decodeMs);
}

/** Mean over steps: every answer counts with its steps. Null where an answer with steps has no value. */
function weighted(list: readonly MeasuredAnswer[], of: (m: MeasuredAnswer) => number | null): number | null {
  let sum = 0;
  let steps = 0;
  for (const m of list) {
    if (m.figures.steps === 0) continue;
    const value = of(m);
    if (value === null) return null;
    sum += value * m.figures.steps;
    steps += m.figures.steps;
  }
  return ratio(sum, steps);
}

function chunkFigures(list: readonly MeasuredAnswer[]): ChunkFigures | null {
  const gaps = list.flatMap((m) => m.figures.chunkGapsMs);
  const sizes = list.flatMap((m) => m.emittedByStep);
  const [p50, p90, p99] = quantiles(gaps, [0.5, 0.9, 0.99]) ?? [];
  const meanTokens = mean(sizes);
  if (p50 == null || p90 == null || p99 == null || meanTokens === null) return null;
  return {
    gapMs: { p50, p90, p99 },
    meanTokens,
    maxTokens: sizes.reduce((most, size) => Math.max(most, size), 0),
  };
}

function joinDepths(list: readonly MeasuredAnswer[], steps: number): DepthAcceptance[] {
  const reached = addUp(list.map((m) => m.figures.acceptanceByDepth.map((d) => d.reached)));
  const accepted = addUp(list.map((m) => m.figures.acceptanceByDepth.map((d) => d.accepted)));
  return reached.map((count, i) => ({
    depth: i + 1,
    reached: count,
    accepted: accepted[i] ?? 0,
    unconditional: (accepted[i] ?? 0) / steps,
    conditional: (accepted[i] ?? 0) / count,
  }));
}

function joinShares(list: readonly MeasuredAnswer[], decodeMs: number): StageShares | null {
  if (!(decodeMs > 0)) return null;
  const share = (stage: keyof StageShares) =>
    list.reduce((sum, m) => sum + (m.figures.stageShares?.[stage] ?? 0) * m.figures.decodeMs, 0) / decodeMs;
  return {
    draft: share('draft'),
    verify: share('verify'),
    accept: share('accept'),
    commit: share('commit'),
    other: share('other'),
  };
}

/** Entry by entry; shorter lists count as followed by zeros. */
function addUp(lists: readonly (readonly number[])[]): number[] {
  const sum: number[] = [];
  for (const list of lists) for (const [i, value] of list.entries()) sum[i] = (sum[i] ?? 0) + value;
  return sum;
}
