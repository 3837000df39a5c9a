import { rmSync } from 'node:fs';
import { expect, type Locator, test } from '@playwright/test';
import type { RunList } from '../../components/data/api-schema.ts';
import { METHOD_STYLES } from '../../components/methods.ts';
import { headlineOf, summarySentences } from '../../engine/core/run-sentences.ts';
import { METHODS } from '../../engine/protocol.ts';
import { readRun } from '../../engine/records/read-run.ts';
import { expectAccessible, expectNoOverflow } from './page-checks.ts';

const RUN = '/runs/recorded';

test('the start page is the newest run, in the sentences of its terminal and its reports', async ({
  page,
}) => {
  const { manifest, summary } = await readRun('test-results/runs/recorded');
  await page.goto('/');
  const verdicts = page.getByRole('list', { name: 'Verdicts of the run' });
  await expect(verdicts.getByRole('listitem')).toHaveText(
    summarySentences(summary, manifest.settings.sampling),
  );
  await expect(page.getByText(headlineOf(summary, manifest.settings.sampling))).toBeVisible();
  await expect(page.getByText('REPLAY')).toBeVisible();
  await expect(page.getByTestId('environment')).toContainText(manifest.engine.model.name);
});

test('every mark opens the prompts behind it', { tag: '@phone' }, async ({ page }) => {
  await page.goto(RUN);
  const chart = page.getByRole('region', { name: 'Speedup by category' });
  const coding = chart.getByRole('link', { name: /^coding, / });
  await expect(coding).toHaveCount(METHODS.length - 1);
  await expect(chart.getByRole('link', { name: /^question 41, / }).first()).toHaveAttribute(
    'href',
    /\/runs\/recorded\/prompts\/41\?m=/,
  );
  const href = await coding.first().getAttribute('href');
  await coding.first().focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`${href?.split('?')[0]}\\?q=cat`));
});

test('a method is hidden in every chart by its name, and the address keeps it', async ({ page }) => {
  await page.goto(RUN);
  const charts = ['Speedup by category', 'Tokens per second by category', 'From gain to cost'].map((name) =>
    page.getByRole('region', { name }),
  );
  const ofLookup = (chart: Locator) => chart.getByRole('link', { name: /(^|, )lookup[:,]/ });
  for (const chart of charts) await expect(ofLookup(chart).first()).toBeAttached();
  const [speedups] = charts as [Locator];
  const toggle = speedups.getByRole('button', { name: 'lookup', exact: true });
  await toggle.click();
  await expect(page).toHaveURL(/hide=lookup/);
  for (const chart of charts) await expect(ofLookup(chart)).toHaveCount(0);
  await expect(speedups.getByRole('link', { name: /^overall, Medusa:/ })).toBeAttached();
  await page.reload();
  await expect(toggle).toHaveAttribute('aria-pressed', 'false');
  await expect(speedups.getByRole('link', { name: /^overall, Medusa:/ })).toBeAttached();
  await expect(ofLookup(speedups)).toHaveCount(0);
  await toggle.click();
  await expect(ofLookup(speedups).first()).toBeAttached();
  await expect(page).not.toHaveURL(/hide=/);
});

test('three clicks lead from the start page to a step that shows why a method is fastest for coding', {
  tag: '@phone',
}, async ({ page }) => {
  await page.goto('/');
  const marks = page
    .getByRole('region', { name: 'Speedup by category' })
    .getByRole('link', { name: /^coding, / });
  await expect(marks).toHaveCount(METHODS.length - 1);
  const names = await marks.evaluateAll((links) =>
    links.map((link) => link.getAttribute('aria-label') ?? ''),
  );
  const speeds = names.map((name) => Number(/: (\d+\.\d+)/.exec(name)?.[1]));
  const fastest = speeds.indexOf(Math.max(...speeds));
  expect(speeds[fastest]).toBeGreaterThan(0);
  const method = METHODS.find((known) =>
    names[fastest]?.startsWith(`coding, ${METHOD_STYLES[known].label}:`),
  );

  await marks.nth(fastest).click();
  await page.locator('tr[data-index]').first().getByRole('link').first().click();
  await page
    .getByRole('navigation', { name: 'Bookmarks' })
    .getByRole('button', { name: /^longest run/ })
    .click();
  await expect(page).toHaveURL(new RegExp(`m=${method}(&|$)`));
  await expect(page.getByTestId('narration')).toContainText('accepted');
  await expect(page.getByTestId('narration')).not.toContainText('none accepted');
});

