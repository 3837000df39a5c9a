/** One file out of a run, whatever the format: what is several files is packed into one. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EngineError } from '../../engine/errors.ts';
import { exportSpecBench, exportTables } from '../../engine/records/export-run.ts';
import type { RunRecord } from '../../engine/records/read-run.ts';
import { scopeRun } from '../../engine/records/scope-run.ts';
import { zipOf } from '../../engine/records/zip-write.ts';
import type { DownloadChoice } from '../downloads.ts';
import { type TreesPart, treesPart } from '../trees/trees-part.ts';
import { reportText, writePdf } from './write-report.ts';
import { zippedCharts, zippedRecord } from './zipped.ts';

/** Writes `out`. Throws what `scopeRun` and the writers throw. */
export async function makeDownload(run: RunRecord, choice: DownloadChoice, out: string): Promise<void> {
  const { format, trees } = choice;
  if (format === 'record') return writeFile(out, await zippedRecord(run));
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
      return writeFile(out, zippedCharts(part));
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
