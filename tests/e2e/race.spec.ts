import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

const METHODS = ['vanilla', 'speculative', 'lookup', 'Medusa'];

async function openReady(page: Page, path = '/race'): Promise<void> {
  await page.goto(path);
  await expect(page.getByText('onnxruntime-node')).toBeVisible({ timeout: 120_000 });
}

async function race(page: Page, tokens: number): Promise<void> {
  await page.getByLabel('Most tokens').fill(String(tokens));
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.getByRole('status')).toContainText('Race over', { timeout: 120_000 });
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`)).toEqual([]);
}

const lane = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('a prompt of the suite is decoded by four methods, with figures and a verdict each', async ({
  page,
}) => {
  await openReady(page);
  await page.getByRole('combobox', { name: 'Prompt from the suite' }).click();
  await page.getByRole('option').nth(40).click();
  await expect(page).toHaveURL(/prompt=41/);
  await race(page, 32);
  const text = await page.getByRole('region', { name: 'Answer by vanilla' }).textContent();
  expect(text?.length).toBeGreaterThan(20);
  for (const name of METHODS) {
    const card = lane(page, name);
    await expect(card.getByText('done')).toBeVisible();
    await expect(card.getByText('tokens per second')).toBeVisible();
    if (name === 'vanilla') continue;
    // A near-tie is rounding, on a processor that is not the reference's; anything else is a fault.
    const verdict = card.getByText(/identical to vanilla, (\d+) of \1 tokens|≈ near-tie/);
    await expect(verdict).toBeVisible();
    if (!(await verdict.textContent())?.includes('near-tie'))
      expect(await page.getByRole('region', { name: `Answer by ${name}` }).textContent()).toBe(text);
  }
  // The address restores the prompt in a fresh page.
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Prompt from the suite' })).toHaveValue(/^41\. /);
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
  await expect(panel.getByTestId('narration')).toHaveText(
    /^Step 2: \d+ candidates?, (none accepted|\d+ accepted \(.+\)), .+; \d+ tokens? gained in \d/,
  );
  await expect(panel.getByText(/^Vanilla's mean step took \d+.*gained \d/)).toBeVisible();
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

test('a step has an address: it opens again where the same race has run', async ({ page }) => {
  await openReady(page, '/race?prompt=43&m=medusa&step=2');
  await expect(page.getByText('Press Run to see step 2 of Medusa.')).toBeVisible();
  await race(page, 12);
  const panel = page.getByRole('region', { name: 'Selected step' });
  await expect(panel.getByRole('heading')).toHaveText(/Step 2 of \d+, Medusa/);
  await panel.getByRole('button', { name: 'Next step' }).click();
  await expect(panel.getByRole('heading')).toHaveText(/Step 3 of \d+, Medusa/);
  await expect(page).toHaveURL(/prompt=43&m=medusa&step=3/);
  // The strip by pointer: its left end is the first step.
  await page.getByRole('slider', { name: 'Steps of vanilla' }).click({ position: { x: 2, y: 50 } });
  await expect(panel.getByRole('heading')).toHaveText(/Step 1 of \d+, vanilla/);
  await expect(panel.getByTestId('narration')).toHaveText(/nothing proposed, the target chose/);
  // Another prompt, another answer: the step is not meant any more.
  await page.getByLabel('Prompt', { exact: true }).fill('Hi');
  await expect(page).not.toHaveURL(/step=/);
  await page.goto('/race?prompt=999');
  await expect(page.getByText('The suite has no prompt 999')).toBeVisible();
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
  await expect(lane(page, 'Medusa').getByText('did not run')).toBeVisible();
  await expectAccessible(page);
  // The engine is free again at once.
  await race(page, 4);
  await expect(lane(page, 'vanilla').getByText('done')).toBeVisible();
});

test('two races at once wait for each other, and a stopped one leaves the other alone', async ({
  page,
  context,
}) => {
  await openReady(page);
  const second = await context.newPage();
  await openReady(second);
  await page.getByLabel('Most tokens').fill('24');
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.getByRole('region', { name: 'Answer by vanilla' })).not.toHaveText('');
  await second.getByRole('button', { name: 'Run' }).click();
  await second.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('status')).toContainText('Race over', { timeout: 120_000 });
  for (const name of METHODS) await expect(lane(page, name).getByText('done')).toBeVisible();
});

test('an empty prompt is refused on the page', async ({ page }) => {
  await openReady(page);
  await page.getByLabel('Prompt', { exact: true }).fill('');
  await expect(page.getByText('A prompt needs at least one character.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run' })).toBeDisabled();
});

test('a number of tokens out of range is named, not changed', async ({ page }) => {
  await openReady(page);
  const field = page.getByLabel('Most tokens');
  await field.fill('5000');
  await field.blur();
  await expect(field).toHaveValue('5000');
  await expect(page.getByText('Most tokens must be a whole number from 1 to 2048.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run' })).toBeDisabled();
});

for (const scheme of ['Light', 'Dark'] as const) {
  test(`accessible and whole in ${scheme.toLowerCase()}, wide and narrow`, async ({ page }) => {
    await openReady(page);
    await page.getByText(scheme, { exact: true }).click();
    await race(page, 16);
    await page.getByRole('slider', { name: 'Steps of Medusa' }).focus();
    await page.keyboard.press('End');
    await expectAccessible(page);
    await page.screenshot({ path: `test-results/race-${scheme.toLowerCase()}.png`, fullPage: true });
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `at ${width} pixels`).toBeLessThanOrEqual(0);
    }
    await page.screenshot({ path: `test-results/race-${scheme.toLowerCase()}-narrow.png`, fullPage: true });
  });
}
