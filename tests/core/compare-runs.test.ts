import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../engine/core/compare-runs.ts';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import { estimateRatio, geometricMean } from '../../engine/core/statistics.ts';
import type { DecodeResult } from '../../engine/protocol.ts';
import { type SampleRun, sampleGroup } from '../records/sample-run.ts';

interface Part extends SampleRun {
  turn?: number;
  repeat?: number;
}

/** One group a question, each made as its part says. */
const groupsOf = (parts: Record<number, Part>): Promise<AnswerGroup[]> =>
  Promise.all(
    Object.entries(parts).map(([question, { turn = 0, repeat = 0, ...part }]) =>
      sampleGroup(Number(question), turn, repeat, part),
    ),
  );

const run = (groups: AnswerGroup[]) => ({
  groups,
  promptText: (id: number | string, turn: number) => `${id}, ${turn}`,
});

describe('ratios of B to A', () => {
  it('of a run to itself are 1, and all outputs are the same', async () => {
    const groups = await groupsOf({ 1: {}, 2: {}, 3: {} });
    const { methods, ...rest } = compareRuns(run(groups), run(groups), true);
    expect(rest).toEqual({ questions: 3, onlyInA: [], onlyInB: [], otherPrompts: [], changedOutputs: [] });
    const { speed, speedup, tokensPerStep, sameOutputs } = methods.lookup?.overall ?? {};
    const one = { ratio: 1, interval: [1, 1], pValue: 1, adjustedPValue: 1, verdict: 'no clear difference' };
    expect(speed).toEqual(one);
    expect(speedup).toEqual(one);
    expect(tokensPerStep?.delta).toBe(0);
    expect(sameOutputs).toBe(3);
    expect(methods.vanilla?.overall.speedup).toBeNull();
  });

  it('follow the times: a method twice as fast, on a machine three times as slow', async () => {
    const a = await groupsOf({ 1: {}, 2: {}, 3: {} });
    const pace = { vanilla: 3, lookup: 1.5 };
    const b = await groupsOf({ 1: { pace }, 2: { pace }, 3: { pace } });
    const { methods } = compareRuns(run(a), run(b), true);
    expect(methods.vanilla?.overall.speed.ratio).toBeCloseTo(1 / 3, 12);
    expect(methods.lookup?.overall.speed.ratio).toBeCloseTo(2 / 3, 12);
    expect(methods.lookup?.overall.speedup?.ratio).toBeCloseTo(2, 12);
    expect(methods.lookup?.overall.speed.verdict).toBe('slower');
    expect(methods.lookup?.overall.speedup?.verdict).toBe('faster');
  });

  it('are paired by question: the estimate is that of the single ratios', async () => {
    const factors = [0.5, 0.8, 1.1, 0.7, 0.9];
    const a = await groupsOf({ 1: {}, 2: {}, 3: {}, 4: {}, 5: {} });
    const b = await groupsOf(
      Object.fromEntries(factors.map((factor, i) => [i + 1, { pace: { lookup: factor } }])),
    );
    const { overall, byCategory, questions } = compareRuns(run(a), run(b), true).methods.lookup ?? {};
    const expected = estimateRatio(factors.map((factor) => 1 / factor));
    expect(overall?.speed.ratio).toBeCloseTo(expected?.mean as number, 12);
    expect(overall?.speed.interval?.[0]).toBeCloseTo(expected?.interval?.[0] as number, 12);
    expect(overall?.speed.pValue).toBeCloseTo(expected?.pValue as number, 12);
    expect(questions?.map(({ questionId, category }) => [questionId, category])).toEqual(
      [1, 2, 3, 4, 5].map((id) => [id, id % 2 ? 'math' : 'stem']),
    );
    for (const [i, factor] of factors.entries()) expect(questions?.[i]?.speed).toBeCloseTo(1 / factor, 12);
    // Odd questions are of one category, even ones of the other.
    expect(byCategory?.stem?.questions).toBe(2);
    expect(byCategory?.stem?.speed.ratio).toBeCloseTo(1 / Math.sqrt(0.8 * 0.7), 12);
    // Twice the three cells of lookup and three of vanilla, which does not vary: never below the smallest times all.
    expect(overall?.speed.adjustedPValue).toBeGreaterThan(overall?.speed.pValue as number);
  });

  it('turn round with the runs', async () => {
    const paces = [0.5, 0.52, 0.55, 0.51];
    const a = await groupsOf({ 1: {}, 2: {}, 3: {}, 4: {} });
    const b = await groupsOf(Object.fromEntries(paces.map((lookup, i) => [i + 1, { pace: { lookup } }])));
    const [there, back] = [compareRuns(run(a), run(b), true), compareRuns(run(b), run(a), true)].map(
      ({ methods }) => methods.lookup?.overall.speedup,
    );
    expect((there?.ratio ?? 0) * (back?.ratio ?? 0)).toBeCloseTo(1, 12);
    expect((there?.interval?.[0] ?? 0) * (back?.interval?.[1] ?? 0)).toBeCloseTo(1, 12);
    expect([there?.verdict, back?.verdict]).toEqual(['faster', 'slower']);
  });

  it('take the repeats and turns of a question by their mean logarithm', async () => {
    const a = [await sampleGroup(1, 0, 0, {}), await sampleGroup(1, 1, 0, {})];
    const b = [
      await sampleGroup(1, 0, 0, { pace: { lookup: 0.5 } }),
      await sampleGroup(1, 0, 1, { pace: { lookup: 2 } }),
      await sampleGroup(1, 1, 0, { pace: { lookup: 4 } }),
    ];
    const { overall } = compareRuns(run(a), run(b), true).methods.lookup ?? {};
    expect(overall?.questions).toBe(1);
    expect(overall?.speed.ratio).toBeCloseTo(geometricMean([1, 1 / 4]) as number, 12);
    expect(overall?.speed.interval).toBeNull();
    expect(overall?.speed.verdict).toBeNull();
  });
});

