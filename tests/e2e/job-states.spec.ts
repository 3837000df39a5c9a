/** What Race and Bench say before, beside and after what they run, and when the server is not heard of. */
import { expect, type Page, test } from '@playwright/test';
import { readRun } from '../../engine/records/read-run.ts';
import { folderOf, removeRun } from './cut-run.ts';
import { expectAccessible } from './page-checks.ts';

/** Without motion a race that is over is shown whole, not replayed at once. */
test.use({ contextOptions: { reducedMotion: 'reduce' } });

const note = (page: Page, words: string) => page.getByRole('note').filter({ hasText: words });
const LOST = 'Stale. The server does not answer';

test('a race: none yet, stopped half-way, and then not of the settings shown', async ({ page }) => {
  await page.goto('/race');
  await expect(page.getByText('No race yet')).toBeVisible();
  await expect(page.getByText('onnxruntime-node')).toBeVisible();
  for (const box of await page.getByRole('group', { name: 'Methods' }).getByRole('checkbox').all())
    await box.setChecked(['vanilla', 'lookup'].includes((await box.getAttribute('aria-label')) ?? ''));
  const most = page.getByLabel('Most tokens');
  const answer = page.getByRole('region', { name: 'Answer by vanilla', exact: true });
  const begin = async (tokens: string) => {
    const before = new URL(page.url()).searchParams.get('race');
    await most.fill(tokens);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('race') ?? before).not.toBe(before);
    await expect(answer).not.toHaveText('');
  };
  const over = page.getByRole('status').filter({ hasText: 'Race over' });
  await begin('1024');
  await expect(page.getByText('No race yet')).toBeHidden();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(note(page, 'Partial. 0 of 2 answers are whole.')).toBeVisible();
  await expect(note(page, 'The settings above')).toHaveCount(0);
  await most.fill('8');
  const stale = note(page, 'Stale. The settings above are others than this race had: most tokens.');
  await expect(stale).toBeVisible();
  await expectAccessible(page);
  await begin('8');
  await expect(over).toBeAttached();
  await expect(stale).toBeHidden();
  await expect(note(page, 'Partial.')).toHaveCount(0);
});

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
    note(page, 'others than this benchmark had: prompts, methods, most tokens, engine, cost of a pass.'),
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
