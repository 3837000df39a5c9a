/**
 * What the search of a run's questions can ask for. A figure of a method is that of the query's `m:` (the first drafting
 * method of the run where it names none); a figure of the prompt is of vanilla's answer, whatever the method.
 */

import { OUTCOMES, type Outcome } from '../../engine/core/ledger.ts';
import { LOOP_SHARE } from '../../engine/core/method-figures.ts';
import type { MethodOnQuestion, QuestionRow } from '../../engine/core/question-rows.ts';
import type { Method } from '../../engine/protocol.ts';

export const OPERATORS = ['<=', '>=', '<', '>'] as const;
export type Operator = (typeof OPERATORS)[number];

export interface SearchFigure {
  /** Words for help and for the reading of a query. */
  words: string;
  /** Between 0 and 1; may be given in percent. */
  share?: true;
  /** Null is "not known": no comparison holds of it, nor does its opposite. */
  of: (row: QuestionRow, method: Method) => number | null;
}

const ofMethod =
  (of: (figures: MethodOnQuestion) => number | null): SearchFigure['of'] =>
  (row, method) => {
    const figures = row.methods[method];
    return figures ? of(figures) : null;
  };

export const SEARCH_FIGURES = {
  speedup: { words: "speedup against vanilla's", of: ofMethod((f) => f.speedup) },
  step: { words: 'tokens per step', of: ofMethod((f) => f.tokensPerStep) },
  empty: {
    words: 'share of steps with nothing accepted',
    share: true,
    of: ofMethod((f) => f.emptyStepShare),
  },
  cost: { words: "step time in vanilla's steps", of: ofMethod((f) => f.stepOverhead) },
  rate: { words: 'tokens per second', of: ofMethod((f) => f.tokensPerSecond) },
  tokens: { words: 'tokens emitted, all turns and repeats', of: ofMethod((f) => f.tokens) },
  loop: {
    words: `share of 4-grams of vanilla's answer that repeat (${LOOP_SHARE} and more is a loop)`,
    share: true,
    of: (row) => row.prompt.repeated4grams,
  },
  top1: {
    words: "mean probability of the target's first choice, its certainty",
    share: true,
    of: (row) => row.prompt.top1Probability,
  },
  entropy: { words: "mean entropy of the target's distribution, nats", of: (row) => row.prompt.entropy },
  overlap: {
    words: "share of 4-grams of vanilla's answer that stand in the prompt",
    share: true,
    of: (row) => row.prompt.promptOverlap,
  },
  prompt: { words: 'tokens of the prompt', of: (row) => row.prompt.promptTokens },
} as const satisfies Record<string, SearchFigure>;

export type SearchFigureName = keyof typeof SEARCH_FIGURES;
export const SEARCH_FIGURE_NAMES = Object.keys(SEARCH_FIGURES) as SearchFigureName[];

/** `!` before a term turns it round; it may stand before every kind but `method`. */
export type Term =
  | { kind: 'method'; value: Method }
  | { kind: 'category' | 'id' | 'text'; value: string; not: boolean }
  | { kind: 'outcome'; value: Outcome; not: boolean }
  | {
      kind: 'figure';
      figure: SearchFigureName;
      operator: Operator;
      value: number;
      /** The value as it was typed: 20% stays 20%. */
      written: string;
      not: boolean;
    };

/** Keys before a colon, with what they select by. */
export const KEYS = { cat: 'category', m: 'method', id: 'id' } as const;

export const HELP: readonly { example: string; words: string }[] = [
  { example: 'cat:coding', words: 'of this category; several are taken together' },
  { example: 'm:medusa', words: 'the method whose figures are meant' },
  { example: 'id:117', words: 'the question of this number' },
  { example: '"quick sort"', words: 'the prompt has these words, capitals or not' },
  { example: OUTCOMES.join(' '), words: "how the output stands to vanilla's; several are taken together" },
  ...SEARCH_FIGURE_NAMES.map((name) => ({
    example: exampleOf(name),
    words: SEARCH_FIGURES[name].words,
  })),
  { example: '!identical', words: 'turns any term round; what is not known is never found' },
];

function exampleOf(name: SearchFigureName): string {
  const examples: Record<SearchFigureName, string> = {
    speedup: 'speedup<1.2',
    step: 'step>=2',
    empty: 'empty>50%',
    cost: 'cost<1.5',
    rate: 'rate>20',
    tokens: 'tokens>50',
    loop: 'loop>0.2',
    top1: 'top1>80%',
    entropy: 'entropy<1',
    overlap: 'overlap>10%',
    prompt: 'prompt>100',
  };
  return examples[name];
}
