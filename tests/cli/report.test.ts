import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSampleRun } from '../records/sample-run.ts';
import { temporaryFolder } from '../records/temporary-folder.ts';
import { gorgon, gorgonIntoHead } from './gorgon.ts';

async function sampleRun(): Promise<{ folder: string; run: string }> {
  const folder = await temporaryFolder();
  const run = path.join(folder, 'run');
  await writeSampleRun(run);
  return { folder, run };
}

describe('gorgon report', () => {
  it('writes each format where it is told, and says so', async () => {
    const { folder, run } = await sampleRun();
    const begins: Record<string, RegExp> = {
      html: /^<!doctype html>\n<html/,
      md: /^## Decoding benchmark run\n/,
      csv: /^questionId,category,method,answers,tokens,speedup,/,
      json: /^\{\n {2}"manifest": \{/,
    };
    for (const [format, begin] of Object.entries(begins)) {
      const out = path.join(folder, `a.${format}`);
      const { code, stdout, stderr } = await gorgon(['report', run, '--format', format, '--out', out]);
      expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: '' });
      expect(stderr).toContain(out);
      expect(await readFile(out, 'utf8')).toMatch(begin);
    }
  });

  it('writes charts into a folder', async () => {
    const { folder, run } = await sampleRun();
    const out = path.join(folder, 'charts');
    const { code, stderr } = await gorgon(['report', run, '--format', 'svg', '--out', out]);
    expect(code, stderr).toBe(0);
    expect(await readdir(out)).toContain('speedup.svg');
    expect(stderr).toBe(`6 charts: ${out}\n`);
  });

  it('writes text to standard output, and a reader may leave early', async () => {
    const { run } = await sampleRun();
    const { stdout } = await gorgon(['report', run, '--format', 'csv', '--out', '-']);
    expect(stdout.trimEnd().split('\r\n')).toHaveLength(5);
    expect((await gorgonIntoHead(['report', run, '--out', '-'])).code).toBe(0);
  });
});

describe('gorgon report refuses', () => {
  it('an unknown format, with those there are', async () => {
    const { run } = await sampleRun();
    const { code, stderr } = await gorgon(['report', run, '--format', 'docx']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^gorgon: .*'docx'.*Allowed: html, md, csv, json, .*svg/);
  });

  it('charts on standard output', async () => {
    const { run } = await sampleRun();
    const { code, stderr } = await gorgon(['report', run, '--format', 'svg', '--out', '-']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'gorgon: invalid --out: "-" (allowed: a path, for svg)\n',
    });
  });

  it('a folder without a run, a file that is none, a run without a finished prompt', async () => {
    const { folder, run } = await sampleRun();
    const none = await gorgon(['report', folder]);
    expect(none.code).toBe(1);
    expect(none.stderr).toBe(
      `gorgon: cannot read ${JSON.stringify(path.join(folder, 'run.json'))}: no such file\n`,
    );
    await writeFile(path.join(run, 'run.json'), '{"a": 1}');
    expect((await gorgon(['report', run])).stderr).toMatch(/run\.json: it is no run record/);
    const empty = path.join(folder, 'empty');
    await writeSampleRun(empty, { groups: 0, status: 'partial' });
    const { code, stderr } = await gorgon(['report', empty]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `gorgon: ${JSON.stringify(empty)} has no finished prompt to report on\n`,
    });
  });

  it('a place where it cannot write', async () => {
    const { folder, run } = await sampleRun();
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    const under = await gorgon(['report', run, '--out', path.join(file, 'a.html')]);
    expect(under).toMatchObject({
      code: 1,
      stderr: `gorgon: cannot write ${JSON.stringify(path.join(file, 'a.html'))}: a part of the path is a file, not a folder\n`,
    });
    const missing = await gorgon(['report', run, '--format', 'md', '--out', path.join(folder, 'no', 'a.md')]);
    expect(missing.stderr).toMatch(/there is no such folder\n$/);
    const onto = await gorgon(['report', run, '--format', 'md', '--out', folder]);
    expect(onto.stderr).toMatch(/it is a folder\n$/);
  });

  // The superuser may write everywhere.
  it.skipIf(process.getuid?.() === 0)('a folder without rights', async () => {
    const { folder, run } = await sampleRun();
    const closed = path.join(folder, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o500);
    const { code, stderr } = await gorgon(['report', run, '--out', path.join(closed, 'a.html')]);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no right to write there\n$/),
    });
  });
});
