import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChosenEngine } from '../../app/_lib/chosen-engine.ts';
import { EventLog } from '../../app/_lib/event-log.ts';
import { eventStream } from '../../app/_lib/event-stream.ts';
import { JobQueue } from '../../app/_lib/job-queue.ts';
import { loadsOf, type Race, type RaceHub, raceHub, wholeResults } from '../../app/_lib/race-hub.ts';
import { saveRace } from '../../app/_lib/save-race.ts';
import { DEFAULT_CHOICE } from '../../components/engine-choice.ts';
import type { RaceEvent, RaceRequest } from '../../components/race-events.ts';
import { meanLoad } from '../../engine/core/run-notes.ts';
import { DEFAULT_GREEDY, type Method } from '../../engine/protocol.ts';
import { readRun } from '../../engine/records/read-run.ts';
import { verifyRun } from '../../engine/records/verify-run.ts';
import { temporaryFolder } from '../records/temporary-folder.ts';

const entry = fileURLToPath(new URL('../child/scripted-engine-entry.ts', import.meta.url));

const request = (prompt: string, change: Partial<RaceRequest> = {}): RaceRequest => ({
  prompt,
  questionId: null,
  methods: ['vanilla', 'lookup'],
  maxNewTokens: 20,
  sampling: DEFAULT_GREEDY,
  traceLevel: 'full',
  engine: DEFAULT_CHOICE,
  ...change,
});

let engine: ChosenEngine;
let hub: RaceHub;
beforeEach(() => {
  engine = new ChosenEngine(entry);
  hub = raceHub(engine, new JobQueue());
});
afterEach(() => engine.client.close());

const start = (race: RaceRequest) => hub.start(race, new Date('2026-01-02T03:04:05.678Z'));

async function all(race: Race, from = 0): Promise<RaceEvent[]> {
  const events: RaceEvent[] = [];
  for await (const { event } of race.log.read(from)) events.push(event);
  return events;
}

const ended = (events: readonly RaceEvent[]): Method[] =>
  events.flatMap((event) => (event.type === 'lane' && event.event.type === 'run-end' ? [event.method] : []));

describe('a race on the server', () => {
  it('tells whoever comes, early or late, the same from its start to its end', async () => {
    const race = start(request('one two'));
    const early = all(race);
    const events = await early;
    expect(events[0]).toEqual({ type: 'race-start', request: race.request });
    expect(ended(events)).toEqual(['vanilla', 'lookup']);
    expect(events.at(-1)).toEqual({ type: 'race-end', stopped: false });
    expect(await all(race)).toEqual(events);
    expect(await all(race, 5)).toEqual(events.slice(5));
    expect(hub.list()).toMatchObject([{ id: race.id, over: true }]);
  });

  it('lets one race wait for another, and says for what', async () => {
    const first = start(request('slow one'));
    const second = start(request('two'));
    expect(second.log.events).toMatchObject([{ type: 'race-start' }, { type: 'waiting', ahead: ['a race'] }]);
    await all(first);
    expect(second.log.events).toHaveLength(2);
    expect(ended(await all(second))).toEqual(['vanilla', 'lookup']);
  });

  it('stops a running race and keeps what it has, and one that waits before its turn', async () => {
    const first = start(request('slow one', { maxNewTokens: 200 }));
    const second = start(request('two'));
    for await (const { event } of first.log.read(0))
      if (event.type === 'lane' && event.event.type === 'step-end') break;
    second.cancel();
    expect((await all(second)).at(-1)).toEqual({ type: 'race-end', stopped: true });
    first.cancel();
    const events = await all(first);
    expect(events.at(-1)).toEqual({ type: 'race-end', stopped: true });
    expect(events.some((event) => event.type === 'lane' && event.event.type === 'step-end')).toBe(true);
    expect(wholeResults(first)).toEqual([]);
    await expect(saveRace(engine.client, first, await temporaryFolder())).rejects.toThrow(
      'this race cannot be saved: a record pairs every method with vanilla',
    );
  });

  it('loses only the answer in work when the engine is killed, and goes on with a new one', async () => {
    await engine.client.ready();
    const before = engine.client.pid;
    const race = start(request('die lookup', { methods: ['vanilla', 'lookup', 'medusa'] }));
    const events = await all(race);
    expect(events.filter((event) => event.type === 'lane-error')).toEqual([
      {
        type: 'lane-error',
        method: 'lookup',
        engineLost: true,
        message: 'the engine process killed by SIGKILL; this answer is lost, a new engine starts',
      },
    ]);
    expect(ended(events)).toEqual(['vanilla', 'medusa']);
    const lost = events.filter((event) => event.type === 'lane' && event.method === 'lookup');
    // What had come before the end stays told.
    expect(lost.length).toBeGreaterThan(3);
    expect(engine.client.pid).not.toBe(before);
  });

  it('opens the engine anew where another choice is asked for, and says so', async () => {
    await all(start(request('one')));
    const before = engine.client.pid;
    const same = await all(start(request('two')));
    expect(same.some(({ type }) => type === 'preparing')).toBe(false);
    expect(engine.client.pid).toBe(before);
    const choice = { ...DEFAULT_CHOICE, precision: 'int8' as const, tree: 'zephyr_stage2' };
    const events = await all(start(request('three', { engine: choice })));
    expect(events[1]).toMatchObject({ type: 'preparing', phase: 'starting' });
    expect(ended(events)).toEqual(['vanilla', 'lookup']);
    expect(engine.client.pid).not.toBe(before);
    expect(engine.status).toMatchObject({ kind: 'ready', choice, info: { precision: 'int8' } });
    const unknown = { ...DEFAULT_CHOICE, tree: 'oak' };
    const refused = await all(start(request('four', { engine: unknown })));
    expect(refused.filter(({ type }) => type === 'lane-error')).toHaveLength(2);
    expect(engine.status.choice).toEqual(choice);
  });

  it('is stopped while the engine opens', async () => {
    const race = start(request('one'));
    for await (const { event } of race.log.read(0)) if (event.type === 'preparing') break;
    race.cancel();
    expect((await all(race)).at(-1)).toEqual({ type: 'race-end', stopped: true });
    expect(ended(await all(start(request('two'))))).toEqual(['vanilla', 'lookup']);
  });

  it('keeps the last four that are over', async () => {
    const races: Race[] = [];
    for (let i = 0; i < 6; i++) {
      races.push(start(request(`prompt ${i}`)));
      await all(races[i] as Race);
    }
    expect(hub.list().map(({ id }) => id)).toEqual(
      races
        .slice(2)
        .map(({ id }) => id)
        .reverse(),
    );
    expect(hub.find(races[0]?.id ?? '')).toBeUndefined();
  });
});

