import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Bench, benchHub } from '../../app/_lib/bench-hub.ts';
import { JobQueue } from '../../app/_lib/job-queue.ts';
import { parseBench } from '../../app/_lib/parse-bench.ts';
import type { BenchEvent } from '../../components/bench-events.ts';
import { DEFAULT_CHOICE } from '../../components/engine-choice.ts';
import { readRun, runFolders } from '../../engine/records/read-run.ts';
import { verifyRun } from '../../engine/records/verify-run.ts';
import { temporaryFolder } from '../records/temporary-folder.ts';

const entry = fileURLToPath(new URL('../bench/scripted-bench-entry.ts', import.meta.url));

const text = [1, 2, 3, 4]
  .map((id) =>
    JSON.stringify({ question_id: id, category: id % 2 ? 'math' : 'stem', turns: [`question ${id}`] }),
  )
  .join('\n');

const post = (change: object, runsDir: string) => {
  const body = { suite: { kind: 'file', name: 'quick', text }, maxNewTokens: 12, ...change };
  return parseBench(
    new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body) }),
    runsDir,
    null,
  );
};

async function start(name: string): Promise<{ bench: Bench; runsDir: string }> {
  const runsDir = await temporaryFolder();
  const hub = benchHub(entry, new JobQueue());
  const parsed = await post({ suite: { kind: 'file', name, text } }, runsDir);
  return { bench: hub.start(parsed, new Date()), runsDir };
}

async function all({ log }: Bench, hear: (event: BenchEvent) => void = () => {}): Promise<BenchEvent[]> {
  const events: BenchEvent[] = [];
  for await (const { event } of log.read(0)) {
    events.push(event);
    hear(event);
  }
  return events;
}

const last = (events: readonly BenchEvent[]) => events.at(-1) as Extract<BenchEvent, { type: 'bench-end' }>;

/** The record that is there at the end, which must stand up to verify. */
async function recordIn(runsDir: string) {
  const [dir] = await runFolders(runsDir);
  if (!dir) throw new Error('no record');
  expect((await verifyRun(dir)).problems).toEqual([]);
  return readRun(dir);
}

describe('a benchmark on the server', () => {
  it('tells its run, its progress and its results as they come', async () => {
    const { bench, runsDir } = await start('quick');
    const events = await all(bench);
    const record = await recordIn(runsDir);
    expect(record.manifest.status).toBe('complete');
    expect(events).toContainEqual({ type: 'run', run: path.basename(record.dir) });
    expect(events.filter(({ type }) => type === 'results')).toHaveLength(4);
    const results = events.findLast((event) => event.type === 'results');
    if (results?.type !== 'results') throw new Error('no results');
    expect(results.results).toMatchObject({ groups: 4, differences: [] });
    expect(results.results.overall.lookup).toEqual(record.summary.methods.lookup?.overall);
    expect(results.results.sentences).toHaveLength(2);
    const done = events.flatMap((event) => (event.type === 'progress' ? [event.done] : []));
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(4);
    expect(last(events)).toEqual({ type: 'bench-end', status: 'complete', groups: 4, message: null });
  });

  it('keeps what is done when it is cancelled, marked partial', async () => {
    const { bench, runsDir } = await start('slow');
    const events = await all(bench, (event) => {
      if (event.type === 'results') bench.cancel();
    });
    const { manifest } = await recordIn(runsDir);
    expect(manifest.status).toBe('partial');
    expect(manifest.groups).toBeGreaterThanOrEqual(1);
    expect(manifest.groups).toBeLessThan(4);
    expect(last(events)).toMatchObject({ status: 'partial', groups: manifest.groups });
  });

  it('keeps what is done when its process is killed: the record is closed by another', async () => {
    const { bench, runsDir } = await start('die');
    const events = await all(bench);
    expect(last(events)).toEqual({
      type: 'bench-end',
      status: 'partial',
      groups: 2,
      message:
        "The benchmark's process was killed by SIGKILL. The prompt in work is lost; 2 done before are kept, marked partial.",
    });
    expect((await recordIn(runsDir)).manifest).toMatchObject({ status: 'partial', groups: 2 });
  });

  it('names a failure and keeps what was done before it', async () => {
    const { bench, runsDir } = await start('fail');
    expect(last(await all(bench))).toEqual({
      type: 'bench-end',
      status: 'partial',
      groups: 2,
      message: 'the model fell over',
    });
    expect((await recordIn(runsDir)).manifest.status).toBe('partial');
  });
});

