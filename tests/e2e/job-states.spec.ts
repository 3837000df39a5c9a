/** What Race and Bench say before, beside and after what they run, and when the server is not heard of. */
import { expect, type Page, test } from '@playwright/test';
import { readRun } from '../../engine/records/read-run.ts';
import { folderOf, removeRun } from './cut-run.ts';

const note = (page: Page, words: string) => page.getByRole('note').filter({ hasText: words });
const LOST = 'Stale. The server does not answer';

test('a race that is on its way is not taken for none', async ({ page }) => {
  let mend = () => {};
  const mended = new Promise<void>((resolve) => {
    mend = resolve;
  });
  await page.route(/\/api\/runs\/sample\/answers\/1$/, async (route) => {
    await mended;
    await route.continue();
  });
  await page.goto('/race?rec=sample');
  await expect(page.getByRole('status').filter({ hasText: 'The race is loading' })).toBeVisible();
  await expect(page.getByText('No race yet')).toHaveCount(0);
  mend();
  await expect(page.getByRole('region', { name: 'Medusa', exact: true }).getByText('done')).toBeVisible();
  await expect(page.getByText('The race is loading')).toBeHidden();
});

test('a benchmark: none yet, out of reach, then not of the settings shown; its run has no trees and no rivals', async ({
  page,
}) => {
  await page.goto('/bench');
  await expect(page.getByText('No benchmark runs')).toBeVisible();
  const asked = { suite: { kind: 'builtin' }, prompts: 1, methods: ['vanilla'], turns: 1, maxNewTokens: 2 };
  const started = await page.request.post('/api/benches', { data: { ...asked, cost: false } });
  const { id } = (await started.json()) as { id: string };
  let heard = false;
  await page.route(/\/events$/, async (route) => {
    if (heard) await route.continue();
    else await route.abort('connectionfailed');
  });
  await page.goto(`/bench?bench=${id}`);
  await expect(page.getByRole('status').filter({ hasText: 'The benchmark is loading' })).toBeVisible();
  await expect(note(page, LOST)).toBeVisible();
  heard = true;
  const progress = page.getByRole('region', { name: 'This benchmark' });
  await expect(progress.getByRole('heading', { name: 'Complete' })).toBeVisible();
  await expect(note(page, LOST)).toBeHidden();
  await expect(
    note(page, 'others than this benchmark had: prompts, methods, most tokens, cost of a pass.'),
  ).toBeVisible();

  const href = await progress.getByRole('link', { name: /^Overview of / }).getAttribute('href');
  const run = decodeURIComponent(href?.split('/').at(-1) ?? '');
  try {
    expect((await readRun(folderOf(run))).manifest.settings.methods).toEqual(['vanilla']);
    await page.goto(`/runs/${run}`);
    await expect(page.getByText('Only vanilla ran', { exact: true })).toBeVisible();
    await page.goto(`/runs/${run}/trees`);
    await expect(page.getByText('No trees in this run')).toBeVisible();
  } finally {
    removeRun(run);
  }
});
