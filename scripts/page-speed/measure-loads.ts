/** First loads: every page in a browser that has nothing in its cache. */
import type { Browser } from '@playwright/test';
import { PAGES } from '../../components/shell/pages.ts';
import { openPage } from './open-page.ts';
import { longestAnswer } from './run-places.ts';

export interface PageLoad {
  page: string;
  /** From the navigation to the last change of the page's content, milliseconds. */
  loadMs: number;
  /** Kilobytes over the wire: scripts that the page runs, and answers of the API. */
  scriptKb: number;
  apiKb: number;
}

/** A page that has not changed for this long stands, milliseconds. */
const STILL_MS = 1500;

/** The Overview comes twice: as the server's first page and again. */
export async function measureLoads(browser: Browser, url: string, run: string): Promise<PageLoad[]> {
  const [overview, ...others] = PAGES.map(({ label, href }) => ({ page: label, path: href(run) }));
  if (!overview) return [];
  const loads = [await measureLoad(browser, url, { ...overview, page: `${overview.page}, the first time` })];
  const { inspectPath, racePath } = await longestAnswer(url, run);
  const recorded = { page: 'Race of the run', path: racePath };
  const inspected = { page: 'Inspect, longest answer', path: inspectPath };
  for (const place of [overview, ...others, recorded, inspected])
    loads.push(await measureLoad(browser, url, place));
  return loads;
}

async function measureLoad(
  browser: Browser,
  url: string,
  { page: name, path }: { page: string; path: string },
): Promise<PageLoad> {
  const page = await openPage(browser);
  await page.addInitScript(watchContent);
  await page.goto(new URL(path, url).href);
  await page.waitForFunction(
    (stillMs) => {
      const { content } = globalThis as typeof globalThis & Watched;
      const busy = document.querySelector('#content [aria-busy=true]') !== null;
      return !busy && content.changedMs !== null && performance.now() - content.changedMs > stillMs;
    },
    STILL_MS,
    { timeout: 120_000 },
  );
  const changedMs = await page.evaluate(() => (globalThis as typeof globalThis & Watched).content.changedMs);
  const wire = await page.evaluate(bytesOfPage);
  await page.context().close();
  return {
    page: name,
    loadMs: Math.round(changedMs ?? 0),
    scriptKb: Math.round(wire.script / 1000),
    apiKb: Math.round(wire.api / 1000),
  };
}

interface Watched {
  /** Since the navigation; null before there is any content. */
  content: { changedMs: number | null };
}

/** Runs in the page, before its own scripts. */
function watchContent(): void {
  const content: Watched['content'] = { changedMs: null };
  Object.assign(globalThis, { content });
  new MutationObserver((changes) => {
    const inContent = (node: Node) =>
      (node instanceof Element ? node : node.parentElement)?.closest('#content');
    if (changes.some(({ target }) => inContent(target))) content.changedMs = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}

/** Runs in the page. Scripts that were only fetched ahead, for other pages, are not counted. */
function bytesOfPage(): { script: number; api: number } {
  const run = new Set([...document.scripts].map(({ src }) => src));
  const bytes = { script: 0, api: 0 };
  for (const entry of performance.getEntriesByType('resource') as PerformanceResourceTiming[]) {
    if (run.has(entry.name)) bytes.script += entry.encodedBodySize;
    else if (new URL(entry.name).pathname.startsWith('/api/')) bytes.api += entry.encodedBodySize;
  }
  return bytes;
}
