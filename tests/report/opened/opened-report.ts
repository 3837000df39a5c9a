/** A report in a real Chromium, opened from disk with the network blocked. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { readRun } from '../../../engine/records/read-run.ts';
import { makePage } from '../../../report/rim/make-page.ts';
import { findChromium } from '../../browser/find-chromium.ts';
import { type SampleRun, writeSampleRun } from '../../records/sample-run.ts';

const sample: SampleRun = {
  questions: [1, 2, 3],
  turns: 2,
  repeats: 2,
  pace: { lookup: 0.8 },
  wrongFrom: 5,
  description: {
    cost: {
      rows: [1, 4, 16],
      cachedTokens: [16, 256],
      targetMs: [
        [10, 12],
        [14, 16],
        [30, 34],
      ],
      drafts: {},
    },
  },
};

/** A report of a run with suspects, once for all tests of a file. */
export let html: string;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium() });
  folder = await mkdtemp(path.join(tmpdir(), 'gorgon-page-'));
  await writeSampleRun(path.join(folder, 'run'), sample);
  html = await makePage(await readRun(path.join(folder, 'run')));
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

export interface Opened {
  page: Page;
  requests: string[];
  errors: string[];
}

export async function open(
  content: string,
  options: { scripts?: boolean; width?: number } = {},
): Promise<Opened> {
  const file = path.join(folder, 'report.html');
  await writeFile(file, content);
  const context = await browser.newContext({
    offline: true,
    javaScriptEnabled: options.scripts ?? true,
    viewport: { width: options.width ?? 1000, height: 800 },
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  const url = pathToFileURL(file).href;
  await page.goto(url);
  expect(requests).toEqual([url]);
  return { page, requests, errors };
}

/** What the report says of itself. */
export async function verdict(page: Page): Promise<{ state: string | null; text: string }> {
  const check = page.locator('#check[data-state]');
  return { state: await check.getAttribute('data-state'), text: (await check.textContent()) ?? '' };
}
