/** Takes the README's pictures of a running dashboard: `node --import tsx scripts/screenshots.ts URL RUN QUESTION`. */
import { chromium } from '@playwright/test';
import { findChromium } from '../tests/browser/find-chromium.ts';

/** Device pixels a CSS pixel: letters stay sharp where the picture is shown smaller. */
const SCALE = 1.5;
const WIDTH = 1440;

const [url, run, question] = process.argv.slice(2);
if (url === undefined || run === undefined || question === undefined) {
  process.stderr.write('usage: screenshots.ts URL RUN QUESTION\n');
  process.exit(2);
}

const PICTURES = [
  { file: 'overview.png', path: `/runs/${run}`, height: 1640 },
  { file: 'inspect.png', path: `/runs/${run}/prompts/${question}?m=medusa&step=18`, height: 960 },
];

const browser = await chromium.launch({ executablePath: findChromium() });
const context = await browser.newContext({ colorScheme: 'light', deviceScaleFactor: SCALE });
// The tour is for a first visit; these show the pages.
await context.addInitScript(() => localStorage.setItem('gorgon-tour-answered', 'true'));
const page = await context.newPage();
for (const { file, path, height } of PICTURES) {
  await page.setViewportSize({ width: WIDTH, height });
  await page.goto(new URL(path, url).href);
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: `docs/images/${file}` });
}
await browser.close();
