import { describe, expect, it } from 'vitest';
import { measureCost } from '../../../bench/cost/measure-cost.ts';
import { COST_DEFAULTS, planCost, runCost } from '../../../bench/cost/plan.ts';
import { costRows, costSentences } from '../../../bench/cost/report-cost.ts';
import type { CostProbe } from '../../../engine/index.ts';
import type { Method, NamedTree } from '../../../engine/protocol.ts';
import { widestPass } from '../../../engine/trees/widest-pass.ts';

const SETTINGS = { rows: [1, 4], cachedTokens: [128, 512], repeats: 3, seed: 1 };

/** A pass of n rows over c tokens takes 10 + n + c / 128 ms, and `drift` more each time it is asked for anything. */
function probeOf(drift = 0, contextLength = 1024) {
  const asked: string[] = [];
  const late = () => drift * asked.length;
  const probe: CostProbe = {
    model: 'scripted',
    contextLength,
    precision: 'int8',
    threads: 2,
    drafts: [
      {
        method: 'speculative',
        per: 'depth',
        levelsMs: async () => {
          asked.push('draft');
          return [2 + late(), 1.5, 0.9];
        },
      },
      {
        method: 'medusa',
        per: 'step',
        levelsMs: async () => {
          asked.push('heads');
          return [1 + late()];
        },
      },
    ],
    passMs: async (rows, cached) => {
      asked.push(`${rows}/${cached}`);
      return 10 + rows + cached / 128 + late();
    },
    step: async () => {
      asked.push('step');
      return { stepMs: 12.5, runtimeMs: 12 };
    },
    close: async () => {},
  };
  return { probe, asked };
}

const isShare = (value: unknown) => value === null || (typeof value === 'number' && value >= 0 && value <= 1);

describe('the plan of a cost curve', () => {
  it('holds everything once a round, each round in another order', () => {
    const rounds = planCost(SETTINGS, 2, 1024);
    expect(rounds).toHaveLength(3);
    const names = rounds.map((round) => round.map((m) => JSON.stringify(m)));
    for (const round of names) expect(new Set(round).size).toBe(4 + 2 + 1);
    for (const round of names) expect([...round].sort()).toEqual([...(names[0] as string[])].sort());
    expect(names[1]).not.toEqual(names[0]);
    expect(planCost(SETTINGS, 2, 1024)).toEqual(rounds);
  });

  it('leaves out what the context does not hold', () => {
    const cached = (contextLength: number) =>
      new Set(
        planCost(COST_DEFAULTS, 0, contextLength)[0]?.flatMap((m) =>
          m.kind === 'pass' ? [m.cachedTokens] : [],
        ),
      );
    expect([...cached(8192)].sort((a, b) => a - b)).toEqual([128, 512, 1024, 2048, 4096]);
    expect([...cached(1026)].sort((a, b) => a - b)).toEqual([128, 512, 1024]);
    expect([...cached(1025)].sort((a, b) => a - b)).toEqual([128, 512]);
  });
});

describe('the plan of a run', () => {
  const rows = (tree?: NamedTree, methods?: Method[]) => runCost(widestPass(tree, methods)).rows;
  const tree = (candidates: number) => ({
    name: 'wide',
    paths: Array.from({ length: candidates }, (_, i) => [i]),
  });

  it('reaches the widest pass there can be, copies beside the candidates', () => {
    expect(rows()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32]);
    expect(rows(tree(3))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20]);
    expect(rows(tree(63))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 48, 64, 80]);
  });

  it('reaches the longest text, and short chats at least', () => {
    expect(runCost(4).cachedTokens).toEqual([128, 512, 1024]);
    expect(runCost(4, 300).cachedTokens).toEqual([128, 512, 1024]);
    expect(runCost(4, 1025).cachedTokens).toEqual([128, 512, 1024, 2048]);
    expect(runCost(4, 3000).cachedTokens).toEqual([128, 512, 1024, 2048, 4096]);
    expect(runCost(4, 1e6).cachedTokens.at(-1)).toBe(8192);
  });

  it('measures no copies where no method copies', () => {
    expect(rows(undefined, ['speculative', 'medusa', 'hydra'])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16]);
    for (const method of ['lookup', 'medusa-lookup', 'hydra-lookup'] as const)
      expect(rows(undefined, ['vanilla', method]).at(-1)).toBe(32);
  });
});

