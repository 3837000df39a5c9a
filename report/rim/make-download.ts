/** One file out of a run, whatever the format: what is several files is packed into one. */
import { writeFile } from 'node:fs/promises';
import { EngineError } from '../../engine/errors.ts';
import type { RunRecord } from '../../engine/records/read-run.ts';
import { scopeRun } from '../../engine/records/scope-run.ts';
import type { DownloadChoice } from '../downloads.ts';
import { type TreesPart, treesPart } from '../trees/trees-part.ts';
import { reportText, writePdf } from './write-report.ts';
import { ZIPPED_EXPORTS, zippedCharts, zippedRecord } from './zipped.ts';

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
    case 'tables-json':
    case 'parquet':
    case 'spec-bench':
      return writeFile(out, await ZIPPED_EXPORTS[format](part));
  }
}

function pictures(run: RunRecord, trees: DownloadChoice['trees']): TreesPart[] {
  const part = treesPart(run, trees);
  return part ? [part] : [];
}
