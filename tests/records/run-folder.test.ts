import { spawn } from 'node:child_process';
import { appendFile, mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { summarizeRun } from '../../engine/core/run-summary.ts';
import { closeRun } from '../../engine/records/close-run.ts';
import { GroupDecoder, GroupEncoder } from '../../engine/records/group-codec.ts';
import { readManifest, readRun, runFolders } from '../../engine/records/read-run.ts';
import { RunWriter } from '../../engine/records/run-writer.ts';
import { verifyRun } from '../../engine/records/verify-run.ts';
import { LOCK_FILE } from '../../engine/records/writer-lock.ts';
import { answerGroup, createRun, DESCRIPTION, tokenBytes, writeRun } from './run-fixture.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ENDED_AT = '2026-11-24T10:01:00.000Z';

describe('a run folder', () => {
  it('is read back as it was written', async () => {
    const dir = path.join(await temporaryFolder(), 'deep', 'run-1');
    await writeRun(dir);
    const run = await readRun(dir);
    const groups = await asKept([1, 2]);
    expect(run.groups).toEqual(groups);
    expect(run.manifest).toMatchObject({
      ...DESCRIPTION,
      schemaVersion: 2,
      id: 'run-1',
      status: 'complete',
      groups: 2,
    });
    expect(run.manifest.summary).toEqual(summarizeRun(groups, run.manifest.settings, null).summary);
    expect(run.summary).toEqual(run.manifest.summary);
    expect((await readdir(dir)).sort()).toEqual(['prompts.json', 'run.json', 'steps.ndjson.gz']);
  });

  it('keeps the steps as one stream that any gunzip reads', async () => {
    const dir = await temporaryFolder();
    await writeRun(dir);
    const text = gunzipSync(await readFile(path.join(dir, 'steps.ndjson.gz'))).toString('utf8');
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).questionId),
    ).toEqual([1, 2]);
  });

  it('is never written over', async () => {
    const dir = await temporaryFolder();
    await writeRun(dir);
    await expect(createRun(dir)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('already holds run.json'),
    });
    expect((await readRun(dir)).groups).toHaveLength(2);
  });

  it('goes to one of two runs that begin at once', async () => {
    const dir = await temporaryFolder();
    const both = await Promise.allSettled([createRun(dir), createRun(dir)]);
    expect(both.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const outcome of both)
      if (outcome.status === 'fulfilled') await outcome.value.finish('partial', ENDED_AT);
  });

  it('that cannot be written is named', async () => {
    const file = path.join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    await expect(createRun(path.join(file, 'run'))).rejects.toMatchObject({
      code: 'runtime-failure',
      message: expect.stringMatching(/cannot write the run folder .*file\/run/),
    });
  });
});