describe('a cost curve', () => {
  it('is milliseconds, and multiples of one row', async () => {
    const { probe, asked } = probeOf();
    const report = await measureCost(probe, SETTINGS);
    const { targetMs, drafts, ...curve } = report.curve;
    expect(curve).toEqual({
      rows: [1, 4],
      cachedTokens: [128, 512],
      step: { stepMs: 12.5, runtimeMs: 12, outsideShare: 0.5 / 12.5 },
      repeats: 3,
      estimator: 'neighbour-quartile',
      load: { others: expect.toSatisfy(isShare), steal: expect.toSatisfy(isShare) },
    });
    const round = (ms: number | null) => ms && Number(ms.toFixed(9));
    expect(targetMs.map((line) => line.map(round))).toEqual([
      [12, 15],
      [15, 18],
    ]);
    expect(drafts).toEqual({
      speculative: { ms: expect.closeTo(2, 9), per: 'depth', laterMs: expect.closeTo(1.2, 9) },
      medusa: { ms: expect.closeTo(1, 9), per: 'step' },
    });
    expect(report.relative.map((line) => line.map(round))).toEqual([
      [1, 1],
      [15 / 12, 18 / 15],
    ]);
    // One round to warm up, then three; a pass of one row first, and one behind each of the six others a round.
    expect(asked.filter((what) => what === '4/512')).toHaveLength(4);
    expect(asked).toHaveLength(7 * 4 + 1 + 6 * 4);
  });

  it('takes a drift of the machine out of the multiples, as turns are taken', async () => {
    const { probe } = probeOf(0.5);
    const report = await measureCost(probe, { ...SETTINGS, repeats: 31 });
    const times = report.relative[1]?.[0] as number;
    expect(Math.abs(times - 1)).toBeLessThan(0.15);
  });

  it('is not bent by bursts that slow whatever runs for seven passes of ten', async () => {
    const { probe, asked } = probeOf();
    const slowed: CostProbe = {
      ...probe,
      passMs: async (rows, cached) => {
        const ms = await probe.passMs(rows, cached);
        return asked.length % 40 < 28 ? 1.6 * ms : ms;
      },
    };
    const { curve, relative } = await measureCost(slowed, { ...SETTINGS, repeats: 15 });
    expect(relative[1]?.[0]).toBeCloseTo(15 / 12, 6);
    expect(relative[1]?.[1]).toBeCloseTo(18 / 15, 6);
    expect(curve.targetMs[0]?.[0]).toBeCloseTo(12, 6);
  });

  it('says null where the context is too short, and prints it as a dash', async () => {
    const { probe } = probeOf(0, 400);
    const report = await measureCost(probe, SETTINGS);
    expect(report.curve.targetMs).toEqual([
      [12, null],
      [15, null],
    ]);
    expect(costRows(report).rows).toEqual([
      ['1', '12.0 (1.00)', '-'],
      ['4', '15.0 (1.25)', '-'],
    ]);
  });

  it('tells precision, drafting and the share outside of the runtime', async () => {
    const { probe } = probeOf();
    const report = await measureCost({ ...probe, precisionNote: 'int8 is not exact here' }, SETTINGS);
    const text = costSentences(report).join('\n');
    expect(text).toContain('scripted, int8, 2 threads');
    expect(text).toContain('int8 is not exact here');
    expect(text).toContain('speculative drafts in 2.00 ms at the first depth, 1.20 at each behind it');
    expect(text).toContain('4.0 % of it outside ONNX Runtime');
  });

  it('stops when told to', async () => {
    const { probe } = probeOf();
    await expect(measureCost(probe, SETTINGS, { signal: AbortSignal.abort() })).rejects.toThrow('cancelled');
  });
});
