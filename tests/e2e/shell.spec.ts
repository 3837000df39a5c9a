import { expect, type Page, test } from '@playwright/test';
import { KEYS } from '../../components/shell/keys.ts';
import { expectAccessible } from './page-checks.ts';

/** What the browser fetched is shown: from here on keys are heard. */
async function openSample(page: Page): Promise<void> {
  await page.goto('/runs/sample');
  await expect(page.getByRole('region', { name: 'Same tokens as vanilla' })).toBeVisible();
}

test('the palette finds pages, runs and prompts by typing', async ({ page }) => {
  await openSample(page);
  await page.keyboard.press('Control+k');
  const search = page.getByPlaceholder('Search pages, runs, prompts and keys');
  await expect(search).toBeFocused();
  await expectAccessible(page);
  await search.fill('race');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/race$/);
  await page.keyboard.press('Control+k');
  // Letters that stand in some prompt one after another are no hit.
  await search.fill('rce');
  await expect(page.getByText('Nothing is called so.')).toBeVisible();
  await search.fill('recorded');
  await page.getByRole('option', { name: /^recorded/ }).click();
  await expect(page).toHaveURL(/\/runs\/recorded$/);
});

test('? shows every key, single letters can be switched off, and none fires while typing', async ({
  page,
}) => {
  await openSample(page);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await expect(sheet.getByRole('row')).toHaveCount(KEYS.length);
  await expectAccessible(page);
  await sheet.getByRole('switch').uncheck();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.keyboard.press('?');
  await expect(sheet).toBeHidden();
  await page.getByRole('button', { name: 'Keys' }).click();
  await sheet.getByRole('switch').check();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search pages, runs, prompts and keys').pressSequentially('what?');
  await expect(sheet).toBeHidden();
});

test('another run is one choice away, and a pinned baseline stays', async ({ page }) => {
  await page.goto('/runs/sample');
  await page.getByRole('button', { name: 'Pin as baseline' }).click();
  await page.getByRole('button', { name: /^Run sample/ }).click();
  await page.getByRole('menuitem', { name: /^recorded/ }).click();
  await expect(page).toHaveURL(/\/runs\/recorded$/);
  await expect(page.getByRole('region', { name: 'Run', exact: true })).toContainText('baseline: sample');
  await page.reload();
  await expect(page.getByRole('region', { name: 'Run', exact: true })).toContainText('baseline: sample');
});

test('an unknown run and an unknown page name the nearest there are', async ({ page, request }) => {
  await page.goto('/runs/recordet');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no run recordet');
  await page.getByRole('link', { name: /^recorded: / }).click();
  await expect(page).toHaveURL(/\/runs\/recorded$/);
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    // The browser itself tells that the answer was 404, as it must be.
    if (message.type() === 'error' && !message.text().includes('404')) faults.push(message.text());
  });
  for (const path of ['/runs/recorded/nothing', '/rase']) {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such page');
    await expect(page.getByText(`Nothing is at ${path}.`)).toBeVisible();
  }
  expect(faults).toEqual([]);
  await page.getByRole('link', { name: 'Race (/race)' }).click();
  await expect(page).toHaveURL(/\/race$/);
  const missing = await request.get('/api/runs/nowhere');
  expect(missing.status()).toBe(404);
  expect((await missing.json()).error).toBe('there is no run "nowhere" (known: recorded, sample)');
  const question = await request.get('/api/runs/recorded/answers/nothing');
  expect(question.status()).toBe(404);
});

test('pages are built beforehand, with their own place in the navigation marked', async ({ request }) => {
  for (const [path, label] of [
    ['/race', 'Race'],
    ['/training', 'Training'],
  ] as const) {
    const built = await (await request.get(path)).text();
    const marked = [...built.matchAll(/<a [^>]*aria-current="page"[^>]*>.*?<\/a>/g)].map(([link]) => link);
    expect(marked, path).toHaveLength(1);
    expect(marked[0]).toContain(`>${label}<`);
  }
});

test('the tour is offered once, walks through the pages and can be left anywhere', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Take the tour' }).click();
  const tour = page.getByRole('complementary', { name: 'Tour' });
  await expect(tour).toContainText('A run in sentences');
  await expect(page).toHaveURL(/\/runs\/sample$/);
  await expect(page.locator('[data-tour="sentences"][data-tour-here]')).toBeVisible();
  await expectAccessible(page);
  await tour.getByRole('button', { name: 'Next' }).click();
  await expect(tour).toContainText('Where a method gains');
  // No trap: the page behind it still works.
  await page.getByRole('link', { name: 'Race' }).click();
  await expect(page).toHaveURL(/\/race$/);
  await tour.getByRole('button', { name: 'End the tour' }).click();
  await expect(tour).toBeHidden();
  await page.goto('/');
  await expect(page.getByRole('list', { name: 'Verdicts of the run' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Take the tour' })).toBeHidden();
});

test('the navigation opens and closes on a telephone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openSample(page);
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeHidden();
  await page.getByRole('button', { name: 'Navigation', exact: true }).click();
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Race' }).click();
  await expect(page).toHaveURL(/\/race$/);
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeHidden();
});

test('without a model the page says what to do, and what is recorded can be read', async ({ page }) => {
  // The server of these tests has a model; what it would say without one is put in its place.
  const message = 'SmolLM2 could not be fetched (no connection); give a local copy with --model PATH';
  let asked = 0;
  await page.route('**/api/status', (route) => {
    if (route.request().method() === 'POST') asked++;
    return route.fulfill({ json: { kind: 'failed', message } });
  });
  await page.goto('/runs/sample');
  await page.getByRole('button', { name: 'No engine: what to do' }).click();
  await expect(page.getByText(message)).toBeVisible();
  await expect(page.getByText(/Everything recorded can be read without it/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => asked).toBe(1);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Same tokens as vanilla' })).toBeVisible();
});
