/**
 * Every figure of a run by name: what it is called, how it is computed, over what, after whom, and how it is printed.
 * Command line, pages, reports and docs/figures.md all take it from here, so that a figure has one name, one formula and
 * one rounding wherever it is shown.
 */
import type { MethodFigures } from './method-figures.ts';
import { BOOTSTRAP_FROM } from './statistics.ts';

export interface FigureEntry {
  /** Words for a heading. */
  name: string;
  formula: string;
  /** What one unit of it is; empty for a plain ratio. */
  unit: string;
  /** What it is counted or averaged over. */
  over: string;
  /** Where the definition comes from, and who defines it otherwise. */
  source: string;
  /** The value of a method; null is "not known". */
  of: (figures: MethodFigures) => number | null;
  /** Decimals shown; shares are shown in percent. */
  digits: number;
  percent?: true;
  /** What is too small for the decimals is shown as less than the least of them, not as 0. */
  neverZero?: true;
}

const PER_QUESTION =
  'questions; the turns and repeats of a question count inside it, by their mean logarithm';
const STEPS = 'all steps of all answers (micro)';
const QUESTIONS_MACRO = 'questions, each with the same weight (macro)';

export const FIGURES = {
  speedup: {
    name: 'speedup',
    formula:
      "geometric mean of tokens per second / vanilla's on the same question, turn and repeat of the same run",
    unit: "times vanilla's speed",
    over: PER_QUESTION,
    source:
      'paired ratios (arXiv 2007.10899); Spec-Bench divides the mean speeds instead, which lets fast questions weigh more',
    of: (f) => f.speedup,
    digits: 2,
  },
  speedupLow: {
    name: 'speedup, lower end of its 95 % interval',
    formula: `on the logarithms of the paired ratios: Student's t under ${BOOTSTRAP_FROM} questions, the BCa bootstrap from there on`,
    unit: "times vanilla's speed",
    over: PER_QUESTION,
    source: 'Student 1908; Efron 1987',
    of: (f) => f.speedupInterval?.[0] ?? null,
    digits: 2,
  },
  speedupHigh: {
    name: 'speedup, upper end of its 95 % interval',
    formula: 'as the lower end',
    unit: "times vanilla's speed",
    over: PER_QUESTION,
    source: 'Student 1908; Efron 1987',
    of: (f) => f.speedupInterval?.[1] ?? null,
    digits: 2,
  },
  adjustedPValue: {
    name: 'p value',
    formula:
      "two-sided t test that the mean logarithm of the paired ratios is 0, after Holm's correction over every method, category and overall cell of the run; under 0.05 the verdict is faster or slower, else no clear difference",
    unit: '',
    over: PER_QUESTION,
    source: 'Holm 1979',
    of: (f) => f.adjustedPValue,
    digits: 3,
    neverZero: true,
  },
  slowerShare: {
    name: 'questions that got slower',
    formula: 'questions whose paired ratio is under 1 / questions',
    unit: '',
    over: 'questions',
    source: 'speculative decoding is often slower on some of them: llama.cpp issue 3649',
    of: (f) => f.slowerShare,
    digits: 0,
    percent: true,
  },
  endToEndSpeedup: {
    name: 'end-to-end speedup',
    formula: 'as the speedup, with end-to-end tokens per second',
    unit: "times vanilla's speed",
    over: PER_QUESTION,
    source: 'what Spec-Bench times: prompt pass included',
    of: (f) => f.endToEnd.speedup,
    digits: 2,
  },
  loopFreeSpeedup: {
    name: 'speedup without loops',
    formula: "as the speedup, over the questions where under 30 % of the 4-grams of vanilla's answer repeat",
    unit: "times vanilla's speed",
    over: PER_QUESTION,
    source: 'small models loop under greedy decoding, and loops flatter every draft',
    of: (f) => f.loopFree.speedup,
    digits: 2,
  },
  predictedSpeedup: {
    name: 'predicted speedup',
    formula: 'tokens per step / predicted step overhead',
    unit: "times vanilla's speed",
    over: STEPS,
    source:
      'Leviathan et al. 2023, Theorem 3.8, with the measured cost of a pass of n rows; not a measurement',
    of: (f) => f.predictedSpeedup,
    digits: 2,
  },
  tokensPerSecond: {
    name: 'tokens per second',
    formula: 'tokens emitted by steps / seconds from the first token to the last',
    unit: 'tokens/s',
    over: 'all answers together (micro); the prompt pass and its token are outside',
    source: 'decode only; (N - 1) tokens over first to last',
    of: (f) => f.tokensPerSecond,
    digits: 1,
  },
  tokensPerSecondMacro: {
    name: 'tokens per second, mean over questions',
    formula: 'mean over questions of tokens per second',
    unit: 'tokens/s',
    over: QUESTIONS_MACRO,
    source: 'Spec-Bench averages so, prompt pass included',
    of: (f) => f.tokensPerSecondMacro,
    digits: 1,
  },
  endToEndTokensPerSecond: {
    name: 'end-to-end tokens per second',
    formula: 'all tokens / seconds from the request to the last token, tokenisation and prompt pass included',
    unit: 'tokens/s',
    over: 'all answers together (micro)',
    source: 'N tokens over the whole request',
    of: (f) => f.endToEndTokensPerSecond,
    digits: 1,
  },
  ttftMs: {
    name: 'time to first token',
    formula:
      'request to first token, tokenisation and the prompt passes of target and draft included; median',
    unit: 'ms',
    over: 'answers',
    source: 'TTFT of vLLM and others',
    of: (f) => f.ttftMs,
    digits: 0,
  },
  tpotMs: {
    name: 'time per output token',
    formula: '(last token - first token) / (tokens - 1)',
    unit: 'ms',
    over: 'all answers together (micro)',
    source: 'TPOT of vLLM and others',
    of: (f) => f.tpotMs,
    digits: 1,
  },
  chunkGapP50: {
    name: 'gap between chunks, median',
    formula: 'end of a step - end of the one before; a step emits its tokens in one chunk',
    unit: 'ms',
    over: 'all steps',
    source:
      'ITL of vLLM, which under speculation is a time per chunk, not per token (vLLM pull request 36029)',
    of: (f) => f.chunks?.gapMs.p50 ?? null,
    digits: 1,
  },
  chunkGapP90: {
    name: 'gap between chunks, 90th percentile',
    formula: 'as the median',
    unit: 'ms',
    over: 'all steps',
    source: 'as the median',
    of: (f) => f.chunks?.gapMs.p90 ?? null,
    digits: 1,
  },
  chunkGapP99: {
    name: 'gap between chunks, 99th percentile',
    formula: 'as the median',
    unit: 'ms',
    over: 'all steps',
    source: 'as the median',
    of: (f) => f.chunks?.gapMs.p99 ?? null,
    digits: 1,
  },
  tokensPerStep: {
    name: 'tokens per step',
    formula: 'tokens emitted by steps / steps; the own token of every step counts, the prompt pass does not',
    unit: 'tokens',
    over: STEPS,
    source: 'tau of EAGLE, #MAT of Spec-Bench, mean acceptance length of vLLM: all count the own token',
    of: (f) => f.tokensPerStep,
    digits: 2,
  },
  tokensPerStepMacro: {
    name: 'tokens per step, mean over questions',
    formula: 'mean over questions of tokens per step',
    unit: 'tokens',
    over: QUESTIONS_MACRO,
    source: 'some papers average so; long answers then weigh no more than short ones',
    of: (f) => f.tokensPerStepMacro,
    digits: 2,
  },
  meanAcceptedLength: {
    name: 'mean accepted length',
    formula: 'accepted nodes / steps; the own token does not count, nodes behind a cut do',
    unit: 'tokens',
    over: STEPS,
    source: 'mean accepted of gpt-fast, which also leaves the own token out',
    of: (f) => f.meanAcceptedLength,
    digits: 2,
  },
  meanAcceptedLengthMacro: {
    name: 'mean accepted length, mean over questions',
    formula: 'mean over questions of mean accepted length',
    unit: 'tokens',
    over: QUESTIONS_MACRO,
    source: 'as mean accepted length',
    of: (f) => f.meanAcceptedLengthMacro,
    digits: 2,
  },
  acceptanceRate: {
    name: 'acceptance rate',
    formula: 'accepted nodes / proposed nodes, for chains only',
    unit: '',
    over: 'all proposed nodes',
    source: 'draft acceptance rate of vLLM; in a tree siblings exclude each other, and the rate says nothing',
    of: (f) => f.acceptanceRate,
    digits: 0,
    percent: true,
  },
  nodeEfficiency: {
    name: 'node efficiency',
    formula: 'accepted nodes / proposed nodes, trees too: the part of the verified rows that paid',
    unit: '',
    over: 'all proposed nodes',
    source: 'accepted / verified nodes; bounded by 1 / width of the tree',
    of: (f) => f.nodeEfficiency,
    digits: 0,
    percent: true,
  },
  proposedPerStep: {
    name: 'proposed nodes per step',
    formula: 'proposed nodes / steps',
    unit: 'nodes',
    over: STEPS,
    source: 'size of the tree without its root',
    of: (f) => f.proposedPerStep,
    digits: 2,
  },
  emptyStepShare: {
    name: 'steps with nothing accepted',
    formula: 'steps that proposed something and accepted none of it / steps',
    unit: '',
    over: STEPS,
    source: 'the zero bin of the accepted-length histogram, steps without proposals left out',
    of: (f) => f.emptyStepShare,
    digits: 0,
    percent: true,
  },
  stepOverhead: {
    name: 'step overhead',
    formula:
      "mean step time / vanilla's mean step time; of one answer, speedup = tokens per step / step overhead exactly",
    unit: 'vanilla steps',
    over: "all steps, each against vanilla's of the same question, turn and repeat",
    source: 'MAT / speedup of Spec-Bench',
    of: (f) => f.stepOverhead,
    digits: 2,
  },
  predictedOverhead: {
    name: 'predicted step overhead',
    formula: 'mean of (t(rows) + drafting) / t(1), from the cost curve measured before the run',
    unit: 'vanilla steps',
    over: STEPS,
    source: 'v(n) of the cost curve in the record; not a measurement of this run',
    of: (f) => f.predictedOverhead,
    digits: 2,
  },
  draftShare: share('draft', 'drafting'),
  verifyShare: share('verify', "the target's pass"),
  acceptShare: share('accept', 'choosing the accepted path'),
  commitShare: share('commit', 'writing cache rows'),
  otherShare: share('other', 'what no stage accounts for'),
  repeated4grams: {
    name: 'repeated 4-grams',
    formula: 'runs of four tokens that occurred before in the same answer / all runs of four',
    unit: '',
    over: QUESTIONS_MACRO,
    source: 'small models loop under greedy decoding; read every speedup beside it',
    of: (f) => f.repeated4grams,
    digits: 0,
    percent: true,
  },
} satisfies Record<string, FigureEntry>;

