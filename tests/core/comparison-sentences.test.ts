import { expect, it } from 'vitest';
import type { MethodComparison, RatioComparison } from '../../engine/core/compare-runs.ts';
import { comparisonSentences } from '../../engine/core/comparison-sentences.ts';

const unknown: RatioComparison = {
  ratio: null,
  interval: null,
  pValue: null,
  adjustedPValue: null,
  verdict: null,
};

const compared = (change: Partial<MethodComparison>) => ({
  overall: {
    questions: 2,
    speed: unknown,
    speedup: unknown,
    tokensPerStep: { a: null, b: null, delta: null },
    sameOutputs: 2,
    cutOutputs: 0,
    ...change,
  },
  byCategory: {},
  questions: [],
});

it('tells a method by its speedup and vanilla by its speed, in the order of the methods', () => {
  const faster: RatioComparison = { ...unknown, ratio: 1.2, interval: [1.1, 1.3], verdict: 'faster' };
  const methods = {
    medusa: compared({ speedup: faster, tokensPerStep: { a: 2, b: 1.9, delta: -0.1 }, sameOutputs: 1 }),
    vanilla: compared({
      speed: { ...faster, ratio: 0.99, verdict: 'no clear difference' },
      speedup: null,
      tokensPerStep: { a: 1, b: 1, delta: 0 },
    }),
  };
  expect(comparisonSentences({ methods })).toEqual([
    "vanilla: no clear difference, its speed is 0.99 times the baseline's (95 % interval 1.10 to 1.30, 2 questions); 1.00 (+0.00) tokens a step; 2 of 2 outputs the same.",
    "medusa: faster, its speedup is 1.20 times the baseline's (95 % interval 1.10 to 1.30, 2 questions); 1.90 (-0.10) tokens a step; 1 of 2 outputs the same.",
  ]);
});

it('says what is not known', () => {
  const methods = { lookup: compared({ questions: 1, sameOutputs: 0, cutOutputs: 1 }) };
  expect(comparisonSentences({ methods })).toEqual([
    "lookup: no verdict, its speedup is not known against the baseline's (no interval, 1 question); n/a (n/a) tokens a step; 0 of 1 outputs the same, 1 more up to where a budget cut one off.",
  ]);
});
