/** What is told of the size of one form of a run before it is made. Pure. */
import type { DownloadFormat, DownloadSizes } from '../../report/downloads.ts';
import type { TreeChoice } from '../../report/trees/bookmarks.ts';

export type FormSize =
  | { kind: 'known'; bytes: number }
  | { kind: 'counting' }
  /** It could not be counted. */
  | { kind: 'unknown' }
  /** Only the making tells: how large a PDF becomes, a Chromium that prints it knows, after some seconds of work. */
  | { kind: 'when-made' };

/** `counting`: more sizes are on their way. `madeBytes` where the form was made before. */
export function formSize(
  format: DownloadFormat,
  trees: TreeChoice,
  sizes: DownloadSizes,
  counting: boolean,
  madeBytes: number | undefined,
): FormSize {
  const bytes = madeBytes ?? (format === 'html' ? sizes.html[trees] : sizes.formats[format]);
  if (bytes !== undefined) return { kind: 'known', bytes };
  if (format === 'pdf') return { kind: 'when-made' };
  return counting ? { kind: 'counting' } : { kind: 'unknown' };
}

export function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Bytes from which on a report is a trouble to the browser that opens it. */
const LARGE_HTML_BYTES = 25e6;
/** What a browser's page takes for a byte of a large report: 1.5 GB for one of 72 MB with 38,085 trees, in Chromium. */
const MEMORY_PER_BYTE = 20;
/** Bytes from which on any file is a trouble to this page, which holds it whole until it is saved. */
const LARGE_BYTES = 200e6;

/** Which trouble a browser will have with a form of this size; null where none is to be expected. */
export function sizeWarning(format: DownloadFormat, bytes: number): string | null {
  if (format === 'html' && bytes > LARGE_HTML_BYTES) {
    const gigabytes = ((bytes * MEMORY_PER_BYTE) / 1e9).toFixed(1);
    return `Over ${sizeText(LARGE_HTML_BYTES)}: a browser that opens it takes many seconds and about ${gigabytes} GB of memory; a telephone may not open it at all. Fewer trees or fewer questions make it smaller.`;
  }
  if (bytes > LARGE_BYTES)
    return `Over ${sizeText(LARGE_BYTES)}: this page holds the whole file in memory until it is saved. The command writes it without a browser.`;
  return null;
}
