import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CostCurve } from '../../engine/core/cost-curve.ts';
import { predictedOverhead } from '../../engine/core/cost-curve.ts';
import { figuresOf } from '../../engine/core/metrics.ts';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import { estimateShare } from '../../engine/core/share-interval.ts';
import { treeFindings } from '../../engine/core/tree-findings.ts';
import { acceptanceCounts, rowCost, slotCounts, WHOLE_TREE, whatIf } from '../../engine/core/what-if.ts';
import type { DecodeResult } from '../../engine/protocol.ts';
import { answerOf, type StepSketch } from './answer-records.ts';

const group = (questionId: number, category: string, result: DecodeResult): AnswerGroup => ({
  questionId,
  category,
  turn: 0,
  repeat: 0,
  results: [result],
  predictability: null,
  probes: {},
  load: { others: null, steal: null },
});

// Two choices of the first head and, below each, one of the second.
const NODES: StepSketch['nodes'] = [
  [10, 0],
  [11, 0],
  [20, 1],
  [21, 2],
];
const TWO_DEEP: StepSketch = { nodes: NODES, accepted: [2, 4], emitted: [11, 21, 5], own: 'bonus' };
const ONE_DEEP: StepSketch = { nodes: NODES, accepted: [1], emitted: [10, 6], own: 'correction' };
const NOTHING: StepSketch = { nodes: NODES, accepted: [], emitted: [7], own: 'correction' };
const ALONE: StepSketch = { emitted: [8], own: 'bonus' };

const GROUPS = [
  group(1, 'math', answerOf({ first: 1, steps: [TWO_DEEP, ONE_DEEP] })),
  group(2, 'stem', answerOf({ first: 1, steps: [NOTHING, ALONE] })),
];

describe('treeFindings', () => {
  const findings = treeFindings(GROUPS, 'medusa');

  it('counts a slot as reached only where its parent was accepted', () => {
    expect(slotCounts(findings)).toEqual([
      { path: [0], proposed: 3, reached: 3, accepted: 1 },
      { path: [1], proposed: 3, reached: 3, accepted: 1 },
      { path: [0, 0], proposed: 3, reached: 1, accepted: 0 },
      { path: [1, 0], proposed: 3, reached: 1, accepted: 1 },
    ]);
  });

  it('joins slots of one depth and rank', () => {
    const counts = findings.ranks.map(({ depth, rank, tried, held, share }) => [
      depth,
      rank,
      tried,
      held,
      share,
    ]);
    expect(counts).toEqual([
      [1, 0, 3, 1, 1 / 3],
      [1, 1, 3, 1, 1 / 3],
      [2, 0, 2, 1, 1 / 2],
    ]);
  });

  it('counts steps, questions and the cache', () => {
    // Prompts of 2 tokens; the first steps emit 3 and 1.
    expect([findings.questions, findings.steps, findings.meanCachedTokens]).toEqual([
      2,
      4,
      (2 + 5 + 2 + 3) / 4,
    ]);
  });

  it('takes one category alone', () => {
    const math = treeFindings(GROUPS, 'medusa', 'math');
    expect([math.questions, math.steps, math.category]).toEqual([1, 2, 'math']);
    expect(treeFindings(GROUPS, 'medusa', 'no such').steps).toBe(0);
    expect(treeFindings(GROUPS, 'lookup').meanCachedTokens).toBeNull();
  });

  it('sets draft probabilities against what was accepted, of reached nodes only', () => {
    const [all, first, second] = findings.reliability;
    expect([all?.depth, first?.depth, second?.depth]).toEqual([null, 1, 2]);
    // Every draft probability of the record is 0.5: 3 steps with two nodes, and two nodes below accepted ones.
    expect(all?.bins.map(({ bin, meanProb, tried, held }) => [bin, meanProb, tried, held])).toEqual([
      [5, 0.5, 8, 3],
    ]);
    expect(second?.bins.map(({ tried, held }) => [tried, held])).toEqual([[2, 1]]);
  });

  it('has no reliability where the method gives no probabilities, and puts probability 1 into the last bin', () => {
    const result = answerOf({ first: 1, steps: [ONE_DEEP] });
    for (const { tree } of result.steps) tree.draftProbs.fill(null);
    expect(treeFindings([group(1, 'math', result)], 'medusa').reliability).toEqual([]);
    for (const { tree } of result.steps) tree.draftProbs.fill(1, 1);
    expect(treeFindings([group(1, 'math', result)], 'medusa').reliability[0]?.bins[0]?.bin).toBe(9);
  });
});

