import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importRuns } from '../../engine/records/import-run.ts';
import { verifyRun } from '../../engine/records/verify-run.ts';
import { zipOf } from '../../engine/records/zip-write.ts';
import { editRun, type SampleRun, writeSampleRun } from './sample-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function sample(options: SampleRun = {}, name = 'mine'): Promise<{ dir: string; runs: string }> {
  const folder = await temporaryFolder();
  const dir = path.join(folder, 'elsewhere', name);
  await writeSampleRun(dir, options);
  return { dir, runs: path.join(folder, 'runs') };
}

async function filesOf(dir: string, prefix = ''): Promise<Record<string, Buffer>> {
  const names = await readdir(dir);
  const files = await Promise.all(
    names.map(async (name) => [`${prefix}${name}`, await readFile(path.join(dir, name))] as const),
  );
  return Object.fromEntries(files);
}

async function archive(dir: string, files: Record<string, Buffer>): Promise<string> {
  const file = path.join(path.dirname(dir), 'runs.zip');
  await writeFile(file, zipOf(Object.entries(files).map(([name, data]) => ({ name, data }))));
  return file;
}

describe('a run made elsewhere', () => {
  it('comes whole under its id, and its source stays', async () => {
    const { dir, runs } = await sample({ repeats: 2 });
    const [imported] = await importRuns(dir, runs);
    expect(imported).toMatchObject({ dir: path.join(runs, 'mine'), check: { groups: 4, problems: [] } });
    expect(await filesOf(path.join(runs, 'mine'))).toEqual(await filesOf(dir));
    expect(await readdir(runs)).toEqual(['mine']);
  });

  it('comes out of an archive, in a folder or not, with others', async () => {
    const { dir, runs } = await sample();
    const { dir: second } = await sample({ questions: [3] }, 'second');
    const several = await archive(dir, {
      ...(await filesOf(dir, 'some/mine/')),
      ...(await filesOf(second, 'second/')),
      '__MACOSX/second/._run.json': Buffer.from('x'),
    });
    const imported = await importRuns(several, runs);
    expect(imported.map((run) => run.dir)).toEqual(['mine', 'second'].map((id) => path.join(runs, id)));
    for (const run of imported) expect((await verifyRun(run.dir)).problems).toEqual([]);
    const bare = await archive(dir, await filesOf(dir));
    const [one] = await importRuns(bare, path.join(runs, 'deep', 'er'));
    expect(await filesOf(one?.dir as string)).toEqual(await filesOf(dir));
  });

  it('that was stopped comes with a note', async () => {
    const { dir, runs } = await sample({ questions: [1, 2, 3], groups: 2, status: 'partial' });
    const [imported] = await importRuns(dir, runs);
    expect(imported?.check.notes).toEqual([expect.stringContaining('stopped before its end')]);
  });
});

describe('is refused, and the runs stay as they are', () => {
  const refused = async (source: string, runs: string, code: string, message: RegExp) => {
    const before = await readdir(runs).catch(() => []);
    await expect(importRuns(source, runs)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(await readdir(runs).catch(() => [])).toEqual(before);
  };

  it('what is there already', async () => {
    const { dir, runs } = await sample();
    await importRuns(dir, runs);
    await refused(dir, runs, 'invalid-argument', /invalid run to import: "mine".*not yet in/);
    await refused(await archive(dir, await filesOf(dir)), runs, 'invalid-argument', /"mine"/);
  });

  it('what verify refuses, with the first reason', async () => {
    const { dir, runs } = await sample();
    await editRun(dir, (run) => {
      const figures = run.summary?.methods.lookup?.overall;
      if (figures) Object.assign(figures, { speedup: 9, tokensPerStep: 9 });
      return run;
    });
    const reason =
      /cannot import ".*": summary\.methods\.lookup\.overall\.speedup: run\.json says 9, .*, and 1 more/;
    await refused(dir, runs, 'file-corrupt', reason);
    await refused(await archive(dir, await filesOf(dir)), runs, 'file-corrupt', reason);
  });

  it('an id that leads out of the folder', async () => {
    for (const id of ['../mine', '/tmp/mine', '.', '.hidden', '', 'a\nb']) {
      const { dir, runs } = await sample();
      await editRun(dir, (run) => ({ ...run, id }));
      await refused(dir, runs, 'file-corrupt', /is no name for a folder/);
    }
  });

  it('an archive with files that no run has, or none at all', async () => {
    const { dir, runs } = await sample();
    const files = await filesOf(dir, 'mine/');
    const more = await archive(dir, { ...files, 'mine/evil.sh': Buffer.from('x') });
    await refused(more, runs, 'file-corrupt', /evil\.sh is no file of a run/);
    const none = await archive(dir, { 'mine/readme.txt': Buffer.from('x') });
    await refused(none, runs, 'file-corrupt', /it holds no run\.json/);
    const { 'mine/steps.ndjson.gz': _, ...rest } = files;
    await refused(await archive(dir, rest), runs, 'file-corrupt', /steps\.ndjson\.gz: it is missing/);
  });

  it('the second run of an archive: then the first does not come either', async () => {
    const { dir, runs } = await sample();
    const files = { ...(await filesOf(dir, 'a/')), 'b/run.json': Buffer.from('{}') };
    await refused(await archive(dir, files), runs, 'file-corrupt', /no run record/);
  });

  it('an archive with a run twice', async () => {
    const { dir, runs } = await sample();
    const twice = await archive(dir, { ...(await filesOf(dir, 'a/')), ...(await filesOf(dir, 'b/')) });
    await refused(twice, runs, 'file-corrupt', /it holds run mine twice/);
  });

  it('what is neither folder nor archive', async () => {
    const { dir, runs } = await sample();
    await refused(path.join(dir, 'none'), runs, 'file-not-found', /no such file or folder/);
    await refused(path.join(dir, 'run.json'), runs, 'file-corrupt', /it is no ZIP archive/);
    await mkdir(path.join(dir, 'empty'));
    await refused(path.join(dir, 'empty'), runs, 'file-not-found', /run\.json/);
  });
});