test('steps to look at first lead to their step', async ({ page }) => {
  await page.goto(RUN);
  const list = page.getByRole('list', { name: 'Steps to look at first' });
  const items = list.getByRole('listitem');
  const longest = items.filter({ hasText: /wrote \d+ tokens? in one step/ }).first();
  const text = (await longest.textContent()) ?? '';
  const accepted = /: (\d+) of (\d+) candidates? accepted/.exec(text);
  const step = /step (\d+)\)/.exec(text)?.[1];
  await longest.getByRole('link').click();
  await expect(page.getByTestId('narration')).toContainText(
    `Step ${step}: ${accepted?.[2]} candidate${accepted?.[2] === '1' ? '' : 's'}, ${accepted?.[1]} accepted`,
  );
});

test('a chart has its numbers as a table that sorts and can be saved as a picture', async ({ page }) => {
  await page.goto(RUN);
  const chart = page.getByRole('region', { name: 'Tokens per second by category' });
  const download = page.waitForEvent('download');
  await chart.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('menuitem', { name: 'Picture as SVG' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('tokens-per-second.svg');
  await chart.getByRole('button', { name: 'Show table' }).click();
  const cells = chart.getByRole('row').locator('td:nth-child(3)');
  await chart.getByRole('button', { name: 'tokens per second', exact: true }).click();
  const values = (await cells.allTextContents()).map(Number);
  expect(values.length).toBeGreaterThan(METHODS.length);
  expect(values).toEqual(values.toSorted((a, b) => b - a));
});

test('a run in progress is LIVE until it ends', async ({ page, request }) => {
  const started = await request.post('/api/benches', {
    data: { suite: { kind: 'builtin' }, methods: ['lookup'], maxNewTokens: 128, cost: false },
  });
  const { id } = (await started.json()) as { id: string };
  const running = async () => {
    const { runs } = (await (await request.get('/api/runs')).json()) as RunList;
    return runs.find(({ status, hasFigures }) => status === 'running' && hasFigures)?.id ?? '';
  };
  await expect.poll(running, { timeout: 150_000 }).not.toBe('');
  const run = await running();
  await page.goto(`/runs/${run}`);
  const bar = page.getByRole('region', { name: 'Run', exact: true });
  await expect(bar.getByText('LIVE', { exact: true })).toBeVisible();
  await request.delete(`/api/benches/${id}`);
  await expect(bar.getByText('REPLAY', { exact: true })).toBeVisible();
  rmSync(`test-results/runs/${run}`, { recursive: true });
});

test('the bundled sample says that it is one, and fills the page', async ({ page }) => {
  await page.goto('/runs/sample');
  await expect(page.getByText('SAMPLE', { exact: true })).toBeVisible();
  for (const name of ['Speedup by category', 'From gain to cost', 'Same tokens as vanilla'])
    await expect(page.getByRole('region', { name })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`accessible and whole in ${colorScheme}, wide and narrow`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/runs/sample');
    await expect(page.getByRole('region', { name: 'Same tokens as vanilla' })).toBeVisible();
    await expectAccessible(page);
    await page.screenshot({ path: `test-results/overview-${colorScheme}.png`, fullPage: true });
    await expectNoOverflow(page);
    await expectAccessible(page);
    await page.screenshot({ path: `test-results/overview-${colorScheme}-narrow.png`, fullPage: true });
  });
}
