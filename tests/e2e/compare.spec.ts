import { expect, type Page, test } from '@playwright/test';
import type { ComparisonView } from '../../components/data/compare-schema.ts';
import { comparisonSentences } from '../../engine/core/comparison-sentences.ts';
import { cutRun, removeRun } from './cut-run.ts';
import { expectAccessible, expectNoOverflow } from './page-checks.ts';

const [BASE, RUN] = ['sample', 'recorded'];
const EMPTY = 'compare-empty';
const PATH = `/compare?base=${BASE}&runs=${RUN}`;

const outputs = (page: Page) => page.getByRole('region', { name: 'Outputs side by side' });

async function open(page: Page, query = ''): Promise<ComparisonView> {
  await page.goto(`${PATH}${query}`);
  // Made when the reader comes near.
  await outputs(page).scrollIntoViewIfNeeded();
  await expect(page.getByTestId('difference')).toBeVisible();
  return (await (await page.request.get(`/api/compare?base=${BASE}&runs=${RUN}`)).json()) as ComparisonView;
}

test('a run against a baseline is told in sentences, with what to beware of', async ({ page }) => {
  const { comparisons } = await open(page);
  const [own] = comparisons;
  if (!own) throw new Error('nothing is compared');
  await expect(page.getByRole('list', { name: 'Verdicts of run B' }).getByRole('listitem')).toHaveText(
    comparisonSentences(own.comparison),
  );
  for (const warning of own.comparison.warnings) await expect(page.getByText(warning)).toBeVisible();
  const settings = page.getByRole('region', { name: 'What differs' });
  for (const { name } of own.comparison.settings)
    await expect(settings.getByRole('cell', { name, exact: true })).toBeVisible();
});

test('every chart has its numbers, and a mark leads to its outputs', { tag: '@phone' }, async ({ page }) => {
  const { comparisons } = await open(page);
  const questions = comparisons[0]?.comparison.methods.medusa?.questions ?? [];
  const chart = page.getByRole('region', { name: 'Methods against the baseline' });
  await expect(chart.locator('svg a').first()).toBeAttached();
  const last = questions.at(-1);
  const mark = chart.getByRole('link', { name: new RegExp(`^question ${last?.questionId}, `) }).last();
  await mark.dispatchEvent('click');
  await expect(page).toHaveURL(new RegExp(`q=${last?.questionId}`));
  await expect(outputs(page).getByLabel('Question')).toHaveValue(new RegExp(`^${last?.questionId}, `));
  await chart.getByRole('button', { name: 'Show table' }).click();
  await expect(chart.getByRole('row', { name: /^B overall Medusa \d/ })).toContainText(
    `${comparisons[0]?.comparison.methods.medusa?.overall.sameOutputs} of ${questions.length}`,
  );
  await page.getByText('tokens per second', { exact: true }).click();
  await expect(page).toHaveURL(/by=speed/);
});

test('the outputs of two methods of one run, and the way to the tree', async ({ page }) => {
  await page.goto(`/compare?base=${RUN}&runs=&m=medusa`);
  await expect(page.getByText('Nothing is held against the baseline')).toBeVisible();
  const difference = page.getByTestId('difference');
  await expect(difference).toHaveText(/^(Both outputs are the same|The outputs are the same up to token)/);
  const [left, right] = [
    outputs(page).getByRole('region', { name: 'Text on the left' }),
    outputs(page).getByRole('region', { name: 'Text on the right' }),
  ];
  if ((await difference.textContent())?.startsWith('Both'))
    expect(await left.textContent()).toBe(await right.textContent());
  await outputs(page)
    .getByRole('link', { name: /Inspect this answer|Tree of step/ })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`/runs/${RUN}/prompts/\\d+\\?m=medusa`));
});

test('trees after the same text are laid over each other, place by place, and the address keeps the place', {
  tag: '@phone',
}, async ({ page }) => {
  await page.goto(`/compare?base=${RUN}&runs=&m=medusa&m2=hydra`);
  const trees = page.getByRole('region', { name: 'Trees after the same text' });
  await expect(trees.getByTestId('tree-places')).toHaveText(/^\d+ of \d+ steps on the left begin where/);
  await expect(trees.getByTestId('overlay-words')).toContainText('by Medusa only');
  const place = trees.getByTestId('tree-place');
  const first = await place.textContent();
  expect(first).toMatch(/^step \d+ on the left, step \d+ on the right$/);
  await trees
    .getByRole('button', { name: /^(Previous|Next) place$/, disabled: false })
    .first()
    .click();
  await expect(place).not.toHaveText(first ?? '');
  await expect(page).toHaveURL(/[?&]at=\d+/);
  const second = await place.textContent();
  await page.reload();
  await expect(place).toHaveText(second ?? '');
  await expectAccessible(page);
  await place.getByRole('link').last().click();
  await expect(page).toHaveURL(new RegExp(`/runs/${RUN}/prompts/\\d+\\?.*m=hydra`));
});

test('runs are chosen by name, and the address keeps them', async ({ page }) => {
  await page.goto(`/compare?base=${BASE}&runs=`);
  await page.getByRole('combobox', { name: /^Held against it/ }).click();
  await page.getByRole('option', { name: new RegExp(`^${RUN}`) }).click();
  await expect(page).toHaveURL(new RegExp(`runs=${RUN}`));
  await expect(page.getByRole('heading', { name: `B: ${RUN} against A: ${BASE}` })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: `B: ${RUN} against A: ${BASE}` })).toBeVisible();
});

test('runs without a question in common say so in place of empty charts', async ({ page }) => {
  cutRun(EMPTY, 'partial', 0);
  try {
    await page.goto(`/compare?base=${BASE}&runs=${EMPTY}`);
    await expect(page.getByText('Ratios are of the same question in both runs')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Methods against the baseline' })).toHaveCount(0);
    await page.goto(`/compare?base=${BASE}&runs=${RUN},${EMPTY}&with=${EMPTY}`);
    await expect(page.getByText(`Run ${EMPTY} and the baseline were asked nothing`)).toBeVisible();
    await expect(page.getByRole('region', { name: 'Methods against the baseline' })).toBeVisible();
    await expectAccessible(page);
  } finally {
    removeRun(EMPTY);
  }
});

test('a run that is not there is named', async ({ page }) => {
  await page.goto(`/compare?base=${BASE}&runs=nowhere`);
  await expect(page.getByRole('alert').filter({ hasText: 'there is no run "nowhere"' })).toBeVisible();
  const response = await page.request.get(`/api/compare?base=${BASE}`);
  expect(response.status()).toBe(400);
  expect(await response.json()).toMatchObject({ error: expect.stringContaining('invalid runs: ""') });
});

for (const scheme of ['light', 'dark'] as const) {
  test(`accessible and whole in ${scheme}, wide and narrow`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await open(page, '&m=medusa');
    await expectAccessible(page);
    await expectNoOverflow(page);
    await expectAccessible(page);
  });
}
