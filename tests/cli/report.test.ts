import { readdir, readFile, writeFile } from 'node:fs/promises';
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

  it('writes tables for other programs into a folder', async () => {
    const { folder, run } = await sampleRun();
    const out = path.join(folder, 'tables');
    const { code, stderr } = await gorgon(['report', run, '--format', 'parquet', '--out', out]);
    expect(code, stderr).toBe(0);
    const steps = await readFile(path.join(out, 'steps.parquet'));
    expect(steps.subarray(0, 4).toString()).toBe('PAR1');
  });

  it('writes text to standard output, and a reader may leave early', async () => {
    const { run } = await sampleRun();
    const { stdout } = await gorgon(['report', run, '--format', 'csv', '--out', '-']);
    expect(stdout.trimEnd().split('\r\n')).toHaveLength(5);
    expect((await gorgonIntoHead(['report', run, '--out', '-'])).code).toBe(0);
  });
});

describe('gorgon report --trees', () => {
  it('says beforehand how much the pictures add', async () => {
    const { folder, run } = await sampleRun();
    const page = async (trees: string) => {
      const out = path.join(folder, `${trees}.html`);
      const { code, stderr } = await gorgon(['report', run, '--trees', trees, '--out', out]);
      expect(code, stderr).toBe(0);
      return { stderr, html: await readFile(out, 'utf8') };
    };
    const [all, some, none] = [await page('all'), await page('bookmarks'), await page('none')];
    expect(all.stderr).toMatch(/^trees: \d+ of \d+ steps, [\d.]+ MB of the page\nreport: /);
    const pictures = (html: string) => html.match(/<figure id=/g)?.length ?? 0;
    expect(pictures(all.html)).toBeGreaterThan(pictures(some.html));
    expect(pictures(some.html)).toBeGreaterThan(0);
    expect(pictures(none.html)).toBe(0);
    expect(none.stderr).toMatch(/^report: /);
  });

  it('goes with pages only', async () => {
    const { run } = await sampleRun();
    const { code, stderr } = await gorgon(['report', run, '--format', 'csv', '--trees', 'all']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'gorgon: invalid --trees: "all" (allowed: with --format html or pdf, not csv)\n',
    });
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
    const under = await gorgon(['report', run, '--trees', 'none', '--out', path.join(file, 'a.html')]);
    expect(under).toMatchObject({
      code: 1,
      stderr: `gorgon: cannot write ${JSON.stringify(path.join(file, 'a.html'))}: a part of the path is a file, not a folder\n`,
    });
    const missing = await gorgon(['report', run, '--format', 'md', '--out', path.join(folder, 'no', 'a.md')]);
    expect(missing.stderr).toMatch(/there is no such folder\n$/);
    const onto = await gorgon(['report', run, '--format', 'md', '--out', folder]);
    expect(onto.stderr).toMatch(/it is a folder\n$/);
  });
});
