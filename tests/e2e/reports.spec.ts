import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { sizeText } from '../../components/reports/form-size.ts';
import { readZip } from '../../engine/records/zip.ts';
import {
  DOWNLOAD_FORMATS,
  DOWNLOADS,
  type DownloadFormat,
  type DownloadSizes,
  downloadName,
  NO_SIZES,
  withSizes,
} from '../../report/downloads.ts';
import { pdfMarks } from '../browser/pdf-marks.ts';
import { expectAccessible, expectWholeInEveryForm, freshContext } from './page-checks.ts';

const RUN = 'recorded';
const FOLDER = `test-results/runs/${RUN}`;

async function open(page: Page, query = ''): Promise<DownloadSizes> {
  await page.goto(`/reports?run=${RUN}${query}`);
  // The state of a form whose size is on its way, then of none.
  await expect(list(page).getByText('counting').first()).toBeVisible();
  await expect(list(page).getByText('counting')).toHaveCount(0);
  const lines = (await (await page.request.get(`/api/runs/${RUN}/download/sizes`)).text()).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Partial<DownloadSizes>).reduce(withSizes, NO_SIZES);
}

const list = (page: Page) => page.getByRole('region', { name: 'Downloads' });
const openPanel = (page: Page) => page.getByRole('region', { name: 'Open a report or a run' });

