import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIGURE_IDS, figureEntry, figureOf, formatFigure } from '../../engine/core/figure-catalog.ts';
import { type AnswerGroup, summarizeRun } from '../../engine/core/run-summary.ts';
import { DEFAULT_GREEDY, DEFAULT_SAMPLE, DEFAULT_TYPICAL } from '../../engine/protocol.ts';
import { answerOf, type StepSketch, vanillaOf } from './answer-records.ts';

/** A question: vanilla and a tree method that emit the same tokens, cut into steps of one to three. */
const question = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 8 }),
    vanillaMs: fc.double({ min: 1, max: 50, noNaN: true }),
    stepMs: fc.double({ min: 1, max: 80, noNaN: true }),
    gapMs: fc.double({ min: 0, max: 5, noNaN: true }),
  })
  .map(({ sizes, vanillaMs, stepMs, gapMs }) => {
    const tokens = Array.from({ length: 1 + sizes.reduce((n, size) => n + size, 0) }, (_, i) => i + 1);
    let at = 1;
    const steps: StepSketch[] = sizes.map((size) => {
      const emitted = tokens.slice(at, at + size);
      at += size;
      const nodes = emitted.slice(0, -1).map((token, i): [number, number] => [token, i]);
      // Siblings that are refused make it a tree.
      nodes.push([998, 0], [999, 0]);
      return {
        nodes,
        accepted: nodes.slice(0, -2).map((_, i) => i + 1),
        emitted,
        own: size === 1 ? ('correction' as const) : ('bonus' as const),
        ms: [stepMs / 4, stepMs / 2, 0, 0, stepMs / 4] as [number, number, number, number, number],
      };
    });
    return [vanillaOf(tokens, vanillaMs), answerOf({ first: 1, steps, gapMs })];
  });

const run = (questions: ReturnType<typeof answerOf>[][]): AnswerGroup[] =>
  questions.map((results, i) => ({
    questionId: i,
    category: i % 2 ? 'math' : 'stem',
    turn: 0,
    repeat: 0,
    results,
    predictability: null,
    probes: {},
    load: { others: null, steal: null },
  }));

describe('identities of a run', () => {
  it('hold for any run: counts, shares, the speedup of one question', () => {
    fc.assert(
      fc.property(fc.array(question, { minLength: 1, maxLength: 6 }), (questions) => {
        const groups = run(questions);
        const { summary, questions: rows, ledger } = summarizeRun(groups, { sampling: DEFAULT_GREEDY }, null);
        const figures = summary.methods.medusa?.overall;
        if (!figures) throw new Error('no medusa');
        const results = groups.flatMap((g) => g.results.filter((r) => r.method === 'medusa'));
        const steps = results.flatMap((r) => r.steps);
        // Emitted = tokens per step x steps; accepted = sum of i x histogram[i]; steps = sum of the histogram.
        const emitted = results.reduce((n, r) => n + r.tokenIds.length - 1, 0);
        expect((figures.tokensPerStep as number) * steps.length).toBeCloseTo(emitted, 9);
        expect(figures.acceptedHistogram.reduce((n, count) => n + count, 0)).toBe(steps.length);
        const accepted = figures.acceptedHistogram.reduce((n, count, i) => n + i * count, 0);
        expect((figures.meanAcceptedLength as number) * steps.length).toBeCloseTo(accepted, 9);
        expect(figures.acceptanceByDepth.reduce((n, d) => n + d.accepted, 0)).toBe(accepted);
        // Nothing is cut here: the own token is all that stands between the two lengths.
        expect(figures.tokensPerStep).toBeCloseTo((figures.meanAcceptedLength as number) + 1, 9);
        // Joint acceptance is the product of the conditional ones, wherever every step can reach the depth.
        const first = figures.acceptanceByDepth[0];
        expect(first?.unconditional).toBeCloseTo(
          (first?.conditional ?? 0) * ((first?.reached ?? 0) / steps.length),
          12,
        );
        const shares = figures.stageShares;
        expect(
          (shares?.draft ?? 0) +
            (shares?.verify ?? 0) +
            (shares?.accept ?? 0) +
            (shares?.commit ?? 0) +
            (shares?.other ?? 0),
        ).toBeCloseTo(1, 9);
        for (const row of rows.filter((r) => r.method === 'medusa'))
          expect(row.speedup).toBeCloseTo((row.tokensPerStep as number) / (row.stepOverhead as number), 9);
        expect(ledger.every(({ comparison }) => comparison.kind === 'identical')).toBe(true);
        expect(figures.ledger.identical).toBe(questions.length);
        // A tree has no acceptance rate; its node efficiency is accepted over proposed.
        expect(figures.acceptanceRate).toBeNull();
        const proposed = steps.reduce((n, s) => n + s.tree.tokenIds.length - 1, 0);
        expect(figures.nodeEfficiency).toBeCloseTo(accepted / proposed, 12);
      }),
    );
  });
});

