import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADDRESS } from '../../components/race/address.ts';
import { raceOfRecord } from '../../components/race/from-record.ts';
import type { Lane } from '../../components/race/race-state.ts';
import {
  ALIGNMENTS,
  axisEnd,
  laneUntil,
  measured,
  placeText,
  playRate,
  stepEnds,
  stepsDone,
} from '../../components/race/replay.ts';
import { stepAt, stripBlocks, stripScale } from '../../components/race/step-strip-layout.ts';
import { DEFAULT_SETTINGS, type MethodInfo, type StepRecord } from '../../engine/protocol.ts';
import { byteTokenizer } from '../decoding/run.ts';
import { sampleGroup } from '../records/sample-run.ts';
import { step } from './step-fixture.ts';

/** Two steps: 3 tokens in 10 ms from 100 on, then 1 token in 500 ms from 600 on. */
const steps: StepRecord[] = [step, { ...step, index: 1, startMs: 600, stepMs: 500, emitted: [1] }];
const slow = { originMs: 100, steps };
const quick = { originMs: 90, steps: [step] };

describe('the axis of a replay', () => {
  it('counts from the first token of each lane, in the unit of the alignment', () => {
    expect(stepEnds(slow, 'time')).toEqual([10, 1000]);
    expect(stepEnds(quick, 'time')).toEqual([20]);
    expect(stepEnds(slow, 'token')).toEqual([3, 4]);
    expect(stepEnds(slow, 'step')).toEqual([1, 2]);
    expect(ALIGNMENTS.map((align) => axisEnd([quick, slow], align))).toEqual([1000, 4, 2]);
    expect(axisEnd([], 'time')).toBe(0);
  });
  it('lets a replay last as long as the slowest lane did, however it is aligned', () => {
    expect(ALIGNMENTS.map((align) => axisEnd([slow], align) / playRate([slow], align))).toEqual([
      1000, 1000, 1000,
    ]);
    expect(playRate([], 'time')).toBe(0);
  });
  it('counts the steps that are over at any place', () => {
    const ascending = fc
      .array(fc.double({ min: 0.001, max: 100, noNaN: true }), { maxLength: 30 })
      .map((gaps) => gaps.map((_, i) => gaps.slice(0, i + 1).reduce((a, b) => a + b, 0)));
    fc.assert(
      fc.property(ascending, fc.double({ min: 0, max: 4000, noNaN: true }), (ends, place) => {
        const over = ends.filter((end) => end <= place + 1e-6).length;
        expect(stepsDone(ends, place)).toBe(over);
      }),
    );
    // What an address rounds is still the end.
    expect(stepsDone([0.1 + 0.2], 0.3)).toBe(1);
  });
  it('names a place in its unit', () => {
    expect(placeText('time', 1240)).toBe('1.24 s');
    expect(placeText('token', 31)).toBe('31 tokens');
    expect(placeText('step', 1.9)).toBe('1 step');
  });
});

describe('a lane at a moment', () => {
  const lane: Lane = {
    method: 'medusa',
    status: 'done',
    promptTokenIds: [5],
    prefill: { prefillMs: 90, ttftMs: 100, tokenId: 1, targetTop: { ids: [[1, 2]], logits: [[2, 1]] } },
    steps,
    texts: [
      { step: null, text: 'a', tokenIds: [1] },
      { step: 0, text: 'bcd', tokenIds: [11, 21, 30] },
      { step: 1, text: 'e', tokenIds: [1] },
    ],
    result: null,
    message: null,
    engineLost: false,
    probe: null,
    load: null,
  };
  it('has the steps and texts that were over, and no result yet', () => {
    const first = laneUntil({ ...lane, result: {} as Lane['result'] }, 1);
    expect(first).toMatchObject({ status: 'decoding', steps: [steps[0]], result: null });
    expect(first.texts.map(({ text }) => text)).toEqual(['a', 'bcd']);
    expect(laneUntil(lane, 0).texts.map(({ text }) => text)).toEqual(['a']);
    expect(laneUntil(lane, 2)).toBe(lane);
    expect(measured(lane).originMs).toBe(100);
  });
});

