import { describe, expect, it } from 'vitest';
import { figuresSeries, verdictSentence } from '../../components/chart/figures-series.ts';
import { decimal, duration, perSecond, probability, times, visibleToken } from '../../components/format.ts';
import { textSpans } from '../../components/race/lane-text.ts';
import {
  applyEvents,
  laneVerdict,
  resultSoFar,
  startRace,
  stopRace,
} from '../../components/race/race-state.ts';
import { stripBlocks, stripScale } from '../../components/race/step-strip-layout.ts';
import type { RaceEvent } from '../../components/race-events.ts';
import { layoutTree, narrate } from '../../components/tree/tree-layout.ts';
import type { MethodFigures, RunSummary } from '../../engine/core/metrics.ts';
import type { DecodeResult, StepRecord } from '../../engine/protocol.ts';

/** Root 1; children 10 (refused), 11 (accepted); below 11: 20 (refused), 21 (accepted, leaf). The target adds 30. */
const step: StepRecord = {
  index: 0,
  startMs: 100,
  stepMs: 10,
  draftMs: 2,
  verifyMs: 7,
  acceptMs: 0.5,
  commitMs: 0.5,
  tree: {
    tokenIds: [1, 10, 11, 20, 21],
    parents: [-1, 0, 0, 2, 2],
    depths: [0, 1, 1, 2, 2],
    ranks: [0, 0, 1, 0, 1],
    draftProbs: [null, 0.6, 0.3, 0.5, 0.4],
  },
  targetTop: {
    ids: [
      [11, 10],
      [9, 8],
      [21, 20],
      [9, 8],
      [30, 31],
    ],
    logits: [
      [2, 1],
      [2, 1],
      [2, 1],
      [2, 1],
      [2, 1],
    ],
  },
  acceptedPath: [2, 4],
  emitted: [11, 21, 30],
  ownToken: 'bonus',
};
const label = (id: number) => `t${id}`;

describe('layoutTree', () => {
  const { nodes, rows, columns } = layoutTree(step);
  const place = (tokenId: number) => {
    const node = nodes.find((n) => n.tokenId === tokenId);
    return [node?.row, node?.depth, node?.kind];
  };
  it('runs the accepted path and the target’s own token straight along the top', () => {
    expect(place(1)).toEqual([0, 0, 'root']);
    expect(place(11)).toEqual([0, 1, 'accepted']);
    expect(place(21)).toEqual([0, 2, 'accepted']);
    expect(place(30)).toEqual([0, 3, 'own']);
    expect(place(20)).toEqual([1, 2, 'refused']);
    expect(place(10)).toEqual([2, 1, 'refused']);
    expect([rows, columns]).toEqual([3, 4]);
  });
  it('never puts two nodes in one place', () => {
    expect(new Set(nodes.map((n) => `${n.row},${n.depth}`)).size).toBe(nodes.length);
  });
});

describe('narrate', () => {
  it('tells the step in one sentence', () => {
    expect(narrate(step, label)).toBe(
      'Step 1: 4 candidates, 2 accepted (t11 t21), then the target added t30; 3 tokens gained in 10.0 ms.',
    );
    expect(narrate({ ...step, acceptedPath: [], emitted: [11], ownToken: 'correction' }, label)).toBe(
      'Step 1: 4 candidates, none accepted, then the target chose t11 instead; 1 token gained in 10.0 ms.',
    );
    const plain = {
      ...step,
      tree: { tokenIds: [1], parents: [-1], depths: [0], ranks: [0], draftProbs: [null] },
      acceptedPath: [],
      emitted: [11],
    };
    expect(narrate(plain, label)).toBe(
      'Step 1: nothing proposed, the target chose t11; 1 token gained in 10.0 ms.',
    );
  });
});

describe('the step strip', () => {
  it('draws all lanes on one scale', () => {
    const slow = [step, { ...step, index: 1, startMs: 150, stepMs: 50, emitted: [1] }];
    const scale = stripScale([
      { originMs: 100, steps: slow },
      { originMs: 90, steps: [step] },
    ]);
    expect(scale).toEqual({ spanMs: 100, maxTokens: 3 });
    expect(stripBlocks(100, slow, scale)).toEqual([
      { step: 0, x: 0, y: 0, width: 0.1, height: 1, tokens: 3, accepted: 2 },
      { step: 1, x: 0.5, y: 1 - 1 / 3, width: 0.5, height: 1 / 3, tokens: 1, accepted: 2 },
    ]);
    expect(stripScale([])).toEqual({ spanMs: 1, maxTokens: 1 });
  });
});

describe('text with provenance', () => {
  const labels = new Map([11, 21, 30].map((id) => [id, { text: `<${id}>`, special: false }]));
  it('splits a step’s text by token', () => {
    const spans = textSpans([{ step: 0, text: '<11><21><30>', tokenIds: [11, 21, 30] }], [step], labels);
    expect(spans.map(({ text, origin }) => [text, origin])).toEqual([
      ['<11><21>', 'accepted'],
      ['<30>', 'own'],
    ]);
  });
  it('keeps text whole where tokens do not add up to it', () => {
    const spans = textSpans([{ step: 0, text: '<11><21>', tokenIds: [11, 21, 30] }], [step], labels);
    expect(spans).toMatchObject([{ text: '<11><21>', origin: 'mixed' }]);
  });
});

