/** Downloads that are several files in one archive. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportSpecBench, exportTables } from '../../engine/records/export-run.ts';
import type { RunRecord } from '../../engine/records/read-run.ts';
import { RUN_FILE } from '../../engine/records/schema.ts';
import { zipOf } from '../../engine/records/zip-write.ts';
import { chartFiles } from '../charts/chart-files.ts';
import type { ReportInput } from '../input.ts';

export function zippedCharts(input: ReportInput): Buffer {
  return zipOf(chartFiles(input).map(({ name, text }) => ({ name, data: Buffer.from(text) })));
}

/** The files as they lie in the folder, under a folder of the run's name. */
export async function zippedRecord({ dir, manifest }: RunRecord): Promise<Buffer> {
  const listed = manifest.files.map((file) => file.name);
  // Version 1 listed none.
  const names = listed.length > 0 ? [RUN_FILE, ...listed] : (await readdir(dir)).sort();
  const files = names.map(async (name) => ({
    name: `${manifest.id}/${name}`,
    data: await readFile(path.join(dir, name)),
  }));
  return zipOf(await Promise.all(files));
}

/** What `gorgon export` writes into a folder, packed. */
export const ZIPPED_EXPORTS = {
  'tables-csv': (part: RunRecord) => packed((folder) => exportTables(part, 'csv', folder)),
  'tables-json': (part: RunRecord) => packed((folder) => exportTables(part, 'json', folder)),
  parquet: (part: RunRecord) => packed((folder) => exportTables(part, 'parquet', folder)),
  'spec-bench': (part: RunRecord) => packed((folder) => exportSpecBench(part, folder)),
} as const;

async function packed(write: (folder: string) => Promise<string[]>): Promise<Buffer> {
  const parent = await mkdtemp(path.join(tmpdir(), 'gorgon-tables-'));
  try {
    const folder = path.join(parent, 'files');
    const files = (await write(folder)).map(async (file) => ({
      name: path.relative(folder, file).replaceAll(path.sep, '/'),
      data: await readFile(file),
    }));
    return zipOf(await Promise.all(files));
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}