describe('the step strip', () => {
  it('draws all lanes on one scale', () => {
    const scale = stripScale([slow, quick], 'time');
    expect(scale).toEqual({ align: 'time', span: 1000, high: 4 });
    expect(stripBlocks(slow, scale)).toEqual([
      { step: 0, x: 0, y: 0.25, width: 0.01, height: 0.75, accepted: 2 },
      { step: 1, x: 0.5, y: 0.75, width: 0.5, height: 0.25, accepted: 2 },
    ]);
  });
  it('swaps width and height where lanes are aligned by token', () => {
    const scale = stripScale([slow, quick], 'token');
    expect(scale).toEqual({ align: 'token', span: 8, high: 500 });
    expect(stripBlocks(slow, scale)).toEqual([
      { step: 0, x: 0, y: 0.98, width: 3 / 8, height: 0.02, accepted: 2 },
      { step: 1, x: 3 / 8, y: 0, width: 1 / 8, height: 1, accepted: 2 },
    ]);
    expect(stripBlocks(slow, stripScale([slow], 'step')).map(({ x, width }) => [x, width])).toEqual([
      [0, 1 / 8],
      [1 / 8, 1 / 8],
    ]);
  });
  it('finds the step under a place, gaps and margins included', () => {
    const block = { y: 0, width: 0.1, height: 1, accepted: 0 };
    const blocks = [
      { ...block, step: 0, x: 0.1 },
      { ...block, step: 1, x: 0.5 },
    ];
    expect([0, 0.1, 0.3, 0.5, 1].map((share) => stepAt(blocks, share))).toEqual([0, 0, 0, 1, 1]);
    expect(stepAt([], 0.5)).toBeNull();
  });
  it('does not draw the first block of a race as the whole strip', () => {
    expect(stripScale([{ originMs: 100, steps: [step] }], 'time')).toEqual({
      align: 'time',
      span: 500,
      high: 4,
    });
    expect(stripScale([], 'step')).toEqual({ align: 'step', span: 8, high: 4 });
    const long = { ...step, emitted: [1, 2, 3, 4, 5, 6] };
    expect(stripScale([{ originMs: 100, steps: [long] }], 'time').high).toBe(6);
  });
});

describe('a race of a record', () => {
  it('has the texts of each step, which add up to the answer', async () => {
    const group = await sampleGroup(7, 0, 0, {});
    const tokenIds = group.results.flatMap((result) => [...result.promptTokenIds, ...result.tokenIds]);
    const tokenBytes = new Map(tokenIds.map((id) => [id, byteTokenizer.tokenBytes(id)]));
    const methods: MethodInfo[] = [
      {
        method: 'lookup',
        available: true,
        description: 'prompt lookup, as it was then',
        artifactSha256: null,
        artifactBytes: null,
      },
    ];
    const race = raceOfRecord(
      group,
      'the prompt',
      7,
      { settings: DEFAULT_SETTINGS, engine: { precision: 'int8', methods } },
      tokenBytes,
    );
    expect(race).toMatchObject({
      running: false,
      engine: 'int8',
      methods,
      request: { prompt: 'the prompt', questionId: '7' },
    });
    expect(race.lanes.map(({ method }) => method)).toEqual(['vanilla', 'lookup']);
    for (const lane of race.lanes) {
      expect(lane.texts.map(({ text }) => text).join('')).toBe(lane.result?.text);
      expect(lane.texts.map(({ step: of }) => of)).toEqual([null, ...lane.steps.map(({ index }) => index)]);
    }
  });
});

describe('the address', () => {
  const read = (key: keyof typeof ADDRESS, text: string) => ADDRESS[key].parse(text);
  it('keeps a moment, and drops what is none', () => {
    expect([read('t', '1240'), read('t', '-1'), read('t', 'x')]).toEqual([1240, null, null]);
    expect(ADDRESS.t.serialize(1240.4)).toBe('1240');
    expect([read('step', '3'), read('step', '0'), read('step', '2.5')]).toEqual([3, null, 2]);
    expect([read('align', 'token'), read('align', 'colour')]).toEqual(['token', null]);
    expect([read('speed', '0.25'), read('speed', '3')]).toEqual([0.25, null]);
    expect([read('m', 'medusa'), read('m', 'turbo')]).toEqual(['medusa', null]);
  });
});
