/** One file out of a run, whatever the format: what is several files is packed into one. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EngineError } from '../../engine/errors.ts';
import { exportSpecBench, exportTables } from '../../engine/records/export-run.ts';
import type { RunRecord } from '../../engine/records/read-run.ts';
import { RUN_FILE } from '../../engine/records/schema.ts';
import { scopeRun } from '../../engine/records/scope-run.ts';
import { type ZipFile, zipOf } from '../../engine/records/zip-write.ts';
import { chartFiles } from '../charts/chart-files.ts';
import type { DownloadChoice } from '../downloads.ts';
import { type TreesPart, treesPart } from '../trees/trees-part.ts';
import { reportText, writePdf } from './write-report.ts';

/** Writes `out`. Throws what `scopeRun` and the writers throw. */
export async function makeDownload(run: RunRecord, choice: DownloadChoice, out: string): Promise<void> {
  const { format, trees } = choice;
  if (format === 'record') return writeFile(out, zipOf(await recordFiles(run)));
  if (run.groups.length === 0)
    throw new EngineError('invalid-input', `run ${run.manifest.id} has no finished prompt to report on`);
  const part = scopeRun(run, choice);
  switch (format) {
    case 'html':
      return writeFile(out, await reportText(part, format, pictures(part, trees)));
    case 'pdf':
      return writePdf(part, out, pictures(part, trees));
    case 'md':
    case 'csv':
    case 'json':
      return writeFile(out, await reportText(part, format, []));
    case 'svg':
      return writeFile(
        out,
        zipOf(chartFiles(part).map(({ name, text }) => ({ name, data: Buffer.from(text) }))),
      );
    case 'tables-csv':
      return packed(out, (folder) => exportTables(part, 'csv', folder));
    case 'tables-json':
      return packed(out, (folder) => exportTables(part, 'json', folder));
    case 'parquet':
      return packed(out, (folder) => exportTables(part, 'parquet', folder));
    case 'spec-bench':
      return packed(out, (folder) => exportSpecBench(part, folder));
  }
}

function pictures(run: RunRecord, trees: DownloadChoice['trees']): TreesPart[] {
  const part = treesPart(run, trees);
  return part ? [part] : [];
}

/** The files as they lie in the folder, under a folder of the run's name. */
async function recordFiles({ dir, manifest }: RunRecord): Promise<ZipFile[]> {
  const listed = manifest.files.map((file) => file.name);
  // Version 1 listed none.
  const names = listed.length > 0 ? [RUN_FILE, ...listed] : (await readdir(dir)).sort();
  return Promise.all(
    names.map(async (name) => ({
      name: `${manifest.id}/${name}`,
      data: await readFile(path.join(dir, name)),
    })),
  );
}

async function packed(out: string, write: (folder: string) => Promise<string[]>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-tables-'));
  try {
    const files = await write(path.join(folder, 'files'));
    const entries = files.map(async (file) => ({
      name: path.relative(path.join(folder, 'files'), file).replaceAll(path.sep, '/'),
      data: await readFile(file),
    }));
    await writeFile(out, zipOf(await Promise.all(entries)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
