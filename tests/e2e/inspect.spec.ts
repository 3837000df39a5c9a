import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import type { QuestionAnswers, RunView } from '../../components/data/api-schema.ts';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import type { DecodeResult, Method } from '../../engine/protocol.ts';
import { GroupDecoder } from '../../engine/records/group-codec.ts';
import { expectAccessible, freshContext } from './page-checks.ts';

const RUN = 'recorded';

interface Prompt {
  id: string;
  path: string;
  of: (method: Method) => DecodeResult;
}

/** The first prompt of the recorded run, as the API tells it. */
async function firstPrompt(page: Page): Promise<Prompt> {
  const run = (await (await page.request.get(`/api/runs/${RUN}`)).json()) as RunView;
  return promptOf(page, RUN, String(run.questions[0]?.questionId));
}

async function promptOf(page: Page, run: string, id: string): Promise<Prompt> {
  const answers = (await (
    await page.request.get(`/api/runs/${run}/answers/${id}`)
  ).json()) as QuestionAnswers;
  const decoder = new GroupDecoder();
  const group = answers.groups.map((one) => decoder.decode(one))[0] as AnswerGroup;
  const of = (method: Method) => group.results.find((result) => result.method === method) as DecodeResult;
  return { id, path: `/runs/${run}/prompts/${id}`, of };
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByTestId('narration')).toBeVisible({ timeout: 120_000 });
}

const slider = (page: Page) => page.getByRole('slider', { name: 'Step' });
const tree = (page: Page) => page.getByRole('tree', { name: 'Candidate tree of the selected step' });

test('steps are walked by keyboard, and every pane follows', { tag: '@phone' }, async ({ page }) => {
  const { path, of } = await firstPrompt(page);
  const steps = of('medusa').steps;
  await open(page, path);
  await expect(slider(page)).toHaveAttribute('aria-valuetext', /^Step 1 of \d+, /);
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/step=2/);
  await expect(page.getByTestId('narration')).toContainText('Step 2: ');
  await slider(page).focus();
  await page.keyboard.press('End');
  await expect(slider(page)).toHaveAttribute('aria-valuenow', String(steps.length));
  await expect(page.getByTestId('narration')).toContainText(`Step ${steps.length}: `);
  await page.keyboard.press('Home');
  await expect(page).not.toHaveURL(/step=/);
  await page.keyboard.press('.');
  await expect(page.getByRole('navigation', { name: 'Bookmarks' }).locator('[aria-current]')).not.toHaveCount(
    0,
  );
});

test('the text is the record’s, a token leads to its step, and what is copied is clean', async ({ page }) => {
  const { path, of } = await firstPrompt(page);
  const { text, steps } = of('medusa');
  await open(page, path);
  const answer = page.getByRole('region', { name: 'Answer' });
  expect(await answer.textContent()).toBe(text);
  const copied = await answer.evaluate((element) => {
    const selection = window.getSelection();
    selection?.selectAllChildren(element);
    const words = selection?.toString();
    selection?.removeAllRanges();
    return words;
  });
  expect(copied?.trimEnd()).toBe(text.trimEnd());
  const step = steps.at(-1);
  await answer
    .locator(`[title*="step ${(step?.index ?? 0) + 1}"]`)
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`step=${(step?.index ?? 0) + 1}`));
});

test('the tree is walked by keyboard; the node, its rule and its numbers stand beside it', {
  tag: '@phone',
}, async ({ page }) => {
  const { path, of } = await firstPrompt(page);
  const at = of('medusa').steps.findIndex(
    ({ tree, acceptedPath }) => tree.tokenIds.length > 2 && acceptedPath.length > 0,
  );
  expect(at).toBeGreaterThanOrEqual(0);
  await open(page, `${path}?m=medusa&step=${at + 1}`);
  // A telephone begins with the ladder.
  await page.getByRole('radiogroup', { name: 'View' }).getByText('tree', { exact: true }).click();
  await expect(page.getByTestId('rule')).toContainText(/^(Bonus|Correction)/);
  await tree(page).getByRole('treeitem', { selected: true }).focus();
  await page.keyboard.press('Home');
  await expect(page.getByTestId('rule')).toContainText('The last token of the answer before this step');
  await page.keyboard.press('ArrowRight');
  await expect(tree(page).getByRole('treeitem', { selected: true })).toBeFocused();
  // The accepted path is on top, before what was refused.
  await expect(page.getByTestId('rule')).toContainText(
    /Accepted: it is the target's first choice here \(logit -?[\d.]+, [\d.]+ above the second/,
  );
  await expect(page).toHaveURL(/node=\d/);
  await expect(page.getByText('not recorded at trace level standard')).toBeVisible();
});

test('a link restores method, step, node and view in a fresh browser', { tag: '@phone' }, async ({
  page,
  browser,
}) => {
  const { path } = await firstPrompt(page);
  await open(page, `${path}?m=medusa&step=3&view=table`);
  await page.getByRole('button', { name: 'draft p' }).click();
  await page.locator('.row-token').first().click();
  await expect(page).toHaveURL(/node=/);
  const rule = await page.getByTestId('rule').textContent();
  const fresh = await (await freshContext(browser)).newPage();
  await open(fresh, page.url());
  await expect(fresh.getByTestId('rule')).toHaveText(rule ?? '');
  await expect(fresh.getByRole('table').filter({ hasText: 'outcome' })).toBeVisible();
  await expect(fresh.getByTestId('narration')).toContainText('Step 3: ');
  await fresh.context().close();
});

