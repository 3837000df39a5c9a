import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SAMPLING_FORM,
  samplingFormOf,
  samplingOf,
} from '../../components/controls/sampling-form.ts';
import { DEFAULT_CHOICE } from '../../components/engine-choice.ts';
import { changedSettings, FIRST_FORM, requestOf, seededForm } from '../../components/race/race-form.ts';
import { noiseSentence, noisySpeedup, raceWatch } from '../../components/race/race-load.ts';
import { lossSentences } from '../../components/race/race-losses.ts';
import { raceSentence } from '../../components/race/race-sentence.ts';
import {
  applyEvents,
  laneSpeedup,
  laneVerdict,
  NO_RACE,
  resultSoFar,
  startRace,
  stopRace,
} from '../../components/race/race-state.ts';
import { countsText, phaseText } from '../../components/race/status-text.ts';
import type { RaceEvent, RaceRequest } from '../../components/race-events.ts';
import { DEFAULT_GREEDY, DEFAULT_SAMPLE, type DecodeResult, type StepRecord } from '../../engine/protocol.ts';
import { step } from './step-fixture.ts';

const label = (id: number) => ({ 11: 'b', 21: 'c', 30: 'd' })[id] ?? '?';

const request: RaceRequest = {
  prompt: 'Hi',
  questionId: null,
  methods: ['vanilla', 'medusa'],
  maxNewTokens: 4,
  sampling: DEFAULT_GREEDY,
  traceLevel: 'standard',
  engine: DEFAULT_CHOICE,
};

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
    const begun = applyEvents(NO_RACE, [{ type: 'race-start', request }]);
    expect(begun).toEqual(startRace(request));
    const half = applyEvents(begun, events('medusa').slice(0, 5));
    expect(half.lanes.map((lane) => lane.status)).toEqual(['waiting', 'decoding']);
    const whole = applyEvents(half, [
      ...events('medusa').slice(5),
      ...events('vanilla'),
      { type: 'race-end', stopped: false },
    ]);
    expect(whole.running).toBe(false);
    const [vanilla, medusa] = whole.lanes;
    if (!vanilla || !medusa || !half.lanes[1]) throw new Error('lanes are missing');
    expect(resultSoFar(half.lanes[1])).toMatchObject({
      tokenIds: [1, 11, 21, 30],
      totalMs: 110,
      text: 'abcd',
    });
    expect(laneVerdict(medusa, whole)).toEqual({ kind: 'identical', tokens: 4 });
    expect(laneVerdict(half.lanes[1], half)).toEqual({ kind: 'pending' });
    expect(laneVerdict(medusa, { request, lanes: [medusa] })).toEqual({ kind: 'no-reference' });
    expect(laneVerdict(medusa, { request, lanes: [{ ...vanilla, status: 'stopped' }] })).toEqual({
      kind: 'partial',
    });
    // Vanilla is done, Medusa on its way.
    expect(laneVerdict(half.lanes[1], whole)).toEqual({ kind: 'so-far', tokens: 4 });
    const other = { ...half.lanes[1], steps: [{ ...step, emitted: [11, 21, 31] }] };
    expect(laneVerdict(other, whole)).toEqual({ kind: 'pending' });
    // 3 tokens in 10 ms against 3 in 60.
    expect(laneSpeedup(medusa, vanilla)).toBeCloseTo(6, 10);
    expect(laneSpeedup(medusa, half.lanes[0])).toBeNull();
    expect(laneSpeedup(vanilla, vanilla)).toBeNull();
    expect(raceSentence(half)).toBeNull();
    expect(raceSentence(whole)).toBe(
      "Times vanilla's speed on this prompt: Medusa 6.00. One answer each, so no interval.",
    );
    const full = { ...request, traceLevel: 'full' as const };
    expect(raceSentence({ ...whole, request: full })).toMatch(/The full trace cost the wide passes time\.$/);
    const noisy = (vanillaOthers: number, medusaOthers: number) => ({
      ...whole,
      lanes: [
        { ...vanilla, load: { others: vanillaOthers, steal: 0 } },
        { ...medusa, load: { others: medusaOthers, steal: 0 } },
      ],
    });
    expect(raceSentence(noisy(0.01, 0.02))).not.toContain('oisy');
    expect(noiseSentence(noisy(0.01, 0.02))).toBeNull();
    expect(raceSentence(noisy(0.3, 0.02))).toBe(
      "Times vanilla's speed on this prompt: Medusa 6.00 (noisy). One answer each, so no interval.",
    );
    expect(noiseSentence(noisy(0.3, 0.02))).toBe(
      'Noisy machine: other processes took 16 % of the machine; 0 % was stolen by the hypervisor. Ratios are paired and hold better than the rates themselves.',
    );
    // Quiet over all lanes, not over the two that a factor compares.
    const [, loud] = noisy(0, 0.3).lanes;
    if (!loud) throw new Error('a lane is missing');
    const many = { ...noisy(0, 0.3), load: { others: 0.06, steal: 0 } };
    expect(noisySpeedup(loud, many)).toBe(true);
    expect(raceSentence(many)).toContain('6.00 (noisy)');
    expect(noiseSentence(many)).toMatch(/^Noisy: others took much of the machine while/);
    // Whole rows are needed for the draw.
    expect(raceSentence({ ...whole, request: { ...full, sampling: DEFAULT_SAMPLE } })).toMatch(
      /no interval\.$/,
    );
  });
  it('is watched lane by lane; what was not watched is not known', () => {
    const begun = startRace(request);
    expect(raceWatch(begun)).toEqual({ others: null, steal: null, drift: [], pace: null, noisy: false });
    const load = { others: 0.2, steal: 0 };
    const watched = applyEvents(begun, [{ type: 'load', method: 'vanilla', load }]);
    expect(raceWatch(watched)).toMatchObject({ ...load, noisy: true });
    // What a record tells of all its lanes stands above.
    expect(raceWatch({ ...watched, load: { others: 0.01, steal: 0 } }).noisy).toBe(false);
  });
  it('compares no texts that need not be equal', () => {
    const drawn = { ...request, sampling: DEFAULT_SAMPLE };
    const whole = applyEvents(startRace(drawn), [...events('vanilla'), ...events('medusa')]);
    const medusa = whole.lanes[1];
    if (!medusa) throw new Error('a lane is missing');
    expect(laneVerdict({ ...medusa, method: 'speculative' }, whole)).toEqual({
      kind: 'not-compared',
      reason: 'sampled',
    });
    const typical = { ...DEFAULT_SAMPLE, acceptance: { kind: 'typical' as const, epsilon: 0.1, delta: 0.3 } };
    expect(laneVerdict(medusa, { ...whole, request: { ...drawn, sampling: typical } })).toEqual({
      kind: 'not-compared',
      reason: 'lossy',
    });
    expect(laneVerdict(medusa, whole).kind).toBe('identical');
  });
  it('keeps what came when it is stopped or a lane fails', () => {
    const half = applyEvents(startRace(request), [
      ...events('vanilla').slice(0, 3),
      { type: 'lane-error', method: 'medusa', message: 'gone', engineLost: false },
    ]);
    const stopped = applyEvents(half, [{ type: 'race-end', stopped: true }]);
    expect(stopped).toEqual(stopRace(half));
    expect(stopped.running).toBe(false);
    expect(stopped.lanes.map((lane) => lane.status)).toEqual(['stopped', 'failed']);
    expect(stopped.lanes[0]?.texts).toHaveLength(1);
    expect(lossSentences(stopped)).toEqual([]);
  });
  it('says what the end of the engine lost and what it kept', () => {
    const lost: RaceEvent = { type: 'lane-error', method: 'medusa', message: 'gone', engineLost: true };
    const kept = applyEvents(startRace(request), [...events('vanilla'), lost]);
    expect(lossSentences(applyEvents(kept, [{ type: 'race-end', stopped: false }]))).toEqual([
      "The engine's process ended in the middle of an answer. Lost: Medusa.",
      'Kept: vanilla.',
      'A new engine has taken over: run the race again for what was lost.',
    ]);
    const first = applyEvents(startRace(request), [{ ...lost, method: 'vanilla' }]);
    expect(lossSentences(first)).toEqual([
      "The engine's process ended in the middle of an answer. Lost: vanilla.",
      'No answer was whole before.',
      'A new engine takes over for Medusa.',
    ]);
  });
  it('is told what it waits for until it decodes', () => {
    const waiting = applyEvents(startRace(request), [{ type: 'waiting', ahead: ['a benchmark', 'a race'] }]);
    expect(phaseText(waiting)).toBe('The race waits for a benchmark, a race');
    expect(applyEvents(waiting, events('vanilla').slice(0, 1)).ahead).toEqual([]);
    const preparing = applyEvents(waiting, [
      { type: 'preparing', phase: 'loading the model', receivedBytes: null, totalBytes: null },
    ]);
    expect(preparing).toMatchObject({ ahead: [], preparing: { phase: 'loading the model' } });
    expect(preparing.engine).toBe('int8 · shipped drafts · built-in tree');
    expect(phaseText(preparing)).toBe('The engine is being opened');
    expect(applyEvents(preparing, events('vanilla').slice(0, 1)).preparing).toBeNull();
    expect(applyEvents(preparing, [{ type: 'race-end', stopped: true }]).preparing).toBeNull();
  });
});

