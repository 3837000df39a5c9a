/**
 * Measures the dashboard in a browser: `node --import tsx scripts/page-speed.ts URL RUN OUT.json`, with a running
 * server's address and the name of a run that it has. Prints and stores how long each page takes to load, what a step
 * costs in Inspect on the run's longest answer, and how many frames a second come while Inspect and Race are scrubbed.
 *
 * The first page loaded is the Overview, so right after a server start its figure holds the reading of the record.
 */
import { writeFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { findChromium } from '../tests/browser/find-chromium.ts';
import { measureLoads } from './page-speed/measure-loads.ts';
import { measureScrub } from './page-speed/measure-scrub.ts';
import { measureSteps } from './page-speed/measure-steps.ts';
import { longestAnswer } from './page-speed/run-places.ts';

const [url, run, out] = process.argv.slice(2);
if (url === undefined || run === undefined || out === undefined) {
  process.stderr.write('usage: page-speed.ts URL RUN OUT.json\n');
  process.exit(2);
}

const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-gpu'],
});
const loads = await measureLoads(browser, url, run);
for (const { page, loadMs, scriptKb, apiKb } of loads) say(page, { loadMs, scriptKb, apiKb });
const { inspectPath, racePath, steps: answerSteps } = await longestAnswer(url, run);
const steps = {
  folded: await measureSteps(browser, new URL(inspectPath, url), answerSteps),
  all: await measureSteps(browser, new URL(`${inspectPath}&show=all`, url), answerSteps),
};
for (const [shown, figures] of Object.entries(steps)) say(`step in Inspect, tree ${shown}`, figures);
const scrub = {
  inspect: await measureScrub(browser, new URL(`${inspectPath}&show=all`, url), 'Step'),
  race: await measureScrub(browser, new URL(racePath, url), 'Moment of the race'),
};
for (const [page, figures] of Object.entries(scrub)) say(`scrubbing ${page}`, figures);
const figures = {
  measuredAt: new Date().toISOString(),
  chromium: browser.version(),
  run,
  loads,
  steps,
  scrub,
};
await writeFile(out, `${JSON.stringify(figures, null, 2)}\n`);
await browser.close();

function say(what: string, figures: object): void {
  const parts = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  process.stdout.write(`${what}: ${parts.join(', ')}\n`);
}
