/** The lanes of the two pictures of a comparison: methods of every run, and categories of one. Pure. */
import type { MethodComparison, QuestionRatio, RatioComparison } from '../../engine/core/compare-runs.ts';
import { formatRatio, OUTPUT_WORDS } from '../../engine/core/comparison-sentences.ts';
import { CATEGORIES, METHODS, type Method } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';
import type { LetteredRun } from './run-letters.ts';

/** `speedup`: each to the vanilla of its own run, which two days of one machine change less. `speed`: tokens per second. */
export const RATIOS = ['speedup', 'speed'] as const;
export type RatioKind = (typeof RATIOS)[number];

export const RATIO_WORDS: Readonly<Record<RatioKind, string>> = {
  speedup: "speedup of the run / the baseline's",
  speed: "tokens per second of the run / the baseline's",
};

export interface RatioDot {
  ratio: number;
  /** Where a click on it leads. */
  href: string;
  words: string;
}

export interface RatioLane {
  /** Heading above the first lane of it. */
  group: string;
  /** Beside the mark; empty where the group says it all. */
  label: string;
  method: Method;
  ratio: RatioComparison;
  dots: RatioDot[];
}

/** The address of one question's outputs side by side. */
export type QuestionLink = (run: string, method: Method, questionId: string | number) => string;

/** One lane a method and run; vanilla has a speed only. */
export function methodLanes(runs: readonly LetteredRun[], kind: RatioKind, link: QuestionLink): RatioLane[] {
  return METHODS.flatMap((method) =>
    runs.flatMap(({ letter, run, comparison }): RatioLane[] => {
      const compared = comparison.methods[method];
      const ratio = compared?.overall[kind];
      if (!compared || !ratio) return [];
      const dots = compared.questions.flatMap((question) => dotOf(question, kind, run, method, link));
      const group = METHOD_STYLES[method].label;
      return [{ group, label: runs.length > 1 ? letter : '', method, ratio, dots }];
    }),
  );
}

/** One method of one run: overall, then its categories in their order. */
export function categoryLanes(
  { run, comparison }: LetteredRun,
  method: Method,
  kind: RatioKind,
  link: QuestionLink,
): RatioLane[] {
  const compared = comparison.methods[method];
  if (!compared) return [];
  const parts: [string, MethodComparison][] = [
    ['overall', compared.overall],
    ...inOrder(Object.keys(compared.byCategory)).map((name): [string, MethodComparison] => [
      name,
      compared.byCategory[name] as MethodComparison,
    ]),
  ];
  return parts.flatMap(([group, part]) => {
    const ratio = part[kind];
    if (!ratio) return [];
    const own = compared.questions.filter(({ category }) => group === 'overall' || category === group);
    return [{ group, label: '', method, ratio, dots: own.flatMap((q) => dotOf(q, kind, run, method, link)) }];
  });
}

/** Categories of MT-bench in their order, others behind them. */
export function inOrder(found: readonly string[]): string[] {
  return [...new Set([...CATEGORIES.filter((name) => found.includes(name)), ...found])];
}

function dotOf(
  question: QuestionRatio,
  kind: RatioKind,
  run: string,
  method: Method,
  link: QuestionLink,
): RatioDot[] {
  const ratio = question[kind];
  if (ratio === null) return [];
  const { questionId, category, output } = question;
  return [
    {
      ratio,
      href: link(run, method, questionId),
      words: `question ${questionId}, ${category}: ${formatRatio(ratio)}, ${OUTPUT_WORDS[output]}`,
    },
  ];
}