describe('a kill', () => {
  it('by SIGKILL loses the prompt in work and no other', async () => {
    const dir = path.join(await temporaryFolder(), 'run');
    const script = fileURLToPath(new URL('./write-until-killed.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let promised = 0;
    for await (const chunk of child.stdout) {
      promised = Number(String(chunk).trim().split('\n').at(-1));
      // No wait: the kill falls somewhere into the making or writing of the next group.
      if (promised >= 20) child.kill('SIGKILL');
    }
    expect(promised).toBeGreaterThanOrEqual(20);
    const run = await readRun(dir);
    expect(run.manifest.status).toBe('running');
    expect(run.groups.length).toBeGreaterThanOrEqual(promised);
    expect(run.groups.length).toBeLessThanOrEqual(promised + 1);
    expect(run.groups.map((group) => group.questionId)).toEqual(run.groups.map((_, i) => i + 1));
    const fifth = run.groups[4];
    expect(fifth).toEqual((await asKept([5]))[0]);
  });

  it('at any byte of a write leaves the groups before it', async () => {
    const dir = await temporaryFolder();
    const writer = await createRun(dir);
    const file = path.join(dir, 'steps.ndjson.gz');
    await writer.append(await answerGroup(1));
    const first = (await readFile(file)).length;
    const manifest = await readFile(path.join(dir, 'run.json'));
    await writer.append(await answerGroup(2));
    const whole = await readFile(file);
    await writeFile(path.join(dir, 'run.json'), manifest);
    for (let size = whole.length; size >= first; size -= 7) {
      await writeFile(file, whole.subarray(0, size));
      const groups = (await readRun(dir)).groups.length;
      // The last bytes of a gzip member are its checksum: the text may be whole without them.
      if (size < whole.length - 16) expect(groups, `${size} of ${whole.length}`).toBe(1);
      else expect([1, 2]).toContain(groups);
      if (size === whole.length) expect(groups).toBe(2);
    }
    await truncate(file, first);
    expect((await readRun(dir)).groups).toHaveLength(1);
    await writer.finish('partial', ENDED_AT);
  });
});

describe('a killed run', () => {
  const kill = async (dir: string) => {
    const writer = await createRun(dir);
    await writer.append(await answerGroup(1));
    // As after a kill: no end, the mark of a process that is no more, half a group behind the whole one.
    await writeFile(path.join(dir, LOCK_FILE), '999999999\n');
    await appendFile(path.join(dir, 'steps.ndjson.gz'), gzipSync('{"half": ').subarray(0, 15));
  };

  it('is kept as partial, whole to its hashes', async () => {
    const dir = path.join(await temporaryFolder(), 'run');
    await kill(dir);
    expect((await verifyRun(dir)).problems).toEqual([]);
    await closeRun(dir, ENDED_AT);
    const check = await verifyRun(dir);
    expect(check).toMatchObject({ status: 'partial', groups: 1, problems: [] });
    expect((await readdir(dir)).sort()).toEqual(['prompts.json', 'run.json', 'steps.ndjson.gz']);
    expect((await readRun(dir)).manifest).toMatchObject({ endedAt: ENDED_AT, resumedAt: [] });
    await expect(closeRun(dir, ENDED_AT)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('this one is partial'),
    });
  });

  it('goes on where it was, and on no other machine or model', async () => {
    const dir = path.join(await temporaryFolder(), 'run');
    await kill(dir);
    const now = { environment: DESCRIPTION.environment, engine: DESCRIPTION.engine };
    const other = { ...now, engine: { ...now.engine, threads: 7 } };
    await expect(RunWriter.resume(dir, ENDED_AT, other, tokenBytes)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('engine.threads was 1 and is 7'),
    });
    const { writer, groups } = await RunWriter.resume(dir, ENDED_AT, now, tokenBytes);
    expect(groups.map((group) => group.questionId)).toEqual([1]);
    for (const question of [2, 3]) await writer.append(await answerGroup(question));
    await writer.finish('complete', ENDED_AT);
    expect(await verifyRun(dir)).toMatchObject({ status: 'complete', groups: 3, problems: [] });
    expect((await readRun(dir)).groups).toEqual(await asKept([1, 2, 3]));
  });

  it('is left alone while a living process writes it', async () => {
    const dir = path.join(await temporaryFolder(), 'run');
    await kill(dir);
    await writeFile(path.join(dir, LOCK_FILE), `${process.ppid}\n`);
    await expect(closeRun(dir, ENDED_AT)).rejects.toMatchObject({
      code: 'runtime-failure',
      message: expect.stringContaining(`process ${process.ppid} is writing`),
    });
  });
});