describe('parseBench', () => {
  it('fills in what is not named, and leaves the text of the suite out of what is told', async () => {
    const { job, told } = await post({}, '/runs');
    expect(job).toMatchObject({
      choice: { categories: undefined, questionIds: undefined, count: undefined },
      repeats: 1,
      seed: 0,
      precision: 'int8',
      traceLevel: 'standard',
      cost: true,
      runsDir: '/runs',
    });
    expect(job.suite.questions).toHaveLength(4);
    expect(told).toMatchObject({ suite: 'quick', methods: null, turns: null });
    const chosen = await post(
      { engine: { precision: 'int8', tree: 'zephyr_stage2', dynamic: true } },
      '/runs',
    );
    expect(chosen.job).toMatchObject({ precision: 'int8', dynamic: true, tree: { name: 'zephyr_stage2' } });
    expect(chosen.told.engine).toEqual({
      ...DEFAULT_CHOICE,
      precision: 'int8',
      tree: 'zephyr_stage2',
      dynamic: true,
    });
    const exact = await post({ engine: { precision: 'fp32' } }, '/runs');
    expect(exact.job.precision).toBe('fp32');
    const drawn = await post({ sampling: { kind: 'sample', seed: 7 } }, '/runs');
    expect(drawn.job.seed).toBe(7);
  });

  it('names what it refuses before anything runs', async () => {
    const file = (content: string) => ({ suite: { kind: 'file', name: 'a/b.jsonl', text: content } });
    const refused: [object, string][] = [
      [{ suite: { kind: 'web' } }, 'invalid suite: {"kind":"web"} (allowed: {kind: "builtin"}, or'],
      [file('{'), 'suite "b.jsonl", line 1: not valid JSON'],
      [file(''), 'suite "b.jsonl" holds no questions'],
      [{ categories: ['sport'] }, 'invalid category: "sport" (allowed: math, stem)'],
      [{ questionIds: ['9'] }, 'invalid question: "9" (allowed: the id of one of'],
      [{ categories: ['math'], questionIds: ['2'] }, 'invalid questions: "2" (allowed: ids that lie in'],
      [{ prompts: 5 }, 'invalid number of prompts: 5 (allowed: whole numbers from 1 to 4)'],
      [{ repeats: 21 }, 'invalid repeats: 21 (allowed: a whole number from 1 to 20)'],
      [{ turns: 0 }, 'invalid turns: 0 (allowed'],
      [{ maxNewTokens: 4096 }, 'invalid maxNewTokens: 4096 (allowed: a whole number from 1 to 2048)'],
      [{ methods: ['turbo'] }, 'invalid methods: ["turbo"] (allowed: one or more of'],
      [
        { engine: { precision: 'int2' } },
        'invalid engine: {"precision":"int2"} (allowed: an object of precision (fp32',
      ],
      [{ engine: { tree: 'oak' } }, 'invalid tree: "oak" (allowed: null, mc_sim_7b_63,'],
      [
        { engine: { dynamic: true }, cost: false },
        'invalid cost: false (allowed: true where each step chooses',
      ],
      [{ sampling: { kind: 'sample', topP: 0 } }, 'invalid topP: 0 (allowed'],
      [{ colour: 1 }, 'invalid field: "colour"'],
    ];
    for (const [change, message] of refused) await expect(post(change, '/runs')).rejects.toThrow(message);
  });
});
