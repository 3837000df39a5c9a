import { cp, mkdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withRun } from '../../app/_lib/run-route.ts';
import { answerRowsOf, questionAnswersOf, runViewOf } from '../../app/_lib/run-views.ts';
import { findRun, listRuns, readAhead, readRecord } from '../../app/_lib/runs.ts';
import {
  answerRows,
  questionAnswers,
  runList,
  runView,
  SAMPLE_RUN,
} from '../../components/data/api-schema.ts';
import { invalidArgument } from '../../engine/errors.ts';
import { GroupDecoder } from '../../engine/records/group-codec.ts';
import { readRun } from '../../engine/records/read-run.ts';
import { verifyRun } from '../../engine/records/verify-run.ts';
import { temporaryFolder } from '../records/temporary-folder.ts';

const SAMPLE = fileURLToPath(new URL('../../data/sample-run', import.meta.url));
const request = (host = '127.0.0.1:3000') => new Request('http://127.0.0.1:3000/api', { headers: { host } });

let runs: string;
beforeEach(async () => {
  runs = await temporaryFolder();
  vi.stubEnv('GORGON_RUNS', runs);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the list of runs', () => {
  it('is the bundled sample where there is no other', async () => {
    const list = runList.parse(await listRuns());
    expect(list.runs.map(({ id, sample }) => ({ id, sample }))).toEqual([{ id: SAMPLE_RUN, sample: true }]);
  });

  it("has one's own runs first, links among them, and names what cannot be read", async () => {
    await cp(SAMPLE, path.join(runs, 'own'), { recursive: true });
    await symlink(SAMPLE, path.join(runs, 'linked'));
    await symlink('/nowhere', path.join(runs, 'dangling'));
    await cp(SAMPLE, path.join(runs, 'broken'), { recursive: true });
    await writeFile(path.join(runs, 'broken', 'run.json'), '{"schemaVersion": 99}');
    const list = runList.parse(await listRuns());
    expect(
      list.runs
        .map(({ id }) => id)
        .slice(0, 2)
        .sort(),
    ).toEqual(['linked', 'own']);
    expect(list.runs.at(-1)).toMatchObject({ id: SAMPLE_RUN, sample: true });
    expect(list.unreadable).toMatchObject([
      { id: 'broken', problem: expect.stringContaining('schemaVersion 99') },
    ]);
  });

  it('has the newest first, and knows which has nothing to show yet', async () => {
    const text = await readFile(path.join(SAMPLE, 'run.json'), 'utf8');
    const begun = {
      b: '2026-11-24T10:00:00.000Z',
      a: '2026-11-24T11:00:00.000Z',
      c: '2026-11-24T12:00:00.000Z',
    };
    for (const [id, startedAt] of Object.entries(begun)) {
      await mkdir(path.join(runs, id));
      const manifest = { ...JSON.parse(text), startedAt, groups: id === 'c' ? 0 : 1 };
      await writeFile(path.join(runs, id, 'run.json'), JSON.stringify(manifest));
    }
    const list = await listRuns();
    expect(list.runs.map(({ id, hasFigures }) => [id, hasFigures])).toEqual([
      ['c', false],
      ['a', true],
      ['b', true],
      [SAMPLE_RUN, true],
    ]);
  });

  it('tells a race that was saved from a benchmark', async () => {
    const text = await readFile(path.join(SAMPLE, 'run.json'), 'utf8');
    await mkdir(path.join(runs, 'race'));
    await writeFile(
      path.join(runs, 'race', 'run.json'),
      JSON.stringify({ ...JSON.parse(text), origin: 'race' }),
    );
    const list = await listRuns();
    expect(list.runs.map(({ id, origin }) => [id, origin])).toEqual([
      ['race', 'race'],
      [SAMPLE_RUN, 'benchmark'],
    ]);
  });

  it('gives the name `sample` to a run of that name', async () => {
    await cp(SAMPLE, path.join(runs, SAMPLE_RUN), { recursive: true });
    expect(await findRun(SAMPLE_RUN)).toEqual({
      id: SAMPLE_RUN,
      dir: path.join(runs, SAMPLE_RUN),
      sample: false,
    });
  });
});

