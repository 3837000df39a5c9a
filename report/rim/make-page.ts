/** A report as one HTML file. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { encodeRecord } from '../embedded-record.ts';
import type { Part } from '../html/body.ts';
import { pageHtml } from '../html/page.ts';
import { reportStyle } from '../html/style.ts';
import type { ReportInput } from '../input.ts';
import { bundleScript } from './bundle-script.ts';

/** `trees` are the parts that hold the pictures of steps. `forPaper` leaves out the script and the raw steps. */
export async function makePage(
  input: ReportInput,
  { trees = [], forPaper = false }: { trees?: readonly Part[]; forPaper?: boolean } = {},
): Promise<string> {
  const style = reportStyle(input.manifest.id);
  const assets = { style, styleHash: sha256(style), check: null };
  if (forPaper) return pageHtml(input, assets, trees);
  const script = await bundleScript();
  const record = gzipSync(encodeRecord(input), { level: 9 }).toString('base64');
  return pageHtml(input, { ...assets, check: { script, scriptHash: sha256(script), record } }, trees);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