describe('a race', () => {
  const top = { ids: [[1, 2]] as [number, number][], logits: [[2, 1]] as [number, number][] };
  const events = (method: 'vanilla' | 'medusa'): RaceEvent[] => {
    const result: DecodeResult = {
      method,
      traceLevel: 'full',
      promptTokenIds: [5],
      tokenIds: [1, 11, 21, 30],
      text: 'abcd',
      stopReason: 'budget',
      totalMs: 110,
      prefill: { prefillMs: 90, ttftMs: 100, tokenId: 1, targetTop: top },
      steps: [step],
    };
    return [
      { type: 'lane', method, event: { type: 'run-start', method, promptTokenIds: [5] } },
      { type: 'lane', method, event: { type: 'prefill-end', prefill: result.prefill } },
      { type: 'lane', method, event: { type: 'text-delta', text: 'a', tokenIds: [1], atMs: 100 } },
      { type: 'lane', method, event: { type: 'step-end', step } },
      { type: 'lane', method, event: { type: 'text-delta', text: 'bcd', tokenIds: [11, 21, 30], atMs: 110 } },
      { type: 'lane', method, event: { type: 'run-end', result } },
    ];
  };
  it('goes from events to lanes, and figures so far equal those of the end', () => {
    const begun = startRace(['vanilla', 'medusa']);
    const half = applyEvents(begun, events('medusa').slice(0, 5));
    expect(half.lanes.map((lane) => lane.status)).toEqual(['waiting', 'decoding']);
    const whole = applyEvents(half, [
      ...events('medusa').slice(5),
      ...events('vanilla'),
      { type: 'race-end' },
    ]);
    expect(whole.running).toBe(false);
    const [vanilla, medusa] = whole.lanes;
    if (!vanilla || !medusa || !half.lanes[1]) throw new Error('lanes are missing');
    expect(resultSoFar(half.lanes[1])).toMatchObject({
      tokenIds: [1, 11, 21, 30],
      totalMs: 110,
      text: 'abcd',
    });
    expect(laneVerdict(medusa, vanilla)).toEqual({ kind: 'identical', tokens: 4 });
    expect(laneVerdict(half.lanes[1], half.lanes[0])).toEqual({ kind: 'pending' });
  });
  it('keeps what came when it is stopped or a lane fails', () => {
    const half = applyEvents(startRace(['vanilla', 'medusa']), [
      ...events('vanilla').slice(0, 3),
      { type: 'lane-error', method: 'medusa', message: 'gone' },
    ]);
    const stopped = stopRace(half);
    expect(stopped.lanes.map((lane) => lane.status)).toEqual(['stopped', 'failed']);
    expect(stopped.lanes[0]?.texts).toHaveLength(1);
  });
});

describe('the chart of a run', () => {
  const figures = (
    tokensPerSecond: number,
    speedup: number | null,
    interval: [number, number] | null,
  ): MethodFigures => ({
    speedup,
    speedupInterval: interval,
    tokensPerSecond,
    tokensPerStep: 1,
    repeated4grams: 0,
    identical: 3,
    prompts: 3,
  });
  const summary: RunSummary = {
    methods: {
      medusa: {
        overall: figures(60, 1.5, [1.2, 1.8]),
        byCategory: { own: figures(50, 1, null), coding: figures(70, 1.6, null) },
      },
      vanilla: {
        overall: figures(40, 1, null),
        byCategory: { coding: figures(42, 1, null), own: figures(41, 1, null) },
      },
    },
  };
  it('keeps the order of categories and methods, unknown ones last', () => {
    expect(figuresSeries(summary)).toEqual({
      methods: ['vanilla', 'medusa'],
      rows: [
        { category: 'overall', vanilla: 40, medusa: 60 },
        { category: 'coding', vanilla: 42, medusa: 70 },
        { category: 'own', vanilla: 41, medusa: 50 },
      ],
    });
  });
  it('says in words what the interval supports', () => {
    expect(verdictSentence(summary, 'medusa', 'Medusa')).toBe(
      'Medusa is 1.50 times as fast as vanilla (95 % interval 1.20 to 1.80; 3 prompts, 3 outputs identical).',
    );
    expect(verdictSentence(summary, 'vanilla', 'vanilla')).toBeNull();
    const with_ = (interval: [number, number]) => ({
      methods: { medusa: { overall: figures(1, 0.9, interval), byCategory: {} } },
    });
    expect(verdictSentence(with_([0.8, 1.1]), 'medusa', 'Medusa')).toContain('no clear difference');
    expect(verdictSentence(with_([0.8, 0.95]), 'medusa', 'Medusa')).toContain('is slower');
  });
});

describe('formats', () => {
  it('says n/a for what is not known, and never 0.00 for what is small', () => {
    expect([
      decimal(null, 2),
      perSecond(undefined),
      times(Number.NaN),
      duration(null),
      probability(null),
    ]).toEqual(Array(5).fill('n/a'));
    expect(probability(0.004)).toBe('<0.01');
    expect(probability(0)).toBe('0.00');
    expect([
      perSecond(76.25),
      perSecond(123.4),
      times(1.5),
      duration(9.96),
      duration(412.4),
      duration(1234),
    ]).toEqual(['76.3', '123', '1.50x', '10.0 ms', '412 ms', '1.23 s']);
    expect(visibleToken(' a\n')).toBe('·a↵');
  });
});
