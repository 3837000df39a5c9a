import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importRuns } from '../../engine/records/import-run.ts';
import { type RunRecord, readRun } from '../../engine/records/read-run.ts';
import { scopeRun, WHOLE_RUN } from '../../engine/records/scope-run.ts';
import { verifyRun } from '../../engine/records/verify-run.ts';
import { readZip } from '../../engine/records/zip.ts';
import {
  DOWNLOAD_FORMATS,
  type DownloadChoice,
  type DownloadFormat,
  type DownloadSizes,
  downloadCommand,
  downloadName,
  NO_SIZES,
  withSizes,
} from '../../report/downloads.ts';
import { downloadSizes } from '../../report/rim/download-sizes.ts';
import { importReport } from '../../report/rim/import-report.ts';
import { makeDownload } from '../../report/rim/make-download.ts';
import { benchCommand } from '../../report/run-facts.ts';
import { treesPart } from '../../report/trees/trees-part.ts';
import { writeRun } from '../records/run-fixture.ts';
import { temporaryFolder } from '../records/temporary-folder.ts';

async function recorded(): Promise<{ run: RunRecord; folder: string }> {
  const folder = await temporaryFolder();
  const dir = path.join(folder, 'mine');
  await writeRun(dir, { questions: [1, 2, 3] });
  return { run: await readRun(dir), folder };
}

const choice = (format: DownloadFormat, rest: Partial<DownloadChoice> = {}): DownloadChoice => ({
  format,
  trees: 'bookmarks',
  ...WHOLE_RUN,
  ...rest,
});

const STEM = { categories: ['stem'] };

describe('scopeRun', () => {
  it('keeps a part with figures of its own, and says of what', async () => {
    const { run } = await recorded();
    const part = scopeRun(run, { ...WHOLE_RUN, ...STEM });
    expect(part.groups.map(({ questionId }) => questionId)).toEqual([2]);
    expect(part.prompts.map(({ questionId }) => questionId)).toEqual([2]);
    expect(part.summary.methods.lookup?.overall).toEqual(run.summary.methods.lookup?.byCategory.stem);
    expect(part.manifest).toMatchObject({
      id: 'mine-part',
      groups: 1,
      part: { questions: 3, methods: run.manifest.settings.methods },
      settings: { questionIds: [2] },
    });
    expect(benchCommand(run.manifest)).toContain('gorgon bench');
    expect(benchCommand(part.manifest)).toBeNull();
  });

  it('never leaves out vanilla, and of the whole changes nothing', async () => {
    const { run } = await recorded();
    expect(scopeRun(run, { ...WHOLE_RUN, methods: [] }).manifest.settings.methods).toEqual(['vanilla']);
    expect(scopeRun(run, { ...WHOLE_RUN, questionIds: ['1', '2', '3'] })).toBe(run);
  });

  it('names what the run does not have', async () => {
    const { run } = await recorded();
    expect(() => scopeRun(run, { ...WHOLE_RUN, categories: ['cooking'] })).toThrow(
      'invalid category: "cooking" (allowed: of the run: math, stem)',
    );
    expect(() => scopeRun(run, { ...WHOLE_RUN, questionIds: ['9'] })).toThrow('invalid question: "9"');
    expect(() => scopeRun(run, { ...WHOLE_RUN, questionIds: ['1'], categories: ['stem'] })).toThrow(
      'no finished prompt of run mine lies in this scope',
    );
  });
});

describe('makeDownload', () => {
  it('packs the record so that it is a run elsewhere, to the byte', async () => {
    const { run, folder } = await recorded();
    const out = path.join(folder, 'record.zip');
    await makeDownload(run, choice('record'), out);
    const [imported] = await importRuns(out, path.join(folder, 'runs'));
    expect(await readFile(path.join(imported?.dir ?? '', 'run.json'))).toEqual(
      await readFile(path.join(run.dir, 'run.json')),
    );
  });

  it('packs tables and answers, of the part that was asked for', async () => {
    const { run, folder } = await recorded();
    const out = path.join(folder, 'tables.zip');
    await makeDownload(run, choice('tables-csv', STEM), out);
    const entries = readZip(await readFile(out));
    const questions =
      entries
        .find(({ name }) => name === 'questions.csv')
        ?.read()
        .toString() ?? '';
    expect(questions).toContain('stem');
    expect(questions).not.toContain('math');
    await makeDownload(run, choice('spec-bench'), out);
    expect(readZip(await readFile(out)).map(({ name }) => name)).toContain('run_1/lookup.jsonl');
    await makeDownload(run, choice('svg'), out);
    expect(
      readZip(await readFile(out))[0]
        ?.read()
        .toString(),
    ).toContain('<svg');
  });

  it('leaves nothing behind but the file', async () => {
    const { run, folder } = await recorded();
    for (const format of ['md', 'csv', 'json', 'html', 'tables-json'] as const)
      await makeDownload(run, choice(format), path.join(folder, format));
    expect((await readdir(folder)).sort()).toEqual(['csv', 'html', 'json', 'md', 'mine', 'tables-json']);
    expect(await readFile(path.join(folder, 'md'), 'utf8')).toContain('mine');
  });
});

