/** How large the downloads of a run will be: all are made and counted but the PDF, which needs a Chromium. */
import type { RunRecord } from '../../engine/records/read-run.ts';
import { type RunScope, scopeRun } from '../../engine/records/scope-run.ts';
import type { DownloadSizes } from '../downloads.ts';
import { addedBytes } from '../html/page.ts';
import { TREE_CHOICES, type TreeChoice } from '../trees/bookmarks.ts';
import { treesPart } from '../trees/trees-part.ts';
import { reportText } from './write-report.ts';
import { ZIPPED_EXPORTS, zippedCharts, zippedRecord } from './zipped.ts';

export async function downloadSizes(run: RunRecord, scope: RunScope): Promise<DownloadSizes> {
  const part = scopeRun(run, scope);
  const [page, md, csv, json] = await Promise.all(
    (['html', 'md', 'csv', 'json'] as const).map(async (format) =>
      Buffer.byteLength(await reportText(part, format, [])),
    ),
  );
  const trees = TREE_CHOICES.map((choice) => [choice, treesPart(part, choice)] as const);
  const exported: [string, number][] = [];
  // One after the other: each may hold a large run's tables.
  for (const [format, zipped] of Object.entries(ZIPPED_EXPORTS))
    exported.push([format, (await zipped(part)).length]);
  return {
    questions: part.manifest.settings.questionIds.length,
    formats: {
      md,
      csv,
      json,
      svg: zippedCharts(part).length,
      record: (await zippedRecord(run)).length,
      ...Object.fromEntries(exported),
    } as DownloadSizes['formats'],
    html: byChoice(trees.map(([choice, own]) => [choice, (page ?? 0) + (own ? addedBytes(own) : 0)])),
    pictures: byChoice(trees.map(([choice, own]) => [choice, own?.shown ?? 0])),
  };
}

function byChoice(entries: [TreeChoice, number][]): Record<TreeChoice, number> {
  return Object.fromEntries(entries) as Record<TreeChoice, number>;
}