describe('verdicts', () => {
  it('need more than an interval that leaves out 1, when many cells are shown', () => {
    // Ten questions each 3 to 30 % faster: clear alone.
    const answers = Array.from({ length: 10 }, (_, i) => [
      vanillaOf([1, 2, 3], 10),
      answerOf({
        first: 1,
        steps: [{ emitted: [2] }, { emitted: [3] }].map((s) => ({
          ...s,
          ms: [0, 10 / (1.03 + 0.03 * i), 0, 0, 0] as [number, number, number, number, number],
        })),
      }),
    ]);
    const { summary } = summarizeRun(run(answers), { sampling: DEFAULT_GREEDY }, null);
    const { overall, byCategory } = summary.methods.medusa ?? { byCategory: {} };
    expect(overall?.verdict).toBe('faster');
    expect(overall?.adjustedPValue).toBeGreaterThan(overall?.pValue as number);
    expect(Object.keys(byCategory)).toHaveLength(2);
    expect(summary.methods.vanilla?.overall).toMatchObject({ verdict: null, pValue: null, speedup: 1 });
  });

  it('of drawn answers: those of one law and lossy ones are not compared, the others are', () => {
    const other = (method: 'speculative' | 'medusa' | 'lookup') =>
      answerOf({ method, first: 1, steps: [{ emitted: [7] }, { emitted: [3] }] });
    const groups = run([[vanillaOf([1, 2, 3]), other('speculative'), other('medusa'), other('lookup')]]);
    const sampling = { ...DEFAULT_SAMPLE, acceptance: DEFAULT_TYPICAL };
    const { ledger, differences } = summarizeRun(groups, { sampling }, null);
    expect(ledger.map(({ method, comparison }) => [method, comparison])).toEqual([
      ['speculative', { kind: 'not-compared', reason: 'sampled' }],
      ['medusa', { kind: 'not-compared', reason: 'lossy' }],
      ['lookup', expect.objectContaining({ kind: 'suspect', position: 1 })],
    ]);
    expect(differences).toHaveLength(1);
    const lossless = summarizeRun(groups, { sampling: DEFAULT_SAMPLE }, null);
    expect(lossless.differences.map(({ method }) => method)).toEqual(['medusa', 'lookup']);
  });
});

describe('the catalog', () => {
  it('names every figure with formula, base and source, and prints the unknown as n/a', () => {
    const { summary } = summarizeRun(run([[vanillaOf([1, 2, 3])]]), { sampling: DEFAULT_GREEDY }, null);
    const vanilla = summary.methods.vanilla?.overall;
    if (!vanilla) throw new Error('no vanilla');
    for (const id of FIGURE_IDS) {
      const entry = figureEntry(id);
      for (const part of [entry.name, entry.formula, entry.over, entry.source])
        expect(part, id).toMatch(/\w/);
      expect(formatFigure(id, null)).toBe('n/a');
      const value = figureOf(id, vanilla);
      expect(value === null || Number.isFinite(value), id).toBe(true);
    }
    expect(formatFigure('speedup', 1.2349)).toBe('1.23');
    expect(formatFigure('adjustedPValue', 0.00049)).toBe('< 0.001');
    expect(formatFigure('speedupLow', 0.00049)).toBe('0.00');
    expect(formatFigure('repeated4grams', 0.256)).toBe('26 %');
  });
});