async function take(page: Page, format: DownloadFormat): Promise<{ name: string; content: Buffer }> {
  const { name, words } = DOWNLOADS[format];
  const coming = page.waitForEvent('download');
  await list(page)
    .getByRole('button', { name: `Download ${name}, ${words}`, exact: true })
    .click();
  const download = await coming;
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

/** What the first bytes of every kind of file are. */
const HEADS: Record<string, RegExp> = {
  html: /^<!doctype html>/i,
  pdf: /^%PDF-/,
  md: /^#/,
  csv: /^[a-z]+,/i,
  json: /^\{/,
  zip: /^PK/,
};

test('the size of a PDF is counted when asked, and what was counted is not made again', async ({ page }) => {
  await open(page);
  const { name, words } = DOWNLOADS.pdf;
  const made: string[] = [];
  page.on('request', (request) => {
    if (/\/download\?.*pdf/.test(request.url())) made.push(request.url());
  });
  await list(page)
    .getByRole('button', { name: `Count the size of ${name}, ${words}`, exact: true })
    .click();
  await expect(list(page).getByRole('status')).toHaveText(/ has [\d.]+ (k|M)B$/);
  const { content } = await take(page, 'pdf');
  await expect(list(page).getByText(sizeText(content.length), { exact: true }).first()).toBeVisible();
  expect(made).toHaveLength(1);
  // A run that goes on has another file the next time.
  await take(page, 'pdf');
  expect(made).toHaveLength(2);
});

test('every format is downloaded under its name, as large as was told before', async ({ page }) => {
  const sizes = await open(page);
  for (const format of DOWNLOAD_FORMATS) {
    const { name, content } = await take(page, format);
    expect(name).toBe(downloadName(RUN, format));
    expect(content.subarray(0, 64).toString('latin1'), format).toMatch(
      HEADS[DOWNLOADS[format].ext] as RegExp,
    );
    await expect(list(page).getByRole('status')).toHaveText(`Saved ${name}, ${sizeText(content.length)}`);
    const entries = DOWNLOADS[format].ext === 'zip' ? readZip(content) : null;
    if (entries) expect(entries.length, format).toBeGreaterThan(0);
    const told = format === 'html' ? sizes.html.bookmarks : sizes.formats[format];
    if (format !== 'pdf') expect(content.length, format).toBe(told);
    if (format === 'parquet')
      for (const entry of entries ?? [])
        expect(entry.read().subarray(0, 4).toString('latin1'), entry.name).toBe('PAR1');
    if (format === 'json') JSON.parse(content.toString('utf8'));
    if (format === 'pdf') expect(pdfMarks(content).shapes).toBeGreaterThan(200);
  }
  const { html, formats } = sizes;
  for (const bytes of [html.bookmarks, formats.md, formats.csv, formats.json, formats.svg, formats.record])
    await expect(
      list(page)
        .getByText(sizeText(bytes ?? 0), { exact: true })
        .first(),
    ).toBeVisible();
});

test('each size stands there when it is known, and a form that will trouble a browser is told before', async ({
  page,
}) => {
  // The server counts a run of this size too soon to be seen; a slow one is put in its place.
  const told = [{ questions: 8, pictures: { none: 0, bookmarks: 5, all: 9 } }, { formats: { md: 4200 } }];
  const answered = (lines: object[]) => ({
    contentType: 'application/x-ndjson',
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  });
  await page.route('**/download/sizes?*', (route) =>
    route.fulfill(answered([...told, { error: 'the disk is full' }])),
  );
  await page.goto(`/reports?run=${RUN}&trees=all`);
  await expect(page.getByRole('alert').filter({ hasText: 'Not every size could be counted' })).toContainText(
    'the disk is full',
  );
  await expect(page.getByText('9 steps drawn, of 8 questions')).toBeVisible();
  await expect(list(page).getByText('4.2 kB', { exact: true })).toBeVisible();
  await expect(list(page).getByText('n/a', { exact: true })).toHaveCount(DOWNLOAD_FORMATS.length - 2);
  await page.route('**/download/sizes?*', (route) =>
    route.fulfill(answered([...told, { html: { all: 89e6, none: 1e6 } }])),
  );
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(list(page).getByText('89.0 MB', { exact: true })).toBeVisible();
  await expect(list(page).getByRole('note')).toContainText('Large. Over 25.0 MB: a browser that opens it');
  await expectAccessible(page);
  await page.getByRole('region', { name: 'What goes in' }).getByText('none', { exact: true }).click();
  await expect(list(page).getByRole('note')).toHaveCount(0);
});

test('a part of a run is smaller, and the command makes the same part', async ({ page }) => {
  const whole = await open(page);
  const scope = page.getByRole('region', { name: 'What goes in' });
  await scope.getByText('coding', { exact: true }).click();
  await scope.getByText('none', { exact: true }).click();
  await page.getByRole('switch', { name: 'Show the commands that make the same' }).click();
  const command = list(page).getByText(/^gorgon report .*--format md/);
  await expect(command).toContainText('--categories ');
  await expect(command).not.toContainText('coding');
  await expect(page).toHaveURL(/trees=none/);
  const { content } = await take(page, 'html');
  expect(content.length).toBeLessThan(whole.html.none ?? 0);
});

test.describe('a report opened from disk without a network', () => {
  const file = 'test-results/report.html';

  async function opened(browser: Browser): Promise<{ page: Page; requests: string[] }> {
    const context = await freshContext(browser, { offline: true });
    const page = await context.newPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return { page, requests };
  }

  test('says that its figures match, prints its charts, and is a run again where it is dropped', {
    tag: '@phone',
  }, async ({ page, browser }) => {
    await open(page);
    writeFileSync(file, (await take(page, 'html')).content);
    const report = await opened(browser);
    const check = report.page.locator('#check[data-state]');
    await expect(check).toHaveAttribute('data-state', 'matches');
    await expect(check).toContainText(/^Recomputed from \d+ raw steps: matches\./);
    expect(report.requests).toEqual([pathToFileURL(file).href]);

    await report.page.emulateMedia({ media: 'print' });
    const charts = report.page.locator('.wide svg.chart');
    expect(await charts.count()).toBeGreaterThan(3);
    for (const chart of await charts.all()) await expect(chart).toBeVisible();
    const { pages, shapes, words } = pdfMarks(await report.page.pdf());
    expect(pages).toBeGreaterThan(3);
    expect(shapes).toBeGreaterThan(200);
    expect(words).toBeGreaterThan(1000);
    await report.page.context().close();

    // Elsewhere the run is not there yet.
    const aside = 'test-results/aside';
    rmSync(aside, { recursive: true, force: true });
    cpSync(FOLDER, aside, { recursive: true });
    rmSync(FOLDER, { recursive: true });
    try {
      await drop(page, 'report.html', await readFile(file));
      await expect(openPanel(page).getByRole('status')).toHaveText(
        new RegExp(`^${RUN} verified and opened\\.`),
      );
      await openPanel(page).getByRole('link', { name: RUN, exact: true }).click();
      await expect(page).toHaveURL(new RegExp(`/runs/${RUN}$`));
      await expect(page.getByRole('list', { name: 'Verdicts of the run' })).toBeVisible();
    } finally {
      rmSync(FOLDER, { recursive: true, force: true });
      cpSync(aside, FOLDER, { recursive: true });
    }
  });
});

test('a file that is no report, a broken one and one that is there already are told apart', async ({
  page,
}) => {
  await open(page);
  const { content } = await take(page, 'html');
  const text = content.toString('utf8');
  const cases: [string, string, RegExp][] = [
    ['notes.txt', 'hello', /the file is neither a ZIP archive of runs nor an HTML report of gorgon/],
    ['page.html', '<!doctype html><title>x</title>', /it is no report of gorgon with its raw steps inside/],
    ['half.html', text.replace(/(<template id="record">[\s\S]{400})[^<]*/, '$1'), /cannot import the file: /],
    ['again.html', text, new RegExp(`"${RUN}" .*not yet in`)],
  ];
  for (const [name, broken, said] of cases) {
    await drop(page, name, Buffer.from(broken));
    const alert = openPanel(page)
      .getByRole('alert')
      .filter({ hasText: `${name} was not opened` });
    await expect(alert).toHaveText(said);
  }
});

/** As a hand drops it: the browser's own drop needs a window of the system's. */
async function drop(page: Page, name: string, content: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ called, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const made = new DataTransfer();
      made.items.add(new File([bytes], called));
      return made;
    },
    { called: name, base64: content.toString('base64') },
  );
  await page
    .getByRole('region', { name: 'Drop a file here' })
    .dispatchEvent('drop', { dataTransfer: transfer });
}

test('accessible and whole in light and dark, wide and narrow', async ({ page }) => {
  await open(page);
  await page.getByRole('switch', { name: 'Show the commands that make the same' }).click();
  await drop(page, 'notes.txt', Buffer.from('hello'));
  await expect(openPanel(page).getByRole('alert')).toBeVisible();
  await expectWholeInEveryForm(page);
});