describe('what a screen reader is told', () => {
  it('names the method at work, then how each ended, and counts tokens', () => {
    const begun = startRace(request);
    expect(phaseText(begun)).toBe('Race started');
    const [first, second] = begun.lanes;
    if (!first || !second) throw new Error('lanes are missing');
    expect(phaseText({ ...begun, lanes: [{ ...first, status: 'reading' }, second] })).toBe(
      'vanilla is decoding',
    );
    expect(phaseText(stopRace(begun))).toBe('Race over: vanilla stopped, 0 steps; Medusa stopped, 0 steps');
    expect(countsText([first, { ...second, steps: [step] }])).toBe('vanilla 0, Medusa 3 tokens');
  });
});

describe('settings that were changed since a race', () => {
  it('are named one by one, and none where there is no race or nothing changed', () => {
    const shown = startRace(request);
    expect(changedSettings(NO_RACE, request)).toEqual([]);
    expect(changedSettings(shown, { ...request })).toEqual([]);
    expect(changedSettings(shown, { ...request, prompt: 'Ho' })).toEqual(['prompt']);
    expect(changedSettings(shown, { ...request, methods: ['vanilla'] })).toEqual(['methods']);
    expect(changedSettings(shown, { ...request, sampling: DEFAULT_SAMPLE })).toEqual(['sampling']);
    expect(changedSettings(shown, { ...request, traceLevel: 'full' })).toEqual(['trace']);
    const engine = { ...DEFAULT_CHOICE, dynamic: true };
    expect(changedSettings(shown, { ...request, maxNewTokens: 5, engine })).toEqual([
      'most tokens',
      'engine',
    ]);
  });
});

