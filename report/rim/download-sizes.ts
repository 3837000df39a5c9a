/** How large the downloads of a run will be, as far as that is known before they are made. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { RunRecord } from '../../engine/records/read-run.ts';
import { type RunScope, scopeRun } from '../../engine/records/scope-run.ts';
import { chartFiles } from '../charts/chart-files.ts';
import type { DownloadSizes } from '../downloads.ts';
import { addedBytes } from '../html/page.ts';
import { TREE_CHOICES, type TreeChoice } from '../trees/bookmarks.ts';
import { treesPart } from '../trees/trees-part.ts';
import { reportText } from './write-report.ts';

export async function downloadSizes(run: RunRecord, scope: RunScope): Promise<DownloadSizes> {
  const part = scopeRun(run, scope);
  const [page, md, csv, json] = await Promise.all(
    (['html', 'md', 'csv', 'json'] as const).map(async (format) =>
      Buffer.byteLength(await reportText(part, format, [])),
    ),
  );
  const trees = TREE_CHOICES.map((choice) => [choice, treesPart(part, choice)] as const);
  const svg = chartFiles(part).reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const record = await Promise.all(
    run.manifest.files.map(async ({ name }) => (await stat(path.join(run.dir, name))).size),
  );
  return {
    questions: part.manifest.settings.questionIds.length,
    formats: {
      md,
      csv,
      json,
      svg,
      record: record.reduce((sum, size) => sum + size, 0),
    } as DownloadSizes['formats'],
    html: byChoice(trees.map(([choice, own]) => [choice, (page ?? 0) + (own ? addedBytes(own) : 0)])),
    pictures: byChoice(trees.map(([choice, own]) => [choice, own?.shown ?? 0])),
  };
}

function byChoice(entries: [TreeChoice, number][]): Record<TreeChoice, number> {
  return Object.fromEntries(entries) as Record<TreeChoice, number>;
}
