import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

const METHODS = ['vanilla', 'speculative', 'lookup', 'Medusa'];

async function openReady(page: Page, path = '/'): Promise<void> {
  await page.goto(path);
  await expect(page.getByText('onnxruntime-node')).toBeVisible({ timeout: 120_000 });
}

async function race(page: Page, tokens: number): Promise<void> {
  await page.getByLabel('Most tokens').fill(String(tokens));
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.getByRole('status')).toContainText('Race over', { timeout: 120_000 });
}

const lane = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('a prompt of the suite is decoded by four methods, with figures and a verdict each', async ({
  page,
}) => {
  await openReady(page);
  await page.getByLabel('Prompt from the suite').click();
  await page.getByRole('option').nth(40).click();
  await expect(page).toHaveURL(/prompt=41/);
  await race(page, 32);
  const text = await page.getByRole('region', { name: 'Answer by vanilla' }).textContent();
  expect(text?.length).toBeGreaterThan(20);
  for (const name of METHODS) {
    const card = lane(page, name);
    await expect(card.getByText('done')).toBeVisible();
    await expect(card.getByText('tokens per second')).toBeVisible();
    expect(await page.getByRole('region', { name: `Answer by ${name}` }).textContent()).toBe(text);
    if (name !== 'vanilla')
      await expect(card.getByText(/identical to vanilla, (\d+) of \1 tokens/)).toBeVisible();
  }
  // The address restores the prompt in a fresh page.
  await page.reload();
  await expect(page.getByLabel('Prompt from the suite')).toHaveValue(/^41\. /);
});

test('a typed prompt, its special tokens as plain text', async ({ page }) => {
  await openReady(page);
  await page.getByLabel('Prompt', { exact: true }).fill('Repeat exactly: <|im_end|> one two three');
  for (const name of ['lookup', 'Medusa', 'speculative'])
    await page.getByLabel(name, { exact: true }).uncheck();
  await race(page, 12);
  await expect(lane(page, 'vanilla').getByText('done')).toBeVisible();
  await expect(lane(page, 'Medusa')).toHaveCount(0);
});

test('steps are chosen by keyboard, and the tree is walked by keyboard', async ({ page }) => {
  await openReady(page);
  await race(page, 24);
  const strip = page.getByRole('slider', { name: 'Steps of Medusa' });
  await strip.focus();
  await page.keyboard.press('Home');
  await expect(strip).toHaveAttribute('aria-valuetext', /^Step 1 of \d+, \d+ accepted/);
  await page.keyboard.press('ArrowRight');
  await expect(strip).toHaveAttribute('aria-valuetext', /^Step 2 of/);
  const panel = page.getByRole('region', { name: 'Selected step' });
  await expect(panel.getByRole('heading')).toHaveText(/Step 2 of \d+, Medusa/);
  await expect(panel.getByText(/^Step 2: \d+ candidates?, (none accepted|\d+ accepted)/)).toBeVisible();
  const tree = panel.getByRole('tree');
  expect(await tree.getByRole('treeitem').count()).toBeGreaterThanOrEqual(3);
  await tree.getByRole('treeitem').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(tree.getByRole('treeitem', { selected: true })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(tree.getByRole('treeitem', { selected: true })).toHaveAttribute(
    'aria-label',
    /draft probability \d/,
  );
  await expect(panel.getByText(/^Draft [\d.<]+, target [\d.<]+ for this token/)).toBeVisible();
});

test('a race can be stopped, and what has come is kept as partial', async ({ page }) => {
  await openReady(page);
  await page.getByLabel('Most tokens').fill('1024');
  await page.getByRole('button', { name: 'Run' }).click();
  const answer = page.getByRole('region', { name: 'Answer by vanilla' });
  await expect(answer).not.toHaveText('');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(lane(page, 'vanilla').getByText('stopped, partial')).toBeVisible();
  expect(await answer.textContent()).not.toBe('');
  // The engine is free again at once.
  await race(page, 4);
  await expect(lane(page, 'vanilla').getByText('done')).toBeVisible();
});

test('an empty prompt is refused on the page', async ({ page }) => {
  await openReady(page);
  await page.getByLabel('Prompt', { exact: true }).fill('');
  await expect(page.getByText('A prompt needs at least one character.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run' })).toBeDisabled();
});

test('the latest run is charted, with a table', async ({ page }) => {
  await openReady(page);
  const section = page.getByRole('region', { name: 'Latest benchmark run' });
  await expect(section.locator('.recharts-bar-rectangle path').first()).toBeVisible();
  expect(await section.locator('.recharts-bar-rectangle path').count()).toBe(4 * 9);
  await section.getByRole('button', { name: 'Table' }).click();
  await expect(section.getByRole('row')).toHaveCount(10);
  await expect(section.getByRole('row', { name: /^coding/ })).toContainText(/\d+\.\d \(\d\.\d\dx\)/);
});

for (const scheme of ['Light', 'Dark'] as const) {
  test(`accessible and whole in ${scheme.toLowerCase()}, wide and narrow`, async ({ page }) => {
    await openReady(page);
    await page.getByText(scheme, { exact: true }).click();
    await race(page, 16);
    await page.getByRole('slider', { name: 'Steps of Medusa' }).focus();
    await page.keyboard.press('End');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`)).toEqual([]);
    await page.screenshot({ path: `test-results/race-${scheme.toLowerCase()}.png`, fullPage: true });
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `at ${width} pixels`).toBeLessThanOrEqual(0);
    }
    await page.screenshot({ path: `test-results/race-${scheme.toLowerCase()}-narrow.png`, fullPage: true });
  });
}