describe('a run over the API', () => {
  it('has the figures of its record, in the form that is documented', async () => {
    const record = await readRun(SAMPLE);
    const view = runView.parse(runViewOf(record, { id: 'x', sample: false }));
    expect(view.summary).toEqual(record.summary);
    expect(view.questions).toEqual(record.questions);
    expect(view.ledger).toEqual(record.ledger);
    const { rows } = answerRows.parse({ rows: answerRowsOf(record) });
    expect(rows).toHaveLength(record.groups.reduce((sum, { results }) => sum + results.length, 0));
    for (const row of rows) expect(row.gains.reduce((sum, gain) => sum + gain, 1)).toBe(row.tokens);
  });

  it('gives every answer to a question, whole', async () => {
    const record = await readRun(SAMPLE);
    const { questionId } = record.groups[0] as (typeof record.groups)[number];
    const answers = questionAnswers.parse(questionAnswersOf(record, String(questionId)));
    const decoder = new GroupDecoder();
    expect(answers.groups.map((group) => decoder.decode(group))).toEqual(
      record.groups.filter((group) => group.questionId === questionId),
    );
    for (const [id, bytes] of decoder.tokenBytes) expect(record.tokenBytes.get(id)).toEqual(bytes);
    expect(answers.turns).toEqual(record.prompts.find((prompt) => prompt.questionId === questionId)?.turns);
    expect(questionAnswersOf(record, 'none')).toBeNull();
  });

  it('is read again when its files change, and not before', async () => {
    const dir = path.join(runs, 'own');
    await cp(SAMPLE, dir, { recursive: true });
    const place = { id: 'own', dir, sample: false };
    const first = await readRecord(place);
    expect(await readRecord(place)).toBe(first);
    await writeFile(path.join(dir, 'note.txt'), 'x');
    expect(await readRecord(place)).not.toBe(first);
  });
});

describe('the run that pages begin with', () => {
  it('is read before anyone asks for it', async () => {
    const dir = path.join(runs, 'own');
    const steps = path.join(dir, 'steps.ndjson.gz');
    const time = new Date('2026-11-24T10:00:00.000Z');
    await cp(SAMPLE, dir, { recursive: true });
    await utimes(steps, time, time);
    await readAhead();
    // Whoever read the file again would fail.
    await writeFile(steps, Buffer.alloc((await stat(steps)).size));
    await utimes(steps, time, time);
    expect((await readRecord({ id: 'own', dir, sample: false })).groups.length).toBeGreaterThan(0);
  });

  it('may be one that cannot be read: the page tells it, not the start of the server', async () => {
    await cp(SAMPLE, path.join(runs, 'own'), { recursive: true });
    await writeFile(path.join(runs, 'own', 'steps.ndjson.gz'), 'x');
    await expect(readAhead()).resolves.toBeUndefined();
  });
});

describe('a route about a run', () => {
  const answer = async () => ({ fine: true });

  it('answers this machine with JSON', async () => {
    const response = await withRun(request(), SAMPLE_RUN, answer);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ fine: true });
  });

  it('refuses other hosts before it looks', async () => {
    expect((await withRun(request('evil.example'), SAMPLE_RUN, answer)).status).toBe(403);
  });

  it.each(['nowhere', '..', '../sample', ''])('knows no run %j and says which there are', async (id) => {
    const response = await withRun(request(), id, answer);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: `there is no run ${JSON.stringify(id)} (known: ${SAMPLE_RUN})`,
    });
  });

  it('calls a bad argument a bad request', async () => {
    const response = await withRun(request(), SAMPLE_RUN, async () => {
      throw invalidArgument('m', 'turbo', 'vanilla');
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: 'invalid m: "turbo" (allowed: vanilla)' });
  });

  it('tells what is wrong with a record that cannot be read', async () => {
    await cp(SAMPLE, path.join(runs, 'cut'), { recursive: true });
    await writeFile(path.join(runs, 'cut', 'steps.ndjson.gz'), 'no archive');
    const response = await withRun(request(), 'cut', readRecord);
    expect(response.status).toBe(422);
    expect((await response.json()).error).toContain('steps.ndjson.gz');
  });
});

it('the bundled sample passes the check that every run must pass', async () => {
  expect((await verifyRun(SAMPLE)).problems).toEqual([]);
});
