/**
 * Takes the README's pictures of a running dashboard and of a report:
 * `node --import tsx scripts/screenshots.ts URL RUN QUESTION REPORT.html`.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { findChromium } from '../tests/browser/find-chromium.ts';

/** Device pixels a CSS pixel: letters stay sharp where the picture is shown smaller. */
const SCALE = 1.5;

const [url, run, question, report] = process.argv.slice(2);
if (url === undefined || run === undefined || question === undefined || report === undefined) {
  process.stderr.write('usage: screenshots.ts URL RUN QUESTION REPORT.html\n');
  process.exit(2);
}

const known = await fetch(new URL(`/api/runs/${encodeURIComponent(run)}`, url));
if (!known.ok) {
  process.stderr.write(`${url} answers ${known.status} for run ${JSON.stringify(run)}\n`);
  process.exit(1);
}

const PICTURES = [
  { file: 'overview.png', href: new URL(`/runs/${run}`, url).href, width: 1440, height: 1640 },
  {
    file: 'inspect.png',
    href: new URL(`/runs/${run}/prompts/${question}?m=medusa&step=18`, url).href,
    width: 1440,
    height: 960,
  },
  { file: 'report.png', href: pathToFileURL(path.resolve(report)).href, width: 1200, height: 1100 },
];

const browser = await chromium.launch({ executablePath: findChromium() });
const context = await browser.newContext({ colorScheme: 'light', deviceScaleFactor: SCALE });
// The tour is for a first visit; these show the pages.
await context.addInitScript(() => localStorage.setItem('gorgon-tour-answered', 'true'));
const page = await context.newPage();
for (const { file, href, width, height } of PICTURES) {
  await page.setViewportSize({ width, height });
  await page.goto(href);
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: `docs/images/${file}` });
}
await browser.close();