describe('what is not paired', () => {
  it('questions of one run only are listed and left out', async () => {
    const a = await groupsOf({ 1: {}, 2: {} });
    const b = await groupsOf({ 2: {}, 3: {}, 4: {} });
    const { questions, onlyInA, onlyInB, methods } = compareRuns(run(a), run(b), true);
    expect({ questions, onlyInA, onlyInB }).toEqual({ questions: 1, onlyInA: [1], onlyInB: [3, 4] });
    expect(methods.vanilla?.overall.questions).toBe(1);
  });

  it('a turn whose prompt differs is left out, token by token', async () => {
    const a = await groupsOf({ 1: {}, 2: {} });
    const b = structuredClone(a);
    for (const result of b[1]?.results ?? []) result.promptTokenIds.push(5);
    const comparison = compareRuns(run(a), run(b), true);
    expect(comparison.otherPrompts).toEqual([{ questionId: 2, turn: 0 }]);
    expect(comparison.questions).toBe(1);
    // Another vocabulary: the ids say nothing, the words do.
    expect(compareRuns(run(a), run(b), false).otherPrompts).toEqual([]);
    const other = { ...run(b), promptText: () => 'something else' };
    expect(compareRuns(run(a), other, false).questions).toBe(0);
  });

  it('a method of one run only has no figures', async () => {
    const a = await groupsOf({ 1: {} });
    const b = structuredClone(a).map((group) => ({
      ...group,
      results: group.results.filter(({ method }) => method === 'vanilla'),
    }));
    expect(Object.keys(compareRuns(run(a), run(b), true).methods)).toEqual(['vanilla']);
  });
});

it('an output that changed is told with its first difference', async () => {
  const a = await groupsOf({ 1: {}, 2: {} });
  const b = await groupsOf({ 1: {}, 2: { wrongFrom: 30 } });
  const { changedOutputs, methods } = compareRuns(run(a), run(b), true);
  const [right, wrong] = [a, b].map(
    (groups) => groups[1]?.results.find(({ method }) => method === 'lookup')?.tokenIds,
  );
  const position = right?.findIndex((id, i) => wrong?.[i] !== id);
  expect(position).toBeGreaterThan(0);
  expect(changedOutputs).toEqual([
    { method: 'lookup', questionId: 2, turn: 0, repeat: 0, position, cutOff: false },
  ]);
  expect(methods.lookup?.overall.sameOutputs).toBe(1);
  expect(methods.lookup?.byCategory.stem?.sameOutputs).toBe(0);
  expect(methods.vanilla?.overall.sameOutputs).toBe(2);
});

describe('an output that a budget cut off', () => {
  const SHORT: Part = { settings: { maxNewTokens: 20 } };
  const changed = (groups: AnswerGroup[], change: Partial<DecodeResult>) =>
    structuredClone(groups).map((group) => ({
      ...group,
      results: group.results.map((result) => ({ ...result, ...change })),
    }));
  const outputs = (a: AnswerGroup[], b: AnswerGroup[], sameModel = true) => {
    const { methods, changedOutputs } = compareRuns(run(a), run(b), sameModel);
    const { sameOutputs, cutOutputs } = methods.lookup?.overall ?? {};
    return { sameOutputs, cutOutputs, cuts: changedOutputs.map(({ cutOff }) => cutOff) };
  };
  it('is counted apart from those that say something else, whichever run has it', async () => {
    const a = await groupsOf({ 1: {}, 2: {} });
    const b = await groupsOf({ 1: SHORT, 2: SHORT });
    const cut = { sameOutputs: 0, cutOutputs: 2, cuts: [true, true, true, true] };
    expect(outputs(a, b)).toEqual(cut);
    expect(outputs(b, a)).toEqual(cut);
    expect(compareRuns(run(a), run(b), true).methods.lookup?.questions[0]?.output).toBe('cut off');
  });
  it('is another where it ended by itself, or differs before', async () => {
    const a = await groupsOf({ 1: {}, 2: {} });
    const b = await groupsOf({ 1: SHORT, 2: SHORT });
    const ended = changed(b, { stopReason: 'end-token' });
    expect(outputs(a, ended)).toMatchObject({ sameOutputs: 0, cutOutputs: 0 });
    const wrong = await groupsOf({ 1: SHORT, 2: { ...SHORT, wrongFrom: 30 } });
    expect(outputs(a, wrong)).toMatchObject({ sameOutputs: 0, cutOutputs: 1 });
  });
  it('is told by its characters between runs of two vocabularies', async () => {
    const a = await groupsOf({ 1: {} });
    const b = await groupsOf({ 1: SHORT });
    expect(outputs(a, b, false).cutOutputs).toBe(1);
    expect(outputs(a, changed(b, { text: '@' }), false).cutOutputs).toBe(0);
  });
});
