import { describe, expect, it } from 'vitest';
import { type CostCurve, paceOf, predictedOverhead, targetMs } from '../../engine/core/cost-curve.ts';
import { answerOf, vanillaOf } from './answer-records.ts';

const CURVE: CostCurve = {
  rows: [1, 2, 4],
  cachedTokens: [100, 300],
  targetMs: [
    [10, 20],
    [12, 22],
    [16, 30],
  ],
  drafts: { medusa: { ms: 1, per: 'step' }, speculative: { ms: 2, per: 'depth' } },
};

describe('targetMs', () => {
  it('is linear between measured points', () => {
    expect(targetMs(CURVE, 1, 100)).toBe(10);
    expect(targetMs(CURVE, 3, 100)).toBe(14);
    expect(targetMs(CURVE, 2, 200)).toBe(17);
    expect(targetMs(CURVE, 3, 200)).toBe(20);
  });

  it('stands still beyond the measured caches and is not known beyond the measured rows', () => {
    expect(targetMs(CURVE, 1, 3)).toBe(10);
    expect(targetMs(CURVE, 4, 9999)).toBe(30);
    expect(targetMs(CURVE, 5, 100)).toBeNull();
  });

  it('leaves out caches that the context has no room for', () => {
    const short = {
      ...CURVE,
      targetMs: [
        [10, null],
        [12, null],
        [16, null],
      ],
    };
    expect(targetMs(short, 2, 300)).toBe(12);
  });
});

describe('predictedOverhead', () => {
  const steps = [
    { nodes: [[5, 0] as [number, number]], accepted: [1], emitted: [5, 6] },
    { nodes: [[8, 0] as [number, number]], accepted: [], emitted: [9], own: 'correction' as const },
  ];

  it('adds drafting by step or by depth', () => {
    const early = { ...CURVE, cachedTokens: [100, 300] };
    expect(predictedOverhead(answerOf({ method: 'medusa', first: 1, steps }), early)).toBeCloseTo(1.3, 12);
    expect(predictedOverhead(answerOf({ method: 'speculative', first: 1, steps }), early)).toBeCloseTo(
      1.4,
      12,
    );
    expect(predictedOverhead(answerOf({ method: 'lookup', first: 1, steps }), early)).toBeCloseTo(1.2, 12);
    // Copies beside the candidates of heads are free, the heads are not.
    expect(predictedOverhead(answerOf({ method: 'medusa-lookup', first: 1, steps }), early)).toBeCloseTo(
      1.3,
      12,
    );
  });

  it('charges a level behind the first at its own price, and copies behind the drafted ones nothing', () => {
    const drafts = { hydra: { ms: 2, per: 'depth' as const, laterMs: 1 } };
    const chain: [number, number][] = [
      [5, 0],
      [6, 1],
      [7, 2],
    ];
    const overhead = (copied: number[], costs: CostCurve['drafts'] = drafts) =>
      predictedOverhead(
        answerOf({
          method: 'hydra-lookup',
          first: 1,
          steps: [{ nodes: chain, copied, accepted: [1, 2], emitted: [5, 6, 9] }],
        }),
        { ...CURVE, drafts: costs },
      );
    // A pass of four rows, 1.6, and three levels, two, one, none.
    expect(overhead([])).toBeCloseTo(1.6 + 0.4, 12);
    expect(overhead([3])).toBeCloseTo(1.6 + 0.3, 12);
    expect(overhead([2, 3])).toBeCloseTo(1.6 + 0.2, 12);
    expect(overhead([1, 2, 3])).toBeCloseTo(1.6, 12);
    // Records whose curve knows one price say what they were recorded with.
    expect(overhead([2, 3], { hydra: { ms: 2, per: 'depth' } })).toBeCloseTo(1.6 + 0.6, 12);
  });

  it('of vanilla is 1, of no step is not known', () => {
    expect(predictedOverhead(vanillaOf([1, 2, 3]), CURVE)).toBe(1);
    expect(predictedOverhead(vanillaOf([1]), CURVE)).toBeNull();
  });
});

describe('paceOf', () => {
  it('is the time of steps over that of passes of one row at the tokens cached by then', () => {
    const steps = [10, 14].map((ms) => ({
      emitted: [5],
      ms: [0, ms, 0, 0, 0] as [number, number, number, number, number],
    }));
    const answer = { ...answerOf({ first: 1, steps }), promptTokenIds: new Array<number>(199).fill(1) };
    // 199 and 200 tokens lie half way between 100 and 300, but for one.
    expect(paceOf(answer, CURVE)).toBeCloseTo(24 / (14.95 + 15), 12);
  });

  it('is not known of an answer that grows beyond the measured caches', () => {
    const answer = vanillaOf([1, 2, 3]);
    const behind = (tokens: number) => ({ ...answer, promptTokenIds: new Array<number>(tokens).fill(1) });
    expect(paceOf(behind(299), CURVE)).not.toBeNull();
    expect(paceOf(behind(300), CURVE)).toBeNull();
  });

  it('is not known without steps, nor by a curve without passes of one row', () => {
    expect(paceOf(vanillaOf([1]), CURVE)).toBeNull();
    expect(
      paceOf(vanillaOf([1, 2]), { ...CURVE, rows: [2, 4], targetMs: CURVE.targetMs.slice(1) }),
    ).toBeNull();
  });
});
