/** How large the downloads of a run will be: all are made and counted but the PDF, which needs a Chromium. */
import type { RunRecord } from '../../engine/records/read-run.ts';
import { type RunScope, scopeRun } from '../../engine/records/scope-run.ts';
import type { DownloadFormat, DownloadSizes } from '../downloads.ts';
import { addedBytes } from '../html/page.ts';
import { shownSteps, type TreeChoice } from '../trees/bookmarks.ts';
import { treesPart } from '../trees/trees-part.ts';
import { reportText } from './write-report.ts';
import { ZIPPED_EXPORTS, zippedCharts, zippedRecord } from './zipped.ts';

/** Each size as soon as it is known; what takes long of a large run, its tables and the picture of every step, comes last. */
export async function* downloadSizes(
  run: RunRecord,
  scope: RunScope,
): AsyncGenerator<Partial<DownloadSizes>> {
  const part = scopeRun(run, scope);
  const shown = (choice: TreeChoice) => shownSteps(part.groups, part.differences, choice).length;
  yield {
    questions: part.manifest.settings.questionIds.length,
    pictures: { none: 0, bookmarks: shown('bookmarks'), all: shown('all') },
  };
  for (const format of ['md', 'csv', 'json'] as const)
    yield sizeOf(format, Buffer.byteLength(await reportText(part, format, [])));
  const page = Buffer.byteLength(await reportText(part, 'html', []));
  const html = (choice: TreeChoice): Partial<DownloadSizes> => {
    const trees = treesPart(part, choice);
    return { html: { [choice]: page + (trees ? addedBytes(trees) : 0) } };
  };
  yield html('none');
  yield html('bookmarks');
  yield sizeOf('svg', zippedCharts(part).length);
  yield sizeOf('record', (await zippedRecord(run)).length);
  // One after the other: each may hold a large run's tables.
  for (const format of ['spec-bench', 'tables-csv', 'tables-json', 'parquet'] as const)
    yield sizeOf(format, (await ZIPPED_EXPORTS[format](part)).length);
  yield html('all');
}

function sizeOf(format: DownloadFormat, bytes: number): Partial<DownloadSizes> {
  return { formats: { [format]: bytes } };
}
