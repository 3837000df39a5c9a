import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../engine/core/run-summary.ts';
import { type AnswerGroup, summarizeRun as summarize } from '../../engine/core/run-summary.ts';
import { DEFAULT_GREEDY, type DecodeResult } from '../../engine/protocol.ts';
import { answerOf, vanillaOf } from './answer-records.ts';

/** Tokens 1 to 5; vanilla in steps of 10 ms, medusa in two steps of two tokens that take `medusaMs` each. */
const TOKENS = [1, 2, 3, 4, 5];
const medusa = (stepMs: number, tokens = TOKENS): DecodeResult => {
  const [a, b, c, d, e] = tokens as [number, number, number, number, number];
  return answerOf({
    method: 'medusa',
    first: a,
    steps: [
      { nodes: [[b, 0]], accepted: [1], emitted: [b, c], ms: [0, stepMs, 0, 0, 0] },
      { nodes: [[d, 0]], accepted: [1], emitted: [d, e], ms: [0, stepMs, 0, 0, 0] },
    ],
  });
};
const group = (
  questionId: number,
  category: string,
  repeat: number,
  results: DecodeResult[],
  turn = 0,
): AnswerGroup => ({
  questionId,
  category,
  turn,
  repeat,
  results,
  predictability: null,
  probes: {},
  load: { others: null, steal: null },
});
const summarizeRun = (groups: AnswerGroup[]) => summarize(groups, { sampling: DEFAULT_GREEDY }, null);
const overall = (summary: RunSummary, method: 'vanilla' | 'medusa') => {
  const figures = summary.methods[method]?.overall;
  if (!figures) throw new Error(`no ${method}`);
  return figures;
};

describe('summarizeRun', () => {
  it('pairs by prompt: the geometric mean of the ratios', () => {
    // Vanilla 40 ms; medusa 20 ms (twice as fast) and 80 ms (half as fast): 1 by logarithms, 1.25 by plain mean.
    const { summary } = summarizeRun([
      group(1, 'math', 0, [vanillaOf(TOKENS), medusa(10)]),
      group(2, 'math', 0, [medusa(40), vanillaOf(TOKENS)]),
    ]);
    const figures = overall(summary, 'medusa');
    expect(figures.speedup).toBeCloseTo(1, 12);
    const half = (12.7062 * Math.SQRT2 * Math.log(2)) / Math.SQRT2;
    expect(Math.log(figures.speedupInterval?.[1] as number)).toBeCloseTo(half, 3);
    // Micro: 8 tokens in 100 ms.
    expect(figures.tokensPerSecond).toBeCloseTo(80, 9);
    expect(figures.tokensPerStep).toBe(2);
    expect(figures.prompts).toBe(2);
  });

  it('uses the vanilla of the same repeat, and a prompt counts once however often it is repeated', () => {
    const { summary } = summarizeRun([
      // Prompt 1 three times, each exactly four times as fast as its own vanilla; prompt 2 once, as fast.
      group(1, 'math', 0, [vanillaOf(TOKENS, 10), medusa(5)]),
      group(1, 'math', 1, [vanillaOf(TOKENS, 40), medusa(20)]),
      group(1, 'math', 2, [vanillaOf(TOKENS, 20), medusa(10)]),
      group(2, 'math', 0, [vanillaOf(TOKENS, 10), medusa(20)]),
    ]);
    const figures = overall(summary, 'medusa');
    expect(figures.speedup).toBeCloseTo(2, 12);
    expect(figures.prompts).toBe(2);
  });

  it('vanilla is 1, exactly, with nothing to estimate', () => {
    const { summary } = summarizeRun([group(1, 'math', 0, [vanillaOf(TOKENS, 10.1), medusa(3)])]);
    expect(overall(summary, 'vanilla')).toMatchObject({
      speedup: 1,
      speedupInterval: null,
      tokensPerStep: 1,
      identical: 1,
      prompts: 1,
    });
  });

  it('by category, categories apart', () => {
    const { summary } = summarizeRun([
      group(1, 'math', 0, [vanillaOf(TOKENS), medusa(10)]),
      group(2, 'stem', 0, [vanillaOf(TOKENS), medusa(40)]),
    ]);
    const byCategory = summary.methods.medusa?.byCategory;
    expect(Object.keys(byCategory ?? {})).toEqual(['math', 'stem']);
    expect(byCategory?.math?.speedup).toBeCloseTo(2, 12);
    expect(byCategory?.stem?.speedup).toBeCloseTo(0.5, 12);
    expect(byCategory?.math?.speedupInterval).toBeNull();
    expect(summary.methods.speculative).toBeUndefined();
  });

  it('a prompt is identical when every repeat is', () => {
    const { summary, differences } = summarizeRun([
      group(1, 'math', 0, [vanillaOf(TOKENS), medusa(10)]),
      group(1, 'math', 1, [vanillaOf(TOKENS), medusa(10, [1, 2, 3, 9, 9])]),
      group(2, 'math', 0, [vanillaOf(TOKENS), medusa(10)]),
    ]);
    expect(overall(summary, 'medusa')).toMatchObject({ identical: 1, prompts: 2 });
    expect(overall(summary, 'vanilla')).toMatchObject({ identical: 2, prompts: 2 });
    expect(differences).toMatchObject([
      {
        method: 'medusa',
        questionId: 1,
        category: 'math',
        repeat: 1,
        comparison: { kind: 'suspect', position: 3 },
      },
    ]);
  });

  it('speedup is not known where an answer has no steps; the prompt still counts', () => {
    const one = (method: 'vanilla' | 'medusa') => answerOf({ method, first: 1, steps: [] });
    const { summary } = summarizeRun([
      group(1, 'math', 0, [one('vanilla'), one('medusa')]),
      group(2, 'math', 0, [vanillaOf(TOKENS), medusa(10)]),
    ]);
    expect(overall(summary, 'medusa')).toMatchObject({ speedupInterval: null, prompts: 2, identical: 2 });
    expect(overall(summary, 'medusa').speedup).toBeCloseTo(2, 12);
    const { summary: unknown } = summarizeRun([group(1, 'math', 0, [one('vanilla'), one('medusa')])]);
    expect(overall(unknown, 'medusa')).toMatchObject({
      speedup: null,
      tokensPerSecond: null,
      repeated4grams: null,
    });
  });

  it('repeated 4-grams: mean over prompts, prompts of different length alike', () => {
    const { summary } = summarizeRun([
      group(1, 'math', 0, [vanillaOf([7, 7, 7, 7, 7])]),
      group(2, 'math', 0, [vanillaOf([1, 2, 3, 4, 5, 6, 7, 8, 9])]),
    ]);
    expect(overall(summary, 'vanilla').repeated4grams).toBeCloseTo((1 / 2 + 0) / 2, 12);
  });

  it('refuses groups that pair nothing', () => {
    expect(() => summarizeRun([group(1, 'math', 0, [medusa(10)])])).toThrow('no vanilla answer');
    expect(() => summarizeRun([group(1, 'math', 0, [vanillaOf(TOKENS), vanillaOf(TOKENS)])])).toThrow(
      'twice',
    );
  });
});