test('what is not there becomes the nearest that is, and the page says so', async ({ page }) => {
  const { path, of } = await firstPrompt(page);
  const last = of('medusa').steps.length;
  await open(page, `${path}?m=medusa&step=999&node=7.7`);
  await expect(page.getByText(`No step "999": there are 1 to ${last}. Shown is ${last}.`)).toBeVisible();
  await expect(page.getByText(/No node "7\.7"/)).toBeVisible();
  await open(page, `${path}?m=nothing`);
  await expect(page.getByText(/No method "nothing" here/)).toBeVisible();
  await page.goto(`/runs/${RUN}/prompts/987654`);
  await expect(page.getByText(`Run ${RUN} has no prompt "987654"`)).toBeVisible();
  await page.getByRole('navigation', { name: 'Nearest prompts' }).getByRole('link').first().click();
  await expect(page.getByTestId('narration')).toBeVisible();
});

test('methods keep the place in the text; two trees are laid over each other', async ({ page }) => {
  const { path } = await firstPrompt(page);
  await open(page, `${path}?m=medusa`);
  await page.keyboard.press('2');
  await expect(page).toHaveURL(/m=speculative/);
  await page.keyboard.press('4');
  await expect(page).toHaveURL(/m=medusa/);
  await page.getByLabel('Compare trees with').selectOption('speculative');
  // Both begin their first step after the prompt pass's token.
  await expect(page.getByTestId('overlay-words')).toContainText(
    /proposed by both, \d+ by Medusa only, \d+ by speculative only/,
  );
  await expect(page.getByRole('tree', { name: 'Candidates of Medusa and speculative' })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/m=speculative/);
});

test('a step is copied as JSON, its tree saved as a picture', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { path, of } = await firstPrompt(page);
  await open(page, `${path}?m=medusa&step=2`);
  await page.getByRole('button', { name: 'Copy step as JSON' }).click();
  await expect(page.getByText('Copied the step')).toBeVisible();
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  expect(copied.method).toBe('medusa');
  expect(copied.step).toEqual(JSON.parse(JSON.stringify(of('medusa').steps[1])));
  await page.keyboard.press('c');
  await expect(page.getByText('Copied the link')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /^Medusa on question .*\nhttp.*step=2/,
  );
  for (const kind of ['svg', 'png']) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Save ${kind.toUpperCase()}` }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^step-medusa-.*\\.${kind}$`));
  }
  await page.keyboard.press('l');
  for (const name of ['Save SVG', 'Save PNG', 'Fit'])
    await expect(page.getByRole('button', { name })).toBeDisabled();
});

test('where two trees have no step in common there is nothing to save or to fit', async ({ page }) => {
  const { path, of } = await promptOf(page, 'sample', '41');
  const begins = (method: Method) => {
    let at = 0;
    return of(method).steps.map(({ emitted }) => {
      at += emitted.length;
      return at - emitted.length;
    });
  };
  const alone = begins('medusa').findIndex((at) => !begins('speculative').includes(at));
  expect(alone).toBeGreaterThan(0);
  await open(page, `${path}?m=medusa&step=${alone + 1}&with=speculative`);
  await expect(page.getByText(/^No step of .* begins where this one begins$/)).toBeVisible();
  for (const name of ['Save SVG', 'Save PNG', 'Fit'])
    await expect(page.getByRole('button', { name })).toBeDisabled();
});

test('the strip of steps has its numbers as a table, and its picture as a file', async ({ page }) => {
  const { path, of } = await firstPrompt(page);
  await open(page, `${path}?m=medusa`);
  const strip = page.getByRole('region', { name: 'Steps', exact: true });
  for (const kind of ['SVG', 'PNG']) {
    await strip.getByRole('button', { name: 'Save' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: `Picture as ${kind}` }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^steps-medusa-.*\\.${kind.toLowerCase()}$`));
    if (kind === 'SVG') expect(readFileSync(await download.path(), 'utf8')).toMatch(/<rect[\s\S]*<text/);
  }
  await strip.getByRole('button', { name: 'Show table' }).click();
  await expect(strip.getByRole('row')).toHaveCount(of('medusa').steps.length + 1);
  await expectAccessible(page);
});

test('playback goes on by itself, and only step by step where motion is reduced', async ({ page }) => {
  const { path } = await firstPrompt(page);
  await open(page, path);
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(page).toHaveURL(/step=3/);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect(page.getByRole('button', { name: /Play|Pause/ })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Next step' })).toBeVisible();
});

for (const [name, look] of [
  ['light', { colorScheme: 'light', width: 1440 }],
  ['dark', { colorScheme: 'dark', width: 1440 }],
  ['narrow', { colorScheme: 'light', width: 360 }],
] as const) {
  test(`it is accessible and fits: ${name}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await page.setViewportSize({ width: look.width, height: 800 });
    const { path } = await firstPrompt(page);
    for (const view of ['tree', 'ladder', 'table']) {
      await open(page, `${path}?m=medusa&step=2&view=${view}`);
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.width);
    }
    await open(page, `${path}?m=medusa&with=speculative`);
    await expectAccessible(page);
  });
}
