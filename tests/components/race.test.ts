import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from '../../components/race/address.ts';
import {
  applyEvents,
  laneSpeedup,
  laneVerdict,
  resultSoFar,
  startRace,
  stopRace,
} from '../../components/race/race-state.ts';
import { statusText } from '../../components/race/status-text.ts';
import type { RaceEvent } from '../../components/race-events.ts';
import type { DecodeResult, StepRecord } from '../../engine/protocol.ts';
import { step } from './step-fixture.ts';

const label = (id: number) => ({ 11: 'b', 21: 'c', 30: 'd' })[id] ?? '?';

describe('a race', () => {
  const top = { ids: [[1, 2]] as [number, number][], logits: [[2, 1]] as [number, number][] };
  /** Vanilla's answer to the same prompt: a step a token. */
  const single = (index: number, root: number, tokenId: number): StepRecord => ({
    ...step,
    index,
    startMs: 100 + 20 * index,
    stepMs: 20,
    tree: { tokenIds: [root], parents: [-1], depths: [0], ranks: [0], draftProbs: [null] },
    targetTop: { ids: [[tokenId, 9]], logits: [[2, 1]] },
    acceptedPath: [],
    emitted: [tokenId],
    ownToken: 'correction',
  });
  const events = (method: 'vanilla' | 'medusa'): RaceEvent[] => {
    const steps = method === 'medusa' ? [step] : [single(0, 1, 11), single(1, 11, 21), single(2, 21, 30)];
    const totalMs = method === 'medusa' ? 110 : 160;
    const result: DecodeResult = {
      method,
      traceLevel: 'full',
      promptTokenIds: [5],
      tokenIds: [1, 11, 21, 30],
      text: 'abcd',
      stopReason: 'budget',
      totalMs,
      prefill: { prefillMs: 90, ttftMs: 100, tokenId: 1, targetTop: top },
      steps,
    };
    return [
      { type: 'lane', method, event: { type: 'run-start', method, promptTokenIds: [5] } },
      { type: 'lane', method, event: { type: 'prefill-end', prefill: result.prefill } },
      { type: 'lane', method, event: { type: 'text-delta', text: 'a', tokenIds: [1], atMs: 100 } },
      ...steps.flatMap((one): RaceEvent[] => {
        const { emitted: tokenIds, startMs, stepMs } = one;
        const delta = { type: 'text-delta' as const, text: tokenIds.map(label).join(''), tokenIds };
        return [
          { type: 'lane', method, event: { type: 'step-end', step: one } },
          { type: 'lane', method, event: { ...delta, atMs: startMs + stepMs } },
        ];
      }),
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
    expect(laneVerdict(medusa, undefined)).toEqual({ kind: 'no-reference' });
    expect(laneVerdict(medusa, { ...vanilla, status: 'stopped' })).toEqual({ kind: 'partial' });
    // Vanilla is done, Medusa on its way.
    expect(laneVerdict(half.lanes[1], vanilla)).toEqual({ kind: 'so-far', tokens: 4 });
    const other = { ...half.lanes[1], steps: [{ ...step, emitted: [11, 21, 31] }] };
    expect(laneVerdict(other, vanilla)).toEqual({ kind: 'pending' });
    // 3 tokens in 10 ms against 3 in 60.
    expect(laneSpeedup(medusa, vanilla)).toBeCloseTo(6, 10);
    expect(laneSpeedup(medusa, half.lanes[0])).toBeNull();
    expect(laneSpeedup(vanilla, vanilla)).toBeNull();
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

describe('the address', () => {
  const read = (query: string) => readAddress(new URLSearchParams(query));
  it('holds prompt, method and step, and survives the way there and back', () => {
    const address = { prompt: '41', selection: { method: 'medusa' as const, step: 2 } };
    const query = writeAddress(new URLSearchParams('other=1'), address);
    expect(query.toString()).toBe('other=1&prompt=41&m=medusa&step=3');
    expect(read(query.toString())).toEqual(address);
    expect(writeAddress(query, { prompt: null, selection: null }).toString()).toBe('other=1');
  });
  it('leaves out what is no step of a method', () => {
    for (const query of ['m=turbo&step=3', 'm=medusa', 'm=medusa&step=0', 'm=medusa&step=x', 'step=2'])
      expect(read(query).selection).toBeNull();
  });
});

describe('what a screen reader is told', () => {
  it('names the method at work, then how each ended', () => {
    const begun = startRace(['vanilla', 'medusa']);
    expect(statusText(begun)).toBe('Race started');
    const [first, second] = begun.lanes;
    if (!first || !second) throw new Error('lanes are missing');
    expect(statusText({ ...begun, lanes: [{ ...first, status: 'reading' }, second] })).toBe(
      'vanilla is decoding',
    );
    expect(statusText(stopRace(begun))).toBe('Race over: vanilla stopped, 0 steps; Medusa stopped, 0 steps');
  });
});