describe('whatIf', () => {
  const findings = treeFindings(GROUPS, 'medusa');

  it('cuts accepted paths at the first slot that goes', () => {
    expect(whatIf(findings, WHOLE_TREE, null)).toMatchObject({
      histogram: [2, 1, 1],
      meanAcceptedLength: 3 / 4,
      tokensPerStep: 7 / 4,
      rowsPerStep: (3 * 5 + 1) / 4,
      overhead: null,
      predictedSpeedup: null,
    });
    expect(whatIf(findings, { ...WHOLE_TREE, depth: 1 }, null).histogram).toEqual([2, 2]);
    expect(whatIf(findings, { ...WHOLE_TREE, width: 1 }, null).histogram).toEqual([3, 1]);
    expect(whatIf(findings, { ...WHOLE_TREE, depth: 0 }, null)).toMatchObject({
      histogram: [4],
      rowsPerStep: 1,
    });
  });

  it('keeps the slots that were accepted most often, parents before children', () => {
    const keptOf = (nodes: number) =>
      [...whatIf(findings, { ...WHOLE_TREE, nodes }, null).kept].map((slot) =>
        findings.paths[slot]?.join('.'),
      );
    expect(keptOf(2)).toEqual(['0', '1']);
    expect(keptOf(3)).toEqual(['0', '1', '1.0']);
    expect(keptOf(0)).toEqual([]);
  });

  it('of no step knows nothing', () => {
    const none = whatIf(treeFindings([], 'medusa'), WHOLE_TREE, null);
    expect(none).toMatchObject({ histogram: [], tokensPerStep: null, rowsPerStep: null, overhead: null });
  });

  const cost: CostCurve = {
    rows: [1, 2, 4, 8],
    cachedTokens: [1],
    targetMs: [[10], [12], [16], [20]],
    drafts: { medusa: { ms: 1, per: 'step' }, speculative: { ms: 2, per: 'depth' } },
  };

  it('prices what is left by the cost curve', () => {
    const whole = whatIf(findings, WHOLE_TREE, cost);
    // Three steps of 5 rows at 17 ms, one of 1 row at 10 ms, each drafted in 1 ms.
    expect(whole.overhead).toBeCloseTo((3 * 18 + 11) / 40, 12);
    expect(whole.predictedSpeedup).toBeCloseTo(1.75 / ((3 * 18 + 11) / 40), 12);
    expect(whatIf(findings, { ...WHOLE_TREE, nodes: 1 }, cost).overhead).toBeCloseTo((3 * 13 + 11) / 40, 12);
    expect(rowCost(findings, 3, cost)).toBeCloseTo(0.2, 12);
    expect(rowCost(findings, 9, cost)).toBeNull();
  });

  it('agrees with the overhead that a run predicts, copies among the candidates or not', () => {
    const copies = { ...TWO_DEEP, copied: [3, 4] };
    for (const method of ['medusa', 'speculative'] as const) {
      const result = answerOf({ method, first: 1, steps: [TWO_DEEP, ALONE, NOTHING, copies] });
      const own = whatIf(treeFindings([group(1, 'math', result)], method), WHOLE_TREE, cost);
      expect(own.overhead).toBeCloseTo(predictedOverhead(result, cost) as number, 12);
    }
  });

  it('of any step is the accepted path up to what was cut, and of the whole tree what the metrics count', () => {
    const steps = fc.array(fc.constantFrom(TWO_DEEP, ONE_DEEP, NOTHING, ALONE), {
      minLength: 1,
      maxLength: 12,
    });
    const limit = fc.option(fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(steps, fc.record({ depth: limit, width: limit, nodes: limit }), (sketches, cut) => {
        const result = answerOf({ first: 1, steps: sketches });
        const found = treeFindings([group(1, 'math', result)], 'medusa');
        expect(whatIf(found, WHOLE_TREE, null).histogram).toEqual(figuresOf(result).acceptedHistogram);
        const { kept, histogram } = whatIf(found, cut, null);
        const keptKeys = new Set([...kept].map((slot) => found.paths[slot]?.join('.')));
        const expected: number[] = [];
        for (const { tree, acceptedPath } of result.steps) {
          const ranks = acceptedPath.map((node) => tree.ranks[node]);
          const gone = ranks.findIndex((_, i) => !keptKeys.has(ranks.slice(0, i + 1).join('.')));
          const length = gone < 0 ? ranks.length : gone;
          while (expected.length <= length) expected.push(0);
          expected[length] = (expected[length] as number) + 1;
        }
        expect(histogram).toEqual(expected);
        for (const path of [...kept].map((slot) => found.paths[slot] as number[]))
          if (path.length > 1) expect(keptKeys.has(path.slice(0, -1).join('.'))).toBe(true);
      }),
    );
  });
});

describe('estimateShare', () => {
  it('is Wilson by the effective number of trials', () => {
    // Ten questions of one trial, five held: variance 1/36, so 9 trials; t of 9 degrees of freedom.
    const alone = Array.from({ length: 10 }, (_, i) => ({ tried: 1, held: i % 2 }));
    const [low, high] = estimateShare(alone).interval as [number, number];
    expect(low).toBeCloseTo(0.198966, 5);
    expect(high).toBeCloseTo(0.801034, 5);
  });

  it('is wider where questions differ, and never narrower than of independent trials', () => {
    const width = (clusters: { tried: number; held: number }[]) => {
      const [low, high] = estimateShare(clusters).interval as [number, number];
      return high - low;
    };
    const alike = Array.from({ length: 8 }, () => ({ tried: 10, held: 5 }));
    const apart = Array.from({ length: 8 }, (_, i) => ({ tried: 10, held: i % 2 ? 9 : 1 }));
    expect(width(apart)).toBeGreaterThan(2 * width(alike));
    expect(estimateShare(apart).share).toBe(0.5);
  });

  it('ends at 0 and 1, and knows nothing of no trial and no interval of one question', () => {
    const never = estimateShare([
      { tried: 4, held: 0 },
      { tried: 4, held: 0 },
    ]);
    expect(never.interval?.[0]).toBe(0);
    expect(never.interval?.[1]).toBeCloseTo(0.952788, 5);
    expect(estimateShare([{ tried: 0, held: 0 }])).toEqual({
      tried: 0,
      held: 0,
      share: null,
      interval: null,
    });
    expect(estimateShare([{ tried: 3, held: 1 }]).interval).toBeNull();
  });
});

describe('acceptanceCounts', () => {
  it('gives lists by the path that leads to them, tried where they were reached', () => {
    expect(acceptanceCounts(treeFindings(GROUPS, 'medusa'))).toEqual({
      width: 2,
      paths: {
        '': { trials: 3, hits: [1, 1] },
        '0': { trials: 1, hits: [0, 0] },
        '1': { trials: 1, hits: [1, 0] },
      },
    });
  });
});
