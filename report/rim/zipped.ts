/** Downloads that are several small files in one archive: quick to make, so their size can be told before. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
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
