import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { choiceWords, DEFAULT_CHOICE } from '../../components/engine-choice.ts';
import { summarySentences } from '../../engine/core/run-sentences.ts';
import { readRun } from '../../engine/records/read-run.ts';
import { verifyRun } from '../../engine/records/verify-run.ts';
import { expectWholeInEveryForm } from './page-checks.ts';

const folderOf = (run: string) => `test-results/runs/${run}`;

/** The cost of a pass is measured first: thirty seconds, and many times that on a busy machine. */
const BUSY_MS = 540_000;
/** More than the shipped heads look ahead. */
const DEEPEST = 6;

// The record that the other tests of this folder look at stays the newest.
const made: string[] = [];
test.afterEach(() => {
  for (const run of made.splice(0)) rmSync(folderOf(run), { recursive: true, force: true });
});

/** The server's engine must be there: what it can run is asked of it. */
async function open(page: Page): Promise<void> {
  await page.goto('/bench');
  await expect(page.getByTestId('engine')).toHaveText(/^Engine ready/, { timeout: 120_000 });
}

async function choose(page: Page, label: string, wanted: readonly string[]): Promise<void> {
  const field = page.getByRole('combobox', { name: label, exact: true });
  await field.click();
  for (const name of wanted) await page.getByRole('option', { name }).first().click();
  await page.keyboard.press('Escape');
}

/** Leaves only these, and vanilla, which always runs. */
async function onlyMethods(page: Page, wanted: readonly string[]): Promise<void> {
  const boxes = page.getByRole('group', { name: 'Methods' }).getByRole('checkbox', { disabled: false });
  for (const box of await boxes.all())
    await box.setChecked(wanted.includes((await box.getAttribute('aria-label')) ?? ''));
}

const run = (page: Page) => page.getByRole('button', { name: 'Run the benchmark' });
const progress = (page: Page) => page.getByRole('region', { name: 'This benchmark' });
const command = (page: Page) => page.getByLabel('The same on the command line');

/** Waits for the end, and gives the name of the record. */
async function ended(page: Page, heading: string, timeout = 150_000): Promise<string> {
  await expect(progress(page).getByRole('heading', { name: heading })).toBeVisible({ timeout });
  const href = await overviewLink(progress(page)).getAttribute('href');
  const name = decodeURIComponent(href?.split('/').at(-1) ?? '');
  made.push(name);
  return name;
}

const overviewLink = (within: Locator) => within.getByRole('link', { name: /^Overview of / });

test('two prompts and three methods: results as they come, rejoined after a reload, then a run like any other', async ({
  page,
}) => {
  await open(page);
  await choose(page, 'Only these prompts', ['41. ', '42. ']);
  await onlyMethods(page, ['lookup', 'Medusa']);
  await page.getByLabel('Most tokens').fill('16');
  await page.getByLabel('Measure the cost of a pass first').uncheck();
  await expect(command(page)).toHaveText(
    'npm run gorgon -- bench --questions 41,42 --methods vanilla,lookup,medusa --turns 1 --max-new-tokens 16 --no-cost',
  );
  await run(page).click();
  await expect(page).toHaveURL(/bench=\w+/);
  await expect(progress(page).getByRole('heading', { name: 'Running' })).toBeVisible();
  await expect(progress(page).getByText('LIVE', { exact: true })).toBeVisible();
  await expect(run(page)).toBeDisabled();
  const address = page.url();
  // Without the benchmark in its address a page finds the one that runs.
  await page.goto('/bench');
  await expect(page).toHaveURL(address);
  await page.reload();
  const name = await ended(page, 'Complete');
  await expect(progress(page).getByRole('status')).toHaveText('2 of 2 turns of prompts are in the record.');

  const { manifest, summary } = await readRun(folderOf(name));
  expect((await verifyRun(folderOf(name))).problems).toEqual([]);
  expect(manifest.settings).toMatchObject({
    questionIds: [41, 42],
    methods: ['vanilla', 'lookup', 'medusa'],
    maxNewTokens: 16,
    turns: 1,
    repeats: 1,
  });
  await expect(progress(page).getByRole('list', { name: 'Results so far' }).getByRole('listitem')).toHaveText(
    summarySentences(summary, manifest.settings.sampling),
  );
  const figures = progress(page).getByRole('region', { name: 'Figures so far' });
  await expect(figures.getByRole('rowheader')).toHaveText([/vanilla$/, /lookup$/, /Medusa$/]);
  await overviewLink(progress(page)).click();
  await expect(page.getByRole('list', { name: 'Verdicts of the run' })).toBeVisible();
});