describe('downloadSizes', () => {
  it('are the bytes that are then made', async () => {
    const { run, folder } = await recorded();
    const told: Partial<DownloadSizes>[] = [];
    for await (const sizes of downloadSizes(run, { ...WHOLE_RUN, ...STEM })) told.push(sizes);
    const sizes = told.reduce<DownloadSizes>(withSizes, NO_SIZES);
    expect(sizes.questions).toBe(1);
    // One at a time, what takes longest last.
    for (const { formats, html } of told)
      expect(Object.keys({ ...formats, ...html }).length).toBeLessThanOrEqual(1);
    expect(Object.keys(told.at(-1)?.html ?? {})).toEqual(['all']);
    const textual = ['md', 'csv', 'json'] as const;
    const packed = ['svg', 'record', 'tables-csv', 'tables-json', 'parquet', 'spec-bench'] as const;
    for (const format of textual) {
      const out = path.join(folder, format);
      await makeDownload(run, choice(format, STEM), out);
      expect((await readFile(out)).length).toBe(sizes.formats[format]);
    }
    for (const trees of ['none', 'bookmarks', 'all'] as const) {
      const out = path.join(folder, `${trees}.html`);
      await makeDownload(run, choice('html', { ...STEM, trees }), out);
      expect((await readFile(out)).length).toBe(sizes.html[trees]);
    }
    for (const format of packed) {
      const out = path.join(folder, `${format}.zip`);
      await makeDownload(run, choice(format, STEM), out);
      expect((await readFile(out)).length).toBe(sizes.formats[format]);
    }
    expect(Object.keys(sizes.formats).sort()).toEqual([...textual, ...packed].sort());
    expect(sizes.pictures.all).toBeGreaterThanOrEqual(sizes.pictures.bookmarks ?? Number.NaN);
    for (const trees of ['none', 'bookmarks', 'all'] as const)
      expect(sizes.pictures[trees]).toBe(
        treesPart(scopeRun(run, { ...WHOLE_RUN, ...STEM }), trees)?.shown ?? 0,
      );
  });
});

describe('importReport', () => {
  it('makes a run out of a report, with the same figures, that verifies', async () => {
    const { run, folder } = await recorded();
    const report = path.join(folder, 'report.html');
    const runs = path.join(folder, 'runs');
    await makeDownload(run, choice('html', { trees: 'none' }), report);
    await makeDownload(run, choice('html', { ...STEM, trees: 'none' }), path.join(folder, 'part.html'));
    const [whole] = await importReport(report, runs);
    const [part] = await importReport(path.join(folder, 'part.html'), runs);
    const read = await readRun(whole?.dir ?? '');
    expect(read.summary).toEqual(run.summary);
    expect(read.groups).toEqual(run.groups);
    expect(read.tokenBytes).toEqual(run.tokenBytes);
    expect((await verifyRun(part?.dir ?? '')).problems).toEqual([]);
    expect((await readdir(runs)).sort()).toEqual(['mine', 'mine-part']);
    await expect(importReport(report, runs)).rejects.toThrow('a run that is not yet in');
  });

  it('refuses a page that is no report, and a report whose steps were altered', async () => {
    const { run, folder } = await recorded();
    const file = path.join(folder, 'page.html');
    await writeFile(file, '<html></html>');
    await expect(importReport(file, path.join(folder, 'runs'))).rejects.toThrow('it is no report of gorgon');
    await makeDownload(run, choice('html', { trees: 'none' }), file);
    const html = await readFile(file, 'utf8');
    await writeFile(file, html.replace('<template id="record">H4sI', '<template id="record">AAAA'));
    await expect(importReport(file, path.join(folder, 'runs'))).rejects.toThrow('cannot import');
    expect(await readdir(folder)).not.toContain('runs');
  });
});

describe('downloads', () => {
  it('have names of their own that lead nowhere', () => {
    const names = DOWNLOAD_FORMATS.map((format) => downloadName('../my run', format));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[\w.-]+$/);
    expect(downloadName('r1', 'html')).toBe('report-r1.html');
    expect(downloadName('r1', 'parquet')).toBe('report-r1-parquet.zip');
  });

  it('tell the command that makes the same', () => {
    expect(downloadCommand('runs/r1', choice('html', { methods: ['medusa'], categories: ['coding'] }))).toBe(
      'gorgon report runs/r1 --format html --trees bookmarks --methods medusa --categories coding',
    );
    expect(downloadCommand('runs/my run', choice('tables-csv', { questionIds: ['1', '2'] }))).toBe(
      "gorgon export 'runs/my run' --format csv --out tables-csv --questions 1,2",
    );
    expect(downloadCommand('runs/r1', choice('record'))).toBeNull();
  });
});