describe('a saved race', () => {
  it('is a run record that stands up to verify, with the answers as they were told', async () => {
    const race = start(request('one two one two'));
    await all(race);
    const folder = await temporaryFolder();
    const { run, questionId } = await saveRace(engine.client, race, folder);
    expect(run).toBe(`2026-01-02T03-04-05Z-race-${race.id}`);
    expect(questionId).toBe('own');
    const dir = path.join(folder, run);
    expect(await verifyRun(dir)).toMatchObject({ status: 'complete', groups: 1, answers: 2, problems: [] });
    const record = await readRun(dir);
    expect(record.prompts).toEqual([{ questionId: 'own', category: 'own', turns: ['one two one two'] }]);
    expect(record.groups[0]?.results.map(({ tokenIds }) => tokenIds)).toEqual(
      wholeResults(race).map(({ tokenIds }) => tokenIds),
    );
    expect(record.groups[0]?.predictability?.top1Probability).toBeGreaterThan(0);
    // Others' load while each lane ran, and over both.
    const { load, loads } = record.groups[0] ?? {};
    expect(Object.keys(loads ?? {})).toEqual(['vanilla', 'lookup']);
    expect(loads?.vanilla).toEqual(loadsOf(race).get('vanilla'));
    expect(load).toEqual(meanLoad(Object.values(loads ?? {})));
    expect(record.manifest).toMatchObject({ origin: 'race', peakMemoryBytes: null, cost: null });
    await expect(saveRace(engine.client, race, folder)).rejects.toThrow('already holds run.json');
  });

  it('is called by its question where the prompt is one of the suite', async () => {
    const { loadSuite } = await import('../../bench/prompts/load-suite.ts');
    const suite = await loadSuite('builtin');
    const question = suite.questions[3];
    if (!question) throw new Error('the suite is empty');
    const prompt = question.turns[0] as string;
    const race = start(request(prompt, { questionId: String(question.questionId), maxNewTokens: 4 }));
    await all(race);
    const folder = await temporaryFolder();
    const { run, questionId } = await saveRace(engine.client, race, folder);
    expect(questionId).toBe(question.questionId);
    const { manifest, prompts } = await readRun(path.join(folder, run));
    expect(manifest.suite).toEqual({ name: 'builtin', sha256: suite.sha256, questions: 80 });
    expect(prompts).toEqual([
      { questionId: question.questionId, category: question.category, turns: [prompt] },
    ]);
  });
});

describe('an event stream', () => {
  const read = async (headers: Record<string, string>): Promise<string> => {
    const log = new EventLog<object>();
    for (const name of ['a', 'b', 'c']) log.append({ name });
    log.close();
    return eventStream(new Request('http://localhost/', { headers }), log).text();
  };

  it('numbers what it tells, and goes on behind the event that was heard last', async () => {
    const block = (id: number, name: string) => `id: ${id}\ndata: {"name":"${name}"}\n\n`;
    expect(await read({})).toBe(block(0, 'a') + block(1, 'b') + block(2, 'c'));
    expect(await read({ 'last-event-id': '1' })).toBe(block(2, 'c'));
    expect(await read({ 'last-event-id': '2' })).toBe('');
    expect(await read({ 'last-event-id': 'x' })).toBe(await read({}));
  });

  it('ends for a reader that leaves while nothing comes', async () => {
    const log = new EventLog<object>();
    log.append({ name: 'a' });
    const leaving = new AbortController();
    const seen: object[] = [];
    for await (const { event } of log.read(0, leaving.signal)) {
      seen.push(event);
      setTimeout(() => leaving.abort(), 10);
    }
    expect(seen).toEqual([{ name: 'a' }]);
  });
});