describe('the form of a race that is opened', () => {
  const questions = [
    { questionId: 81, category: 'writing', turns: ['Compose a post.', 'Rewrite it.'] },
    { questionId: 82, category: 'writing', turns: ['Draft a mail.'] },
  ];
  const asked = {
    ...request,
    prompt: 'Compose a post.',
    questionId: '81',
    traceLevel: 'full' as const,
    sampling: { ...DEFAULT_SAMPLE, temperature: 0.7, seed: 3 },
  };
  it('asks for the same race', () => {
    const form = seededForm(asked, null, questions);
    expect(form).toMatchObject({ questionId: '81', methods: ['vanilla', 'medusa'], maxNewTokens: 4 });
    const engine = { kind: 'failed', choice: { ...DEFAULT_CHOICE, dynamic: true }, message: '' } as never;
    const again = requestOf(form, DEFAULT_CHOICE, engine);
    if (!('request' in again)) throw new Error(again.blocked);
    expect(again.request).toMatchObject({
      prompt: asked.prompt,
      sampling: asked.sampling,
      traceLevel: 'full',
    });
    expect(changedSettings(startRace(asked), again.request)).toEqual([]);
  });
  it('is the first form without a race, and a prompt of the address stands above both', () => {
    expect(seededForm(null, null, questions)).toEqual(FIRST_FORM);
    const wanted = { questionId: '82', prompt: 'Draft a mail.' };
    expect(seededForm(null, '82', questions)).toEqual({ ...FIRST_FORM, ...wanted });
    expect(seededForm(asked, '82', questions)).toMatchObject({ ...wanted, maxNewTokens: 4 });
    expect(seededForm(asked, '999', questions).prompt).toBe('Compose a post.');
  });
  it('takes a later turn, or a question that is not in the suite, as text of one’s own', () => {
    expect(seededForm({ ...asked, prompt: 'Rewrite it.' }, null, questions)).toMatchObject({
      prompt: 'Rewrite it.',
      questionId: null,
    });
    expect(seededForm(asked, null, []).questionId).toBeNull();
  });
  it('says of a record nothing about an engine that the record does not name as a choice', () => {
    const recorded = { ...startRace(request), choice: null };
    expect(changedSettings(recorded, { ...request, engine: { ...DEFAULT_CHOICE, dynamic: true } })).toEqual(
      [],
    );
  });
});

describe('settings of sampling', () => {
  it.each([
    [DEFAULT_GREEDY],
    [{ ...DEFAULT_GREEDY, repetitionPenalty: 1.2 }],
    [{ ...DEFAULT_SAMPLE, temperature: 0.5, topK: 3, topP: 0.9, seed: 7 }],
    [{ ...DEFAULT_SAMPLE, acceptance: { kind: 'typical', epsilon: 0.2, delta: 0.4 } as const }],
  ])('come back from their form: %o', (sampling) => {
    expect(samplingOf(samplingFormOf(sampling), ['vanilla', 'medusa'])).toEqual({ sampling });
  });
  it('leave fields that they do not have at their defaults', () => {
    expect(samplingFormOf(DEFAULT_GREEDY)).toEqual(DEFAULT_SAMPLING_FORM);
  });
});
