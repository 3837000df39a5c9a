import { expect, type Page, test } from '@playwright/test';
import type { RunView } from '../../components/data/api-schema.ts';
import { FIGURE_IDS, figureEntry, showFigure } from '../../engine/core/figure-catalog.ts';
import { expectWholeInEveryForm } from './page-checks.ts';

async function open(page: Page, run: string): Promise<RunView> {
  await page.goto(`/runs/${run}/method`);
  await expect(page.getByRole('region', { name: 'Protocol' })).toBeVisible();
  return (await (await page.request.get(`/api/runs/${run}`)).json()) as RunView;
}

const figure = (page: Page, name: string) => page.getByRole('article', { name, exact: true });

test('every figure has its formula and what it is in this run', { tag: '@phone' }, async ({ page }) => {
  const run = await open(page, 'recorded');
  const medusa = run.summary.methods.medusa?.overall;
  if (!medusa) throw new Error('the recorded run has no Medusa');
  await expect(page.getByRole('article')).toHaveCount(FIGURE_IDS.length);
  for (const id of ['tokensPerStep', 'speedup', 'tokensPerSecond'] as const) {
    const { name, formula } = figureEntry(id);
    await expect(figure(page, name)).toContainText(`= ${formula}`);
    await expect(figure(page, name)).toContainText(`Medusa ${showFigure(id, medusa)}`);
  }
  await page.getByRole('textbox', { name: 'Find a figure' }).fill('accepted length');
  await expect(figure(page, figureEntry('meanAcceptedLength').name)).toBeVisible();
  await expect(figure(page, figureEntry('tokensPerSecond').name)).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Find a figure' }).fill('no such figure');
  await expect(
    page.getByRole('status').filter({ hasText: 'No figure holds "no such figure".' }),
  ).toBeVisible();
});

test('a figure that follows from two others is worked out with their numbers', async ({ page }) => {
  const run = await open(page, 'sample');
  const medusa = run.summary.methods.medusa?.overall;
  if (!medusa) throw new Error('the sample run has no Medusa');
  const shown = (id: 'tokensPerStep' | 'predictedOverhead' | 'predictedSpeedup') => showFigure(id, medusa);
  await expect(figure(page, figureEntry('predictedSpeedup').name)).toContainText(
    `Medusa ${shown('tokensPerStep')} / ${shown('predictedOverhead')} = ${shown('predictedSpeedup')}`,
  );
});

test('how the run was measured, and the command that makes it again', async ({ page }) => {
  const { manifest } = await open(page, 'recorded');
  const { settings, environment, engine } = manifest;
  await expect(page.getByRole('region', { name: 'Protocol' })).toContainText(
    `the same budget of ${settings.maxNewTokens} tokens`,
  );
  await expect(page.getByRole('region', { name: 'Known limits' })).toContainText(environment.processor);
  const again = page.getByRole('region', { name: 'How to run it again' });
  await expect(again).toContainText(`--max-new-tokens ${settings.maxNewTokens}`);
  await expect(again).toContainText(engine.model.name);
  await page
    .getByRole('navigation', { name: 'On this page' })
    .getByRole('link', { name: 'Glossary' })
    .click();
  await expect(page).toHaveURL(/#glossary$/);
  await expect(page.getByRole('region', { name: 'Glossary' })).toBeInViewport();
});

test('the glossary is searched by term and by meaning', async ({ page }) => {
  await open(page, 'sample');
  const glossary = page.getByRole('region', { name: 'Glossary' });
  const all = await glossary.getByRole('term').count();
  expect(all).toBeGreaterThan(20);
  await glossary.getByRole('textbox', { name: 'Find a term' }).fill('ended at a leaf');
  await expect(glossary.getByRole('term')).toHaveText(['bonus']);
  await glossary.getByRole('textbox', { name: 'Find a term' }).fill('bonus');
  await expect(glossary.getByRole('term').filter({ hasText: /^own token$/ })).toBeVisible();
  expect(await glossary.getByRole('term').count()).toBeLessThan(all);
  await glossary.getByRole('textbox', { name: 'Find a term' }).fill('no such term');
  await expect(glossary.getByRole('status')).toHaveText('No term holds "no such term".');
});

test('accessible and whole in light and dark, wide and narrow', async ({ page }) => {
  await open(page, 'sample');
  for (const summary of await page.getByRole('region', { name: 'Data schema' }).locator('summary').all())
    await summary.click();
  await expectWholeInEveryForm(page);
});
