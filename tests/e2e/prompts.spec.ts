import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import type { RunView } from '../../components/data/api-schema.ts';
import { formatFigure } from '../../engine/core/figure-catalog.ts';
import { expectAccessible, expectNoOverflow } from './page-checks.ts';

const RUN = 'recorded';
const PATH = `/runs/${RUN}/prompts`;

const rows = (page: Page) => page.locator('tr[data-index]');
const search = (page: Page) => page.getByRole('textbox', { name: 'Search' });
const found = (page: Page) => page.getByRole('status').filter({ hasText: 'questions' });

async function open(page: Page, query = ''): Promise<RunView> {
  await page.goto(`${PATH}${query}`);
  await expect(found(page)).toBeVisible();
  return (await (await page.request.get(`/api/runs/${RUN}`)).json()) as RunView;
}

test('every question is there with the figures of the run', async ({ page }) => {
  const run = await open(page);
  const count = run.promptFigures.length;
  await expect(found(page)).toHaveText(`${count} of ${count} questions`);
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', String(count + 1));
  const first = run.questions.filter(({ questionId }) => questionId === run.questions[0]?.questionId);
  const row = rows(page).first();
  for (const { method, speedup } of first)
    if (method !== 'vanilla') await expect(row).toContainText(formatFigure('speedup', speedup));
  const speculative = first.find(({ method }) => method === 'speculative');
  await expect(row).toContainText(formatFigure('emptyStepShare', speculative?.emptyStepShare ?? null));
  await expect(row).toContainText(run.prompts[0]?.turns[0]?.slice(0, 40) ?? 'a prompt');
});

test('a search is the address, its errors name their place, and a bare word is offered as text', {
  tag: '@phone',
}, async ({ page }) => {
  const run = await open(page, '?q=cat%3Acoding');
  const coding = run.promptFigures.filter(({ category }) => category === 'coding').length;
  await expect(found(page)).toContainText(`${coding} of`);
  await expect(search(page)).toHaveValue('cat:coding');
  await search(page).fill('cat:codng');
  await expect(page.getByText(/^at character 5: "codng" \(allowed: writing, /)).toBeVisible();
  // What could be read last is still shown.
  await expect(found(page)).toContainText(`${coding} of`);
  await search(page).fill('m:medusa python');
  await page.getByRole('button', { name: 'Search for m:medusa "python"' }).click();
  const python = run.prompts.filter(({ turns }) => turns[0]?.toLowerCase().includes('python')).length;
  await expect(found(page)).toContainText(`${python} of`);
  await expect(page).toHaveURL(/q=m:medusa/);
  await search(page).fill('id:nothing');
  await expect(page.getByText('No question fits')).toBeVisible();
  await page.getByRole('button', { name: 'Show all questions' }).click();
  await expect(found(page)).toContainText(`${run.promptFigures.length} of`);
});

test('filters count what they leave; Ctrl-click adds, a second click takes away', { tag: '@phone' }, async ({
  page,
}) => {
  const run = await open(page);
  const both = run.promptFigures.filter(({ category }) => category === 'math' || category === 'coding');
  const filters = page.getByRole('group', { name: 'Filters' });
  await filters.getByRole('button', { name: /^math/ }).click();
  await expect(search(page)).toHaveValue('cat:math');
  await filters.getByRole('button', { name: /^coding/ }).click({ modifiers: ['ControlOrMeta'] });
  await expect(search(page)).toHaveValue('cat:math cat:coding');
  await expect(found(page)).toContainText(`${both.length} of`);
  await page
    .getByRole('group', { name: 'Figures of' })
    .getByRole('button', { name: 'lookup', exact: true })
    .click();
  await expect(search(page)).toHaveValue('m:lookup cat:math cat:coding');
  await filters.getByRole('button', { name: /^math/ }).click();
  await filters.getByRole('button', { name: /^coding/ }).click();
  await expect(search(page)).toHaveValue('m:lookup');
});

test('a heading sorts, rising, falling and not at all, and the order is the address', async ({ page }) => {
  const run = await open(page);
  // Only the rows in sight are drawn.
  const ids = async () => (await rows(page).locator('td:first-child').allTextContents()).slice(0, 6);
  const speedups = new Map(
    run.questions
      .filter(({ method }) => method === 'medusa')
      .map((q) => [String(q.questionId), q.speedup ?? 0]),
  );
  const sorted = [...speedups.keys()].sort((a, b) => (speedups.get(a) ?? 0) - (speedups.get(b) ?? 0));
  const button = page.getByRole('button', { name: /^Medusa( [↑↓])?$/ });
  const heading = page.getByRole('columnheader').filter({ has: button });
  await heading.getByRole('button').click();
  await expect(heading).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(ids).toEqual(sorted.slice(0, 6));
  await heading.getByRole('button').click();
  await expect(page).toHaveURL(/s=-speedup\.medusa/);
  await expect.poll(ids).toEqual(sorted.toReversed().slice(0, 6));
  await page.reload();
  await expect.poll(ids).toEqual(sorted.toReversed().slice(0, 6));
  await page.goBack();
  await expect.poll(ids).toEqual(sorted.slice(0, 6));
});

test('on a telephone, where rows are cards without headings, the order is chosen from a list', async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const run = await open(page);
  const speedups = run.questions
    .filter(({ method }) => method === 'medusa')
    .toSorted((a, b) => (b.speedup ?? 0) - (a.speedup ?? 0));
  await page.getByLabel('Sort by').selectOption({ label: 'Medusa, falling' });
  await expect(page).toHaveURL(/s=-speedup\.medusa/);
  await expect(rows(page).first()).toContainText(String(speedups[0]?.questionId));
  await page.reload();
  await expect(page.getByLabel('Sort by')).toHaveValue('-speedup.medusa');
  await expect(rows(page).first().locator('td').first()).toHaveText(String(speedups[0]?.questionId));
});

