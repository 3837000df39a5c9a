/** A page on paper: a Chromium prints it, without a window, a network or a profile of its user. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { EngineError } from '../../engine/errors.ts';
import { findBrowser } from './find-browser.ts';

/** A browser that hangs is ended after so long, milliseconds. */
const PATIENCE_MS = 600_000;

/** Throws `file-not-found` without a browser, and `runtime-failure` when it fails, with what it said last. */
export async function printPdf(html: string): Promise<Uint8Array> {
  const browser = findBrowser(process.env);
  const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-pdf-'));
  try {
    const [page, pdf] = [path.join(folder, 'report.html'), path.join(folder, 'report.pdf')];
    await writeFile(page, html);
    await run(browser, [
      '--headless',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-dev-shm-usage',
      '--no-first-run',
      // Its sandbox does not work for root. The page is our own, and its policy allows no script.
      ...(process.geteuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${path.join(folder, 'profile')}`,
      '--no-pdf-header-footer',
      `--print-to-pdf=${pdf}`,
      pathToFileURL(page).href,
    ]);
    return await readFile(pdf);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function run(browser: string, args: readonly string[]): Promise<void> {
  const child = spawn(browser, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: PATIENCE_MS });
  const ended = new Promise<string | null>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code === 0 ? null : `it ended with ${code ?? signal}`));
  });
  const [said, failure] = await Promise.all([text(child.stderr), ended]);
  if (failure === null) return;
  const last = said.trimEnd().split('\n').at(-1);
  throw new EngineError(
    'runtime-failure',
    `${JSON.stringify(browser)} could not print the report: ${failure}${last ? ` (${last})` : ''}`,
  );
}
