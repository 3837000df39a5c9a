import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import type { Training, TrainingList } from '../../components/training/events.ts';
import { trainedFolder } from '../../engine/models/trained-drafts.ts';
import { expectAccessible, expectNoOverflow } from './page-checks.ts';

/** Other names and another seed each time: what an earlier run of this test left behind must not be taken up. */
const seed = randomInt(2 ** 31);
const DATA = `data-${seed}`;
const HEADS = `heads-${seed}`;
const LONG = `long-${seed}`;

const MINUTES = 60_000;

/** Without motion a race that is over is shown whole, not replayed at once. */
test.use({ contextOptions: { reducedMotion: 'reduce' } });
test.describe.configure({ mode: 'serial' });
test.afterAll(() => {
  for (const name of [DATA, HEADS, LONG]) rmSync(trainedFolder(name), { recursive: true, force: true });
});

const form = (page: Page) => page.getByRole('region', { name: 'Start a training' });
const card = (page: Page, name: string) => page.getByRole('region', { name: `Training ${name}` }).first();

async function choose(page: Page, label: string, option: string): Promise<void> {
  await form(page).getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** Fills the form and starts; numbers by their label. */
async function start(page: Page, name: string, numbers: Record<string, number>): Promise<void> {
  await form(page).getByLabel('Name').fill(name);
  for (const [label, value] of Object.entries(numbers))
    await form(page).getByLabel(label, { exact: true }).fill(String(value));
  await form(page).getByRole('button', { name: 'Start' }).click();
  await expect(card(page, name)).toBeVisible();
}

const TINY = { 'Number of heads': 2, 'Draft vocabulary, tokens': 64, Seed: seed };

test('training data are made, heads learn from them, and a race decodes with the heads', {
  tag: '@phone',
}, async ({ page }) => {
  test.setTimeout(10 * MINUTES);
  await page.goto('/training');
  await choose(page, 'What', 'Training data');
  await start(page, DATA, {
    'Prompts to answer': 24,
    'Most tokens of an answer': 24,
    'Sequences that share a pass': 8,
  });
  await expect(card(page, DATA).getByText('finished', { exact: true })).toBeVisible({ timeout: 4 * MINUTES });
  await expect(page.getByRole('region', { name: 'What there is' }).getByText(DATA).first()).toBeVisible();

  await choose(page, 'What', 'Medusa heads');
  await choose(page, 'Learns from', DATA);
  await start(page, HEADS, { ...TINY, 'Passes over the rows': 1 });
  await expect(card(page, HEADS).getByRole('status').first()).toHaveText(
    /(training heads|collecting states): \d+ of \d+|Finished/,
    { timeout: 4 * MINUTES },
  );
  await expect(card(page, HEADS).getByText('finished', { exact: true })).toBeVisible({
    timeout: 4 * MINUTES,
  });
  for (const title of ['Loss', 'Held-out accuracy'])
    await expect(card(page, HEADS).getByRole('heading', { name: title })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Drafts trained here' })).toContainText(`${HEADS}, Medusa`);
  await expectAccessible(page);

  await card(page, HEADS).getByRole('link', { name: 'Use in Race' }).click();
  await expect(page).toHaveURL(new RegExp(`/race\\?.*medusa=${HEADS}`));
  await expect(page.getByText(`Engine: int8 · Medusa from ${HEADS} · built-in tree`)).toBeVisible();
  await expect(page.getByText('Run opens the engine anew with this choice.')).toBeVisible();
  await page.getByLabel('Prompt', { exact: true }).fill('Name three colours.');
  for (const name of ['speculative', 'lookup', 'Hydra', 'Medusa + lookup', 'Hydra + lookup'])
    await page.getByLabel(name, { exact: true }).uncheck();
  await page.getByLabel('Most tokens').fill('12');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('note').filter({ hasText: 'Preparing.' })).toContainText(
    `The engine is opened with int8 · Medusa from ${HEADS}`,
  );
  await expect(page.getByRole('status').filter({ hasText: 'Race over' })).toBeAttached({
    timeout: 4 * MINUTES,
  });
  // A near-tie is rounding, on a processor that is not the reference's; anything else is a fault.
  await expect(
    page
      .getByRole('region', { name: 'Medusa', exact: true })
      .getByText(/identical to vanilla, (\d+) of \1 tokens|≈ near-tie/),
  ).toBeVisible();
  await expect(page.getByRole('region', { name: 'This race' })).toContainText(`Medusa from ${HEADS}`);
  const status = await (await page.request.get('/api/status')).json();
  expect(status).toMatchObject({ kind: 'ready', choice: { drafts: { medusa: HEADS } } });
});

test('the set is chosen in Bench too, whose command line says so', async ({ page }) => {
  await page.goto('/training');
  await page
    .getByRole('listitem')
    .filter({ hasText: `${HEADS}, Medusa` })
    .getByRole('link', { name: 'Use in Bench' })
    .click();
  await expect(page).toHaveURL(new RegExp(`/bench\\?.*medusa=${HEADS}`));
  const command = page.getByLabel('The same on the command line');
  await expect(command).toContainText(`--medusa ${HEADS}`);
  await page.getByText('Engine: ').click();
  await page.getByRole('combobox', { name: 'Tree' }).click();
  await page.getByRole('option', { name: 'zephyr_stage2' }).click();
  await expect(page).toHaveURL(/tree=zephyr_stage2/);
  await expect(command).toContainText('--tree zephyr_stage2');
  await expectAccessible(page);
  // Its paths are four deep, the heads two.
  await page.getByRole('button', { name: 'Run the benchmark' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The server refused that' })).toContainText(
    'allowed: 1 to 2 ranks',
  );
  await page.getByRole('combobox', { name: 'Medusa, trained set' }).click();
  await page.getByRole('option', { name: 'shipped' }).click();
  await expect(command).not.toContainText('--medusa');
});

test('a training is stopped half-way and goes on from there', async ({ page }) => {
  test.setTimeout(10 * MINUTES);
  await page.goto('/training');
  await choose(page, 'Learns from', DATA);
  await start(page, LONG, { ...TINY, 'Passes over the rows': 40, 'Rows of one step': 8 });
  const steps = async (): Promise<{ first: number; last: number }> => {
    const list = (await (await page.request.get('/api/trainings')).json()) as TrainingList;
    const { events } = list.trainings.find(({ request }) => request.name === LONG) as Training;
    const told = events.flatMap((event) =>
      event.type === 'progress' && event.step !== undefined ? [event.step] : [],
    );
    return { first: told[0] ?? 0, last: told.at(-1) ?? 0 };
  };
  // It tells at the end of each of the 40 passes at least: from the beginning again, it could not begin behind this.
  await expect.poll(async () => (await steps()).last, { timeout: 4 * MINUTES }).toBeGreaterThan(150);
  await card(page, LONG).getByRole('button', { name: 'Stop' }).click();
  await expect(card(page, LONG).getByText('stopped', { exact: true })).toBeVisible({ timeout: MINUTES });
  const { last } = await steps();
  await card(page, LONG).getByRole('button', { name: 'Go on' }).click();
  await expect.poll(async () => (await steps()).first, { timeout: 4 * MINUTES }).toBeGreaterThan(last);
  await expect(card(page, LONG).getByText('finished', { exact: true })).toBeVisible({ timeout: 4 * MINUTES });
});

test('what the form refuses is told', async ({ page }) => {
  await page.goto('/training');
  await form(page).getByLabel('Name').fill('Not A Name');
  await form(page).getByRole('button', { name: 'Start' }).click();
  await expect(form(page).getByRole('alert')).toContainText(
    'invalid name: "Not A Name" (allowed: small letters',
  );
});

test('accessible and whole in dark, on a telephone', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/training');
  await expect(card(page, HEADS)).toBeVisible();
  await page.getByText('Dark', { exact: true }).click();
  await page.setViewportSize({ width: 360, height: 800 });
  await expectAccessible(page);
  await expectNoOverflow(page);
  await page.screenshot({ path: 'test-results/training-narrow.png', fullPage: true });
  for (const path of [`/race?medusa=${HEADS}`, `/bench?medusa=${HEADS}`]) {
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(path);
    // Words that come with the address: a fold opened before them would be drawn anew, and closed.
    await page.getByText(`Engine: int8 · Medusa from ${HEADS}`).click();
    await expect(page.getByRole('combobox', { name: 'Medusa, trained set' })).toBeVisible();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await page.screenshot({
      path: `test-results/engine${path.split('?')[0]?.replace('/', '-')}.png`,
      fullPage: true,
    });
  }
});