export type FigureId = keyof typeof FIGURES;
export const FIGURE_IDS = Object.keys(FIGURES) as FigureId[];

export function figureEntry(id: FigureId): FigureEntry {
  return FIGURES[id];
}

/** The value of a method's figure; null is "not known". */
export function figureOf(id: FigureId, figures: MethodFigures): number | null {
  return figureEntry(id).of(figures);
}

/** As it is shown everywhere: rounded, shares in percent, without the unit; `n/a` for null. */
export function formatFigure(id: FigureId, value: number | null): string {
  const { digits, percent, neverZero } = figureEntry(id);
  if (value === null) return 'n/a';
  if (percent) return `${(100 * value).toFixed(digits)} %`;
  const rounded = value.toFixed(digits);
  return neverZero && Number(rounded) === 0 ? `< ${(10 ** -digits).toFixed(digits)}` : rounded;
}

/** A method's figure as it is shown. */
export function showFigure(id: FigureId, figures: MethodFigures): string {
  return formatFigure(id, figureOf(id, figures));
}

/** `1.22 to 1.40`; `n/a` for null. */
export function formatInterval(interval: readonly [low: number, high: number] | null): string {
  if (!interval) return 'n/a';
  return `${formatFigure('speedupLow', interval[0])} to ${formatFigure('speedupHigh', interval[1])}`;
}

function share(stage: 'draft' | 'verify' | 'accept' | 'commit' | 'other', what: string) {
  return {
    name: `time in ${stage}`,
    formula: `milliseconds of ${what} / milliseconds from the first token to the last`,
    unit: '',
    over: 'all answers together (micro)',
    source: 'stage times of the steps; together 100 %',
    of: (f: MethodFigures) => f.stageShares?.[stage] ?? null,
    digits: 1,
    percent: true as const,
  };
}