test('a benchmark cancelled half-way keeps what is done, and says that it is partial', {
  tag: '@phone',
}, async ({ page }) => {
  await open(page);
  await onlyMethods(page, ['lookup']);
  await page.getByLabel('Most tokens').fill('64');
  await page.getByLabel('Measure the cost of a pass first').uncheck();
  await run(page).click();
  await expect(progress(page).getByRole('region', { name: 'Figures so far' })).toBeVisible({
    timeout: 150_000,
  });
  await progress(page).getByRole('button', { name: 'Cancel and keep what is done' }).click();
  const name = await ended(page, 'Stopped, partial');
  const { manifest } = await readRun(folderOf(name));
  expect(manifest.status).toBe('partial');
  expect(manifest.groups).toBeGreaterThan(0);
  expect(manifest.groups).toBeLessThan(8);
  expect((await verifyRun(folderOf(name))).problems).toEqual([]);
  await expect(progress(page).getByRole('status')).toHaveText(
    `${manifest.groups} of 8 turns of prompts are in the record.`,
  );
  await overviewLink(progress(page)).click();
  await expect(page).toHaveURL(new RegExp(`/runs/${name}$`));
  await expect(page.getByRole('note').filter({ hasText: /partial/i })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Verdicts of the run' })).toBeVisible();
});

test("a suite of one's own is run; a broken one is named with its line and changes nothing", async ({
  page,
}) => {
  await open(page);
  const give = (name: string, lines: readonly string[]) =>
    page
      .getByLabel('Suite file')
      .setInputFiles({ name, mimeType: 'application/jsonl', buffer: Buffer.from(lines.join('\n')) });
  const own = [
    JSON.stringify({ question_id: 'first', category: 'mine', turns: ['Count to three.', 'Again.'] }),
    JSON.stringify({ question_id: 'second', category: 'mine', turns: ['Say hello.'] }),
  ];
  await give('own.jsonl', own);
  await expect(page.getByText('own.jsonl, 2 prompts')).toBeVisible();
  const faults: [string[], RegExp][] = [
    [[own[0] as string, '{"question_id": '], /line 2: not valid JSON/],
    [
      [own[0] as string, '{"question_id": 2, "category": "c", "turns": []}'],
      /line 2: turns is an empty list/,
    ],
    [[...own, own[0] as string], /line 3: question_id "first" was already used in line 1/],
  ];
  for (const [lines, said] of faults) {
    await give('broken.jsonl', lines);
    await expect(page.getByRole('alert').filter({ hasText: 'The file was not taken' })).toHaveText(said);
    await expect(page.getByText('own.jsonl, 2 prompts')).toBeVisible();
  }
  await give('own.jsonl', own);
  await expect(page.getByRole('alert').filter({ hasText: 'The file was not taken' })).toBeHidden();

  await onlyMethods(page, []);
  await page.getByLabel('Most tokens').fill('2');
  await page.getByLabel('Measure the cost of a pass first').uncheck();
  await expect(command(page)).toHaveText(
    'npm run gorgon -- bench --suite own.jsonl --methods vanilla --turns 1 --max-new-tokens 2 --no-cost',
  );
  await run(page).click();
  const name = await ended(page, 'Complete');
  const { suite, settings } = (await readRun(folderOf(name))).manifest;
  expect(suite.name).toBe('own.jsonl');
  expect(settings.questionIds).toEqual(['first', 'second']);
  const prompts = JSON.parse(await readFile(`${folderOf(name)}/prompts.json`, 'utf8'));
  expect(JSON.stringify(prompts)).toContain('Count to three.');
  await page.getByRole('button', { name: 'Back to the built-in suite' }).click();
  await expect(page.getByText('built-in, 80 prompts')).toBeVisible();
});

test('numbers out of range are told with what is allowed, and nothing runs', async ({ page }) => {
  await open(page);
  const cases: [label: string, values: string[], said: string][] = [
    ['Prompts', ['0', '81'], 'Prompts must be a whole number from 1 to 80, or empty for all.'],
    ['Turns', ['0', '21'], 'Turns must be a whole number from 1 to 20, or empty for all.'],
    ['Repeats', ['0', '21', ''], 'Repeats must be a whole number from 1 to 20.'],
    ['Most tokens', ['0', '2049', ''], 'Most tokens must be a whole number from 1 to 2048.'],
  ];
  for (const [label, values, said] of cases) {
    const field = page.getByLabel(label, { exact: true });
    const usual = await field.inputValue();
    for (const value of values) {
      await field.fill(value);
      await field.blur();
      await expect(field).toHaveValue(value);
      await expect(page.getByText(said)).toBeVisible();
      await expect(run(page)).toBeDisabled();
    }
    await field.fill(usual);
    await expect(run(page)).toBeEnabled();
  }
  await page.goto('/bench?bench=nowhere');
  await expect(page.getByRole('alert').first()).toContainText('The server has no benchmark nowhere');
});

test('each step chooses where the cost of a pass is measured, and the record knows what a token was worth', async ({
  page,
}) => {
  test.setTimeout(BUSY_MS + 60_000);
  await open(page);
  await choose(page, 'Only these prompts', ['41. ']);
  await onlyMethods(page, ['Medusa']);
  await page.getByLabel('Most tokens').fill('32');
  await page.getByText('Engine: ').click();
  const chooses = page.getByRole('switch', { name: 'Each step chooses (dynamic)' });
  await expect(chooses).toBeChecked();
  const cost = page.getByLabel('Measure the cost of a pass first');
  await cost.uncheck();
  await expect(chooses).not.toBeChecked();
  await expect(run(page)).toBeEnabled();
  await chooses.click();
  await expect(page).toHaveURL(/dynamic=true/);
  await expect(page.getByText('Steps choose by the cost of a pass: let it be measured first.')).toBeVisible();
  await expect(run(page)).toBeDisabled();
  await cost.check();
  await expect(command(page)).toHaveText(
    'npm run gorgon -- bench --questions 41 --methods vanilla,medusa --turns 1 --max-new-tokens 32',
  );
  await run(page).click();
  await expect(progress(page)).toContainText(choiceWords({ ...DEFAULT_CHOICE, dynamic: true }));
  const name = await ended(page, 'Complete', BUSY_MS);
  expect((await verifyRun(folderOf(name))).problems).toEqual([]);
  const { manifest, groups } = await readRun(folderOf(name));
  expect(manifest.cost).not.toBeNull();
  expect(manifest.engine.methods.find(({ method }) => method === 'medusa')?.worth).toBeGreaterThan(0);
  const answer = groups[0]?.results.find(({ method }) => method === 'medusa');
  // A fixed tree has the same shape in every step, until the budget leaves no room for its depth.
  const shapes = new Set(answer?.steps.slice(0, -DEEPEST).map(({ tree }) => `${tree.parents};${tree.ranks}`));
  expect(shapes.size).toBeGreaterThan(1);
  await overviewLink(progress(page)).click();
  await expect(page.getByRole('list', { name: 'Verdicts of the run' })).toBeVisible();
});

test('accessible and whole with results, in light and dark, wide and narrow', async ({ page }) => {
  const asked = { suite: { kind: 'builtin' }, prompts: 1, methods: ['vanilla'], turns: 1, maxNewTokens: 2 };
  const started = await page.request.post('/api/benches', {
    data: { ...asked, sampling: { kind: 'greedy', repetitionPenalty: 1 }, cost: false },
  });
  expect(started.status()).toBe(202);
  await page.goto(`/bench?bench=${(await started.json()).id}`);
  await ended(page, 'Complete');
  await expect(page.getByTestId('engine')).toHaveText(/^Engine ready/, { timeout: 120_000 });
  await expectWholeInEveryForm(page);
});
