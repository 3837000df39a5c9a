/** Everything that a run can be taken away as: names, words and the command that makes the same. Pure. */
import type { Method } from '../engine/protocol.ts';
import type { TreeChoice } from './trees/bookmarks.ts';

export const DOWNLOADS = {
  html: {
    name: 'Report, one HTML file',
    ext: 'html',
    words: 'opens from disk without a network and checks itself',
  },
  pdf: { name: 'Report on paper', ext: 'pdf', words: 'printed by a Chromium of this machine' },
  md: { name: 'Summary', ext: 'md', words: 'Markdown for a pull request' },
  csv: { name: 'Figures', ext: 'csv', words: 'every figure of every method and category' },
  json: { name: 'Figures', ext: 'json', words: 'the same with settings and environment' },
  svg: { name: 'Charts', ext: 'zip', words: 'an SVG each' },
  'tables-csv': { name: 'All tables', ext: 'zip', words: 'CSV: questions, answers, steps, nodes' },
  'tables-json': { name: 'All tables', ext: 'zip', words: 'JSON: questions, answers, steps, nodes' },
  parquet: { name: 'All tables', ext: 'zip', words: 'Parquet: questions, answers, steps, nodes' },
  'spec-bench': { name: 'Answers', ext: 'zip', words: "in Spec-Bench's form" },
  record: { name: 'The record itself', ext: 'zip', words: 'the run folder, to be opened here or elsewhere' },
} as const satisfies Record<string, { name: string; ext: string; words: string }>;

export type DownloadFormat = keyof typeof DOWNLOADS;
export const DOWNLOAD_FORMATS = Object.keys(DOWNLOADS) as DownloadFormat[];

/** Formats that can hold pictures of trees. */
export const WITH_TREES: readonly DownloadFormat[] = ['html', 'pdf'];

export interface DownloadChoice {
  format: DownloadFormat;
  trees: TreeChoice;
  /** Null: all. The record itself is always whole. */
  methods: readonly Method[] | null;
  categories: readonly string[] | null;
  questionIds: readonly string[] | null;
}

/** How large the files of a part of a run will be, as far as that is known: what is not yet counted is left out. */
export interface DownloadSizes {
  /** Questions of the part. */
  questions?: number;
  /** Bytes, of all but HTML (below) and PDF, which is known only when it is made. */
  formats: Partial<Record<DownloadFormat, number>>;
  /** Bytes of the HTML report with so many trees. */
  html: Partial<Record<TreeChoice, number>>;
  /** Steps that have a picture. */
  pictures: Partial<Record<TreeChoice, number>>;
}

export const NO_SIZES: DownloadSizes = { formats: {}, html: {}, pictures: {} };

/** What was just counted, beside what was known before. */
export function withSizes(known: DownloadSizes, told: Partial<DownloadSizes>): DownloadSizes {
  return {
    ...known,
    ...told,
    formats: { ...known.formats, ...told.formats },
    html: { ...known.html, ...told.html },
    pictures: { ...known.pictures, ...told.pictures },
  };
}

/** `report-<run>.html`; the id comes from a file that anybody may have made, and a name is no path. */
export function downloadName(runId: string, format: DownloadFormat): string {
  const id = runId.replaceAll(/[^\w.-]/g, '_');
  const { ext } = DOWNLOADS[format];
  if (format === 'record') return `${id}.zip`;
  return ext === format ? `report-${id}.${ext}` : `report-${id}-${format}.${ext}`;
}

/** The command that makes the same from a run folder; null where a copy of the folder is all there is to do. */
export function downloadCommand(runDir: string, choice: DownloadChoice): string | null {
  const { format, trees } = choice;
  if (format === 'record') return null;
  const scope = [
    ...option('--methods', choice.methods),
    ...option('--categories', choice.categories),
    ...option('--questions', choice.questionIds),
  ];
  const exported = { 'tables-csv': 'csv', 'tables-json': 'json', 'spec-bench': 'spec-bench' }[
    format as string
  ];
  const words = exported
    ? ['gorgon export', quoted(runDir), `--format ${exported}`, `--out ${format}`]
    : [
        'gorgon report',
        quoted(runDir),
        `--format ${format}`,
        ...(WITH_TREES.includes(format) ? [`--trees ${trees}`] : []),
      ];
  return [...words, ...scope].join(' ');
}

function option(name: string, values: readonly string[] | null): string[] {
  return values === null ? [] : [`${name} ${quoted(values.join(','))}`];
}

function quoted(text: string): string {
  return /^[\w.,/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
