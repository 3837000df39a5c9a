/** A comparison of two runs in words: one sentence a method, the same wherever it is told. */
import { METHODS, type Method } from '../protocol.ts';
import type { MethodComparison, OutputChange, RatioComparison, RunComparison } from './compare-runs.ts';
import { formatFigure, formatInterval } from './figure-catalog.ts';

/** A ratio of ratios has no name of its own in the catalogue: it is rounded as the speedup is. */
export function formatRatio(ratio: number | null): string {
  return formatFigure('speedup', ratio);
}

/** "medusa: faster, its speedup is 1.12 times the baseline's (...)", vanilla by its speed; in METHODS' order. */
export function comparisonSentences({ methods }: Pick<RunComparison, 'methods'>): string[] {
  return METHODS.flatMap((method) => {
    const compared = methods[method]?.overall;
    return compared ? [sentence(method, compared)] : [];
  });
}

/** "2.10 (+0.05)": tokens per step of B, and what it is more than A's. */
export function tokensPerStepChange({ tokensPerStep: { b, delta } }: MethodComparison): string {
  const change = delta === null ? 'n/a' : `${delta < 0 ? '' : '+'}${formatFigure('tokensPerStep', delta)}`;
  return `${formatFigure('tokensPerStep', b)} (${change})`;
}

/** "14 of 16 outputs the same", "0 of 16 outputs the same, 16 more up to where a budget cut one off". */
function sameOutputWords({ questions, sameOutputs, cutOutputs }: MethodComparison): string {
  const cut = cutOutputs === 0 ? '' : `, ${cutOutputs} more up to where a budget cut one off`;
  return `${sameOutputs} of ${questions} outputs the same${cut}`;
}

/** What became of one question's outputs. */
export const OUTPUT_WORDS: Readonly<Record<OutputChange, string>> = {
  same: 'same output',
  'cut off': 'same output until a budget cut one off',
  another: 'another output',
};

function sentence(method: Method, compared: MethodComparison): string {
  const { speed, speedup, questions } = compared;
  const [ratio, what] = speedup ? [speedup, 'its speedup'] : [speed, 'its speed'];
  const count = `${questions} ${questions === 1 ? 'question' : 'questions'}`;
  return `${method}: ${ratio.verdict ?? 'no verdict'}, ${what} is ${ratioWords(ratio, count)}; ${tokensPerStepChange(compared)} tokens a step; ${sameOutputWords(compared)}.`;
}

function ratioWords({ ratio, interval }: RatioComparison, count: string): string {
  const value = ratio === null ? 'not known against' : `${formatRatio(ratio)} times`;
  const range = interval ? `95 % interval ${formatInterval(interval)}` : 'no interval';
  return `${value} the baseline's (${range}, ${count})`;
}