test('rows are walked by keyboard, and Enter inspects', async ({ page }) => {
  const run = await open(page);
  await page.keyboard.press('/');
  await expect(search(page)).toBeFocused();
  // Letters are typed there, not acted on.
  await page.keyboard.type('j');
  await expect(search(page)).toHaveValue('j');
  await search(page).fill('');
  await page.keyboard.press('Enter');
  await expect(rows(page).nth(0)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('j');
  await expect(rows(page).nth(2)).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('End');
  await expect(rows(page).last()).toBeFocused();
  await page.keyboard.press('Enter');
  const last = run.promptFigures.at(-1)?.questionId;
  await expect(page).toHaveURL(new RegExp(`/runs/${RUN}/prompts/${last}\\?m=speculative`));
});

test('a search is kept by name, and what is shown is exported', async ({ page }) => {
  const run = await open(page, '?q=cat%3Acoding&s=-tokens');
  await page.getByRole('button', { name: 'Saved' }).click();
  await page.getByLabel('Save this search as').fill('my code');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.goto(PATH);
  await expect(found(page)).toContainText(`${run.promptFigures.length} of`);
  await page.getByRole('button', { name: 'Saved' }).click();
  await page.getByRole('button', { name: /^my code/ }).click();
  await expect(page).toHaveURL(/q=cat:coding/);
  await expect(page).toHaveURL(/s=-tokens/);
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'These questions as CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`${RUN}-questions.csv`);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines[0]).toMatch(/^questionId,category,method,/);
  const own = run.questions.filter(({ category }) => category === 'coding');
  expect(lines.filter((line) => /^\d+,coding,/.test(line))).toHaveLength(own.length);
});

for (const scheme of ['light', 'dark'] as const) {
  test(`accessible and whole in ${scheme}, wide and narrow`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await open(page, '?q=m:medusa');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'What can be searched' }).click();
    await expect(page.getByText('cat:coding', { exact: true })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expectNoOverflow(page);
    await expectAccessible(page);
  });
}
