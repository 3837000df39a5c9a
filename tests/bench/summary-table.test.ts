import { describe, expect, it } from 'vitest';
import { summaryTable } from '../../bench/summary-table.ts';
import type { MethodFigures } from '../../engine/core/method-figures.ts';
import { differenceLine, summarySentences } from '../../engine/core/run-sentences.ts';
import type { RunSummary } from '../../engine/core/run-summary.ts';
import { DEFAULT_GREEDY, DEFAULT_SAMPLE, DEFAULT_TYPICAL } from '../../engine/protocol.ts';
import { figuresFixture } from '../core/method-figures-fixture.ts';

const figures = (change: Partial<MethodFigures>): MethodFigures =>
  figuresFixture({ tokensPerSecond: 40.04, tokensPerStep: 1, repeated4grams: 0.254, ...change });
const faster = figures({
  speedup: 1.312,
  speedupInterval: [1.204, 1.428],
  verdict: 'faster',
  loopFree: { speedup: 1.255, speedupInterval: null, prompts: 8 },
  stepOverhead: 1.26,
  tokensPerSecond: 52.5,
  tokensPerStep: 1.655,
  identical: 9,
});
const summary: RunSummary = {
  methods: {
    vanilla: {
      overall: figures({ prompts: 20, identical: 20 }),
      byCategory: { zoo: figures({}), math: figures({}) },
    },
    medusa: {
      overall: {
        ...faster,
        prompts: 20,
        identical: 19,
        ledger: { identical: 19, 'near-tie': 0, 'not-compared': 0, suspect: 1 },
      },
      byCategory: {
        zoo: faster,
        math: figures({ speedup: null, tokensPerSecond: null, tokensPerStep: null, repeated4grams: null }),
      },
    },
  },
};

describe('the table', () => {
  it('has a block a category in their order, others behind, overall last, unknown as n/a', () => {
    expect(summaryTable(summary, DEFAULT_GREEDY)).toBe(
      [
        'category  method   tokens/s  speedup  95 % interval  verdict  loop-free  tokens/step  rep. 4-grams  identical',
        '--------  -------  --------  -------  -------------  -------  ---------  -----------  ------------  ---------',
        'math      vanilla      40.0     1.00            n/a      n/a        n/a         1.00          25 %   10 of 10',
        '          medusa        n/a      n/a            n/a      n/a        n/a          n/a           n/a   10 of 10',
        '',
        'zoo       vanilla      40.0     1.00            n/a      n/a        n/a         1.00          25 %   10 of 10',
        '          medusa       52.5     1.31   1.20 to 1.43   faster       1.25         1.66          25 %    9 of 10',
        '',
        'overall   vanilla      40.0     1.00            n/a      n/a        n/a         1.00          25 %   20 of 20',
        '          medusa       52.5     1.31   1.20 to 1.43   faster       1.25         1.66          25 %   19 of 20',
      ].join('\n'),
    );
  });
});

describe('the sentences', () => {
  const sentenceOf = (change: Partial<MethodFigures>) =>
    summarySentences(
      { methods: { lookup: { overall: figures(change), byCategory: {} } } },
      DEFAULT_GREEDY,
    )[0];

  it('one a method, with verdict, interval, prompts, cost and ledger', () => {
    expect(summarySentences(summary, DEFAULT_GREEDY)).toEqual([
      'vanilla: 40.0 tokens/s on 20 prompts; the measure of the others.',
      "medusa: faster, 1.31 times vanilla's speed (95 % interval 1.20 to 1.43, 20 prompts; 1.25 on the 8 without loops), 52.5 tokens/s, 1.66 tokens a step at 1.26 times the cost of vanilla's, 19 of 20 outputs identical to vanilla's, 1 suspect.",
    ]);
  });

  it('what loops stands beside the speedup, and is left out where nothing does or nothing is known', () => {
    const loops = (prompts: number) =>
      sentenceOf({ speedup: 1.3, prompts: 10, loopFree: { speedup: null, speedupInterval: null, prompts } });
    expect(loops(10)).toContain('(no interval, 10 prompts), ');
    expect(loops(1)).toContain('(no interval, 10 prompts; n/a on the 1 without loops)');
    expect(loops(0)).toContain('(no interval, 10 prompts; every one loops)');
    expect(sentenceOf({ speedup: null, prompts: 10 })).not.toContain('loops');
  });

  it('the verdict is the one that was judged over the whole run, not one read off the interval', () => {
    const interval = { speedupInterval: [1.01, 1.2] as [number, number] };
    expect(sentenceOf({ ...interval, verdict: 'no clear difference' })).toContain(
      'lookup: no clear difference,',
    );
    expect(sentenceOf({ ...interval, verdict: 'faster' })).toContain('lookup: faster,');
    expect(sentenceOf({})).toContain('lookup: no verdict,');
  });

  it('drawn outputs are not called identical, and lossy ones are called lossy', () => {
    const ledger = { identical: 0, 'near-tie': 0, 'not-compared': 10, suspect: 0 };
    const overall = figures({ identical: 0, ledger });
    const drawn = {
      methods: { speculative: { overall, byCategory: {} }, medusa: { overall, byCategory: {} } },
    };
    const sampling = { ...DEFAULT_SAMPLE, acceptance: DEFAULT_TYPICAL };
    const [speculative, medusa] = summarySentences(drawn, sampling);
    expect(speculative).toContain("drawn from vanilla's distribution, texts not compared.");
    expect(medusa).toMatch(/^medusa \(lossy\): .* not drawn from vanilla's distribution\.$/);
    expect(summaryTable(drawn, sampling)).toContain('medusa (lossy)');
  });
});

it('a difference says where, which tokens and how wide the gap was', () => {
  const line = differenceLine({
    method: 'medusa',
    questionId: 7,
    category: 'math',
    turn: 1,
    repeat: 1,
    comparison: { kind: 'suspect', position: 12, vanillaToken: null, otherToken: 99, gap: 0.25 },
  });
  expect(line).toBe(
    "suspect: medusa, question 7, turn 2, repeat 2, first difference at token 12: token 99 against vanilla's the end, vanilla's top-2 gap 2.5e-1",
  );
});