describe('a damaged run is named with what is wrong', () => {
  const cases: [string, (dir: string) => Promise<void>, RegExp][] = [
    ['steps cut off in the middle', (dir) => cutSteps(dir, 0.5), /steps\.ndjson\.gz/],
    ['steps cut off by a byte', (dir) => cutSteps(dir, 0.9999), /steps\.ndjson\.gz/],
    [
      'a group missing',
      async (dir) => edit(dir, (run) => ({ ...run, groups: 3 })),
      /holds 2 groups, run\.json says 3/,
    ],
    [
      'another schema version',
      async (dir) => edit(dir, (run) => ({ ...run, schemaVersion: 99 })),
      /schemaVersion 99 is unknown/,
    ],
    ['foreign JSON', async (dir) => edit(dir, () => ({ hello: 'world' })), /no run record/],
    [
      'no JSON',
      (dir) => writeFile(path.join(dir, 'run.json'), '{"schemaVersion": 1'),
      /run\.json: it is not JSON/,
    ],
    [
      'a field of another type',
      async (dir) => edit(dir, (run) => ({ ...run, settings: { ...run.settings, repeats: 'three' } })),
      /settings\.repeats/,
    ],
    [
      'an unknown method',
      async (dir) => edit(dir, (run) => ({ ...run, settings: { ...run.settings, methods: ['magic'] } })),
      /settings\.methods\.0/,
    ],
    [
      'steps that are no gzip',
      (dir) => writeFile(path.join(dir, 'steps.ndjson.gz'), 'plain text'),
      /steps\.ndjson\.gz/,
    ],
  ];
  for (const [name, damage, message] of cases) {
    it(name, async () => {
      const dir = await temporaryFolder();
      await writeRun(dir);
      await damage(dir);
      await expect(readRun(dir)).rejects.toMatchObject({
        code: 'file-corrupt',
        message: expect.stringMatching(message),
      });
    });
  }

  it('steps whose numbers contradict each other', async () => {
    const dir = await temporaryFolder();
    const writer = await createRun(dir);
    await writer.append(await answerGroup(1));
    await writer.finish('complete', ENDED_AT);
    const file = path.join(dir, 'steps.ndjson.gz');
    const group = JSON.parse(gunzipSync(await readFile(file)).toString('utf8'));
    group.answers[1].body.tokenIds[3] = 63;
    await writeFile(file, gzipSync(`${JSON.stringify(group)}\n`));
    await expect(readRun(dir)).rejects.toMatchObject({
      code: 'file-corrupt',
      message: expect.stringContaining('identity'),
    });
  });

  it('missing files', async () => {
    const dir = await temporaryFolder();
    await expect(readRun(dir)).rejects.toMatchObject({
      code: 'file-not-found',
      message: expect.stringContaining('run.json'),
    });
    await expect(readManifest(path.join(dir, 'nowhere'))).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

describe('runFolders', () => {
  it('are those with a run.json, links to them among them', async () => {
    const runs = await temporaryFolder();
    await writeRun(path.join(runs, 'a-run'));
    await mkdir(path.join(runs, 'no-run'));
    await writeFile(path.join(runs, 'a-file'), '');
    await symlink(path.join(runs, 'a-run'), path.join(runs, 'linked'));
    await symlink(path.join(runs, 'gone'), path.join(runs, 'dangling'));
    await symlink(path.join(runs, 'a-file'), path.join(runs, 'to-a-file'));
    const found = await runFolders(runs);
    expect(found.map((dir) => path.basename(dir)).sort()).toEqual(['a-run', 'linked']);
  });

  it('are none where nothing was run', async () => {
    const runs = await temporaryFolder();
    expect(await runFolders(runs)).toEqual([]);
    expect(await runFolders(path.join(runs, 'nowhere'))).toEqual([]);
  });
});

/** The groups as a record gives them back. */
async function asKept(questions: number[]) {
  const encoder = new GroupEncoder(tokenBytes);
  const decoder = new GroupDecoder();
  const groups = [];
  for (const question of questions) groups.push(decoder.decode(encoder.encode(await answerGroup(question))));
  return groups;
}

async function cutSteps(dir: string, share: number): Promise<void> {
  const file = path.join(dir, 'steps.ndjson.gz');
  const bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, Math.floor(bytes.length * share)));
}

async function edit(dir: string, change: (run: { settings: object }) => object): Promise<void> {
  const file = path.join(dir, 'run.json');
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')))));
}
