/** Writes a report in one of its formats, into a file or a folder, and says where and how large. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../../engine/errors.ts';
import type { RunRecord } from '../../engine/records/read-run.ts';
import { chartFiles } from '../charts/chart-files.ts';
import { reportCsv } from '../csv.ts';
import type { Part } from '../html/body.ts';
import type { ReportInput } from '../input.ts';
import { reportJson } from '../json.ts';
import { reportMarkdown } from '../markdown.ts';
import { makePage } from './make-page.ts';
import { printPdf } from './print-pdf.ts';

/** Those that are one text; they may go to standard output. */
export const TEXT_FORMATS = ['html', 'md', 'csv', 'json'] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];
export const REPORT_FORMATS = [...TEXT_FORMATS, 'pdf', 'svg', 'parquet'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export function isTextFormat(format: ReportFormat): format is TextFormat {
  return (TEXT_FORMATS as readonly string[]).includes(format);
}

/** Beside the working folder's files, named after the run; a folder where a format is several files. */
export function defaultOut({ manifest }: ReportInput, format: ReportFormat): string {
  // The id comes from a file that anybody may have made: it must not lead out of the folder.
  const id = manifest.id.replaceAll(/[^\w.-]/g, '_');
  return format === 'svg' || format === 'parquet' ? `report-${id}-${format}` : `report-${id}.${format}`;
}

export async function reportText(
  input: ReportInput,
  format: TextFormat,
  trees: readonly Part[],
): Promise<string> {
  switch (format) {
    case 'html':
      return await makePage(input, { trees });
    case 'md':
      return reportMarkdown(input);
    case 'csv':
      return reportCsv(input);
    case 'json':
      return reportJson(input);
  }
}

/** One file a chart; those that have nothing to draw are left out. Returns the paths. */
export async function writeCharts(input: ReportInput, folder: string): Promise<string[]> {
  await attempt(folder, () => mkdir(folder, { recursive: true }));
  const files = chartFiles(input);
  for (const { name, text } of files) await writeOutFile(path.join(folder, name), text);
  return files.map(({ name }) => path.join(folder, name));
}

/** The whole run as tables for other programs, steps and nodes among them. Returns the paths. */
export async function writeTables(run: RunRecord, folder: string): Promise<string[]> {
  // DuckDB is loaded for those who want its files only.
  const { exportTables } = await import('../../engine/records/export-run.ts');
  return await exportTables(run, 'parquet', folder);
}

export async function writePdf(input: ReportInput, file: string, trees: readonly Part[]): Promise<void> {
  await writeOutFile(file, await printPdf(await makePage(input, { trees, forPaper: true })));
}

/** Throws `runtime-failure` that names the file and the reason. */
export async function writeOutFile(file: string, content: string | Uint8Array): Promise<void> {
  await attempt(file, () => writeFile(file, content));
}

const REASONS: Record<string, string> = {
  EACCES: 'no right to write there',
  EPERM: 'no right to write there',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'a file of that name is in the way',
  ENOSPC: 'the disk is full',
};

async function attempt(file: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const why = REASONS[code] ?? message;
    throw new EngineError('runtime-failure', `cannot write ${JSON.stringify(file)}: ${why}`, { cause });
  }
}
