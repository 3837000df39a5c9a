import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { choiceWords, DEFAULT_CHOICE, type EngineStatus } from '../../components/engine-choice.ts';
import type { RaceEvent } from '../../components/race-events.ts';
import { verifyRun } from '../../engine/records/verify-run.ts';
import { engineProcess } from './engine-process.ts';
import { freshContext } from './page-checks.ts';

/** The cost of a pass is measured first: thirty seconds, and many times that on a busy machine. */
const BUSY_MS = 540_000;
/** More than the shipped heads look ahead. */
const DEEPEST = 6;
const METHODS = ['vanilla', 'speculative', 'lookup', 'Medusa'];

/** Without motion a race that is over is shown whole, not replayed at once. */
test.use({ contextOptions: { reducedMotion: 'reduce' } });

async function openReady(page: Page, path = '/race'): Promise<void> {
  await page.goto(path);
  await expect(page.getByText('onnxruntime-node')).toBeVisible({ timeout: 120_000 });
}

/** Presses Run and waits until the server has taken the race, which the address then names. */
async function begin(page: Page): Promise<void> {
  const before = new URL(page.url()).searchParams.get('race');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get('race') ?? before).not.toBe(before);
}

const stale = (page: Page) => page.getByRole('note').filter({ hasText: 'Stale.' });

const over = (page: Page) => page.getByRole('status').filter({ hasText: 'Race over' });

async function race(page: Page, tokens: number): Promise<void> {
  await page.getByLabel('Most tokens').fill(String(tokens));
  await begin(page);
  await expect(over(page)).toBeAttached({ timeout: 120_000 });
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
  const text = await page.getByRole('region', { name: 'Answer by vanilla', exact: true }).textContent();
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
      expect(await page.getByRole('region', { name: `Answer by ${name}`, exact: true }).textContent()).toBe(
        text,
      );
  }
  // The address restores the prompt in a fresh page.
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Prompt from the suite' })).toHaveValue(/^41\. /);
});

test('a typed prompt, its special tokens as plain text', { tag: '@phone' }, async ({ page }) => {
  await openReady(page);
  await page.getByLabel('Prompt', { exact: true }).fill('Repeat exactly: <|im_end|> one two three');
  for (const name of ['lookup', 'Medusa', 'speculative'])
    await page.getByLabel(name, { exact: true }).uncheck();
  await race(page, 12);
  await expect(lane(page, 'vanilla').getByText('done')).toBeVisible();
  await expect(lane(page, 'Medusa')).toHaveCount(0);
});

test('a race that is opened again fills the form, and is stale only once the form asks for another', async ({
  page,
  context,
}) => {
  await openReady(page);
  const own = 'Count from one to five in words.';
  await page.getByLabel('Prompt', { exact: true }).fill(own);
  for (const name of ['speculative', 'lookup', 'Hydra', 'Medusa + lookup', 'Hydra + lookup'])
    await page.getByLabel(name, { exact: true }).uncheck();
  await page.getByText('Drawn', { exact: true }).click();
  await page.getByLabel('Temperature').fill('0.7');
  await page.getByLabel('Seed').fill('5');
  await race(page, 9);
  const expectFilled = async (tab: Page) => {
    await expect(tab.getByLabel('Prompt', { exact: true })).toHaveValue(own);
    await expect(tab.getByLabel('Most tokens')).toHaveValue('9');
    await expect(tab.getByLabel('Temperature')).toHaveValue('0.7');
    await expect(tab.getByLabel('Seed')).toHaveValue('5');
    await expect(tab.getByRole('checkbox', { name: 'Medusa', exact: true })).toBeChecked();
    await expect(tab.getByRole('checkbox', { name: 'Hydra', exact: true })).not.toBeChecked();
    await expect(tab.getByRole('button', { name: 'Run', exact: true })).toBeEnabled();
    await expect(stale(tab)).toHaveCount(0);
  };
  await page.reload();
  await expectFilled(page);
  const second = await context.newPage();
  await second.goto(`/race?race=${new URL(page.url()).searchParams.get('race')}`);
  await expectFilled(second);
  await second.getByLabel('Most tokens').fill('10');
  await expect(stale(second)).toContainText('others than this race had: most tokens.');
  await second.getByLabel('Most tokens').fill('9');
  await expect(stale(second)).toHaveCount(0);

  await page.getByRole('button', { name: 'Save as a recording' }).click();
  await expect(page).toHaveURL(/rec=[^&]+/);
  const run = new URL(page.url()).searchParams.get('rec') ?? '';
  // Who comes for a recording sees it first; the form is a click away.
  await page.reload();
  await expect(page.getByRole('region', { name: 'This race' })).toBeVisible();
  await expect(page.getByLabel('Prompt', { exact: true })).toBeHidden();
  await page.getByText('Race this prompt again, or another').click();
  await expectFilled(page);
  await page.getByLabel('Seed').fill('6');
  await expect(stale(page)).toContainText('others than this race had: sampling.');
  rmSync(`test-results/runs/${run}`, { recursive: true });
});

test('steps are chosen by keyboard, and the tree is walked by keyboard', { tag: '@phone' }, async ({
  page,
}) => {
  await openReady(page);
  await race(page, 24);
  const strip = page.getByRole('slider', { name: 'Steps of Medusa', exact: true });
  await strip.focus();
  await page.keyboard.press('Home');
  await expect(strip).toHaveAttribute('aria-valuetext', /^Step 1 of \d+, \d+ accepted/);
  await page.keyboard.press('ArrowRight');
  await expect(strip).toHaveAttribute('aria-valuetext', /^Step 2 of/);
  const panel = page.getByRole('region', { name: 'Selected step' });
  const title = panel.getByRole('heading', { name: /^Step / });
  await expect(title).toHaveText(/Step 2 of \d+, Medusa/);
  await expect(panel.getByTestId('narration')).toHaveText(
    /^Step 2: \d+ candidates?, (none accepted|\d+ accepted \(.+\)), .+; \d+ tokens? gained in \d/,
  );
  await expect(panel.getByText(/^A token of vanilla's took \d+.*gained \d/)).toBeVisible();
  await expect(panel.getByTestId('rule')).toHaveText(/^(Bonus|Correction): .*the target's first choice/);
  const tree = panel.getByRole('tree');
  expect(await tree.getByRole('treeitem').count()).toBeGreaterThanOrEqual(3);
  await tree.getByRole('treeitem').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(tree.getByRole('treeitem', { selected: true })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(tree.getByRole('treeitem', { selected: true })).toHaveAttribute(
    'aria-label',
    /draft probability <?\d/,
  );
  await expect(panel.getByTestId('rule')).toHaveText(/^(Accepted|Refused|Not reached): .+/);
  await expect(panel.getByText(/n\/a: not recorded at trace level standard/)).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Full trace (costs time)' })).not.toBeChecked();
});

test('a step of a drawn race tells its rule with the numbers filled in', async ({ page }) => {
  await openReady(page);
  for (const name of ['lookup', 'Medusa', 'Hydra', 'Medusa + lookup', 'Hydra + lookup'])
    await page.getByLabel(name, { exact: true }).uncheck();
  await page.getByText('Drawn', { exact: true }).click();
  await page.getByLabel('Temperature').fill('0.8');
  await race(page, 16);
  await page.getByRole('slider', { name: 'Steps of speculative', exact: true }).press('Home');
  const panel = page.getByRole('region', { name: 'Selected step' });
  const first = panel.getByRole('treeitem', { name: /, (accepted|refused), draft probability/ }).first();
  await first.click();
  await expect(panel.getByTestId('rule')).toHaveText(
    /min\(1, target \/ draft\) = min\(1, <?[\d.]+ \/ <?[\d.]+\) = <?[\d.]+/,
  );
  await expect(panel.locator('.scale', { hasText: 'target' })).toHaveText(/^target<?[\d.]+$/);
  // Of one that was drawn the sentence tells no rank.
  await expect(panel.getByTestId('narration')).not.toContainText('choice 1');
});

test('the strips have a table behind them, and are saved as one picture', async ({ page }) => {
  await openReady(page);
  await race(page, 12);
  const strips = page.getByRole('region', { name: 'Steps on one clock', exact: true });
  for (const [kind, begin] of [
    ['SVG', '<?xml'],
    ['PNG', '\u0089PNG'],
  ] as const) {
    await strips.getByRole('button', { name: 'Save' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: `Picture as ${kind}` }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe(`race-steps.${kind.toLowerCase()}`);
    const bytes = readFileSync(await download.path());
    expect(bytes.toString('latin1').startsWith(begin)).toBe(true);
    expect(bytes.length).toBeGreaterThan(2000);
    await download.saveAs(`test-results/race-steps.${kind.toLowerCase()}`);
  }
  await strips.getByRole('button', { name: 'Show table' }).click();
  // One token is the prompt pass's: vanilla takes a step for each of the others.
  await expect(strips.getByRole('row', { name: /^vanilla / })).toHaveCount(11);
  await expect(strips.getByRole('row', { name: /^vanilla 1 [\d.]+ [\d.]+ 0 0 1 1$/ })).toBeVisible();
  await expectAccessible(page);
  // The replay stays at hand.
  await expect(page.getByRole('slider', { name: 'Moment of the race' })).toBeVisible();
});

test('a step has an address: it opens again where the same race has run', async ({ page }) => {
  await openReady(page, '/race?prompt=43&m=medusa&step=2');
  await expect(page.getByText('Press Run to see step 2 of Medusa.')).toBeVisible();
  await race(page, 12);
  const panel = page.getByRole('region', { name: 'Selected step' });
  await expect(panel.getByRole('heading', { name: /^Step / })).toHaveText(/Step 2 of \d+, Medusa/);
  await panel.getByRole('button', { name: 'Next step' }).click();
  await expect(panel.getByRole('heading', { name: /^Step / })).toHaveText(/Step 3 of \d+, Medusa/);
  await expect(page).toHaveURL(/m=medusa&step=3/);
  // The strip by pointer: its left end is the first step.
  await page
    .getByRole('slider', { name: 'Steps of vanilla', exact: true })
    .click({ position: { x: 2, y: 30 } });
  await expect(panel.getByRole('heading', { name: /^Step / })).toHaveText(/Step 1 of \d+, vanilla/);
  await expect(panel.getByTestId('narration')).toHaveText(/nothing proposed, the target chose/);
  await page.goto('/race?prompt=999');
  await expect(page.getByText('The suite has no prompt 999')).toBeVisible();
});

test('a race can be stopped, and what has come is kept as partial', async ({ page }) => {
  await openReady(page);
  await page.getByLabel('Most tokens').fill('1024');
  await begin(page);
  const answer = page.getByRole('region', { name: 'Answer by vanilla', exact: true });
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
  await begin(page);
  await expect(page.getByRole('region', { name: 'Answer by vanilla', exact: true })).not.toHaveText('');
  await begin(second);
  await second.getByRole('button', { name: 'Stop' }).click();
  await expect(over(page)).toBeAttached({ timeout: 120_000 });
  for (const name of METHODS) await expect(lane(page, name).getByText('done')).toBeVisible();
});

test('a reload and a second page rejoin the race that runs', async ({ page, context }) => {
  await openReady(page);
  await page.getByLabel('Most tokens').fill('96');
  await begin(page);
  const answer = (of: Page) => of.getByRole('region', { name: 'Answer by vanilla', exact: true });
  await expect(answer(page)).not.toHaveText('');
  await page.reload();
  const second = await context.newPage();
  await second.goto('/race');
  await expect(second.getByText('LIVE', { exact: true })).toBeVisible();
  for (const one of [page, second]) {
    await expect(one).toHaveURL(new RegExp(`race=${new URL(page.url()).searchParams.get('race')}`));
    await expect(over(one)).toBeAttached({ timeout: 120_000 });
    await expect(one.getByText('REPLAY', { exact: true })).toBeVisible();
  }
  expect(await answer(second).textContent()).toBe(await answer(page).textContent());
});

test('a killed engine comes back, and the page says what was lost and what was kept', async ({ page }) => {
  await openReady(page);
  await page.getByLabel('Most tokens').fill('64');
  await begin(page);
  await expect(page.getByRole('region', { name: 'Answer by speculative', exact: true })).not.toHaveText('');
  process.kill(engineProcess(), 'SIGKILL');
  const alert = page.getByRole('alert').filter({ hasText: 'The engine was restarted' });
  await expect(alert).toContainText('Lost: speculative. Kept: vanilla');
  await expect(over(page)).toBeAttached({ timeout: 120_000 });
  await expect(lane(page, 'speculative').getByText('failed')).toBeVisible();
  for (const name of ['vanilla', 'lookup', 'Medusa'])
    await expect(lane(page, name).getByText('done')).toBeVisible();
  await expectAccessible(page);
});

test('a race is replayed, scrubbed, aligned, saved, and a fresh browser opens the same moment', {
  tag: '@phone',
}, async ({ page, browser, baseURL }) => {
  await openReady(page);
  await race(page, 24);
  // All lanes together, from their first tokens on.
  await page.getByText('0.25x', { exact: true }).click();
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  const moment = page.getByRole('slider', { name: 'Moment of the race' });
  await expect(moment).toHaveAttribute('aria-valuetext', /^(\d+\.\d\d s) of \1; vanilla \d+, /);
  await page.getByText('by token', { exact: true }).click();
  await moment.focus();
  await page.keyboard.press('Home');
  await expect(moment).toHaveAttribute('aria-valuetext', /^0 tokens of \d+ tokens; vanilla 1, /);
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
  await expect(moment).toHaveAttribute('aria-valuetext', /^5 tokens of \d+ tokens; vanilla 6, /);
  await expect(lane(page, 'vanilla').getByText('decoding')).toBeVisible();
  await expect(page).toHaveURL(/t=5/);
  // The same part of the race in every unit, not its end.
  await page.getByText('by step', { exact: true }).click();
  await page.getByText('by time', { exact: true }).click();
  await expect(moment).toHaveAttribute('aria-valuetext', /^(\d+\.\d\d s) of (?!\1;)/);
  await page.getByText('by token', { exact: true }).click();
  await expect(moment).toHaveAttribute('aria-valuetext', /^5 tokens of \d+ tokens; vanilla 6, /);
  // The address is written a moment later, unit and place together.
  await expect(page).toHaveURL(/[?&]t=5(&|$)/);
  // A race that was over is shown where the link says, and is not played, with motion as without.
  const moving = await freshContext(browser, { baseURL, reducedMotion: 'no-preference' });
  const linked = await moving.newPage();
  const plays: boolean[] = [];
  await linked.goto(page.url());
  const there = linked.getByRole('slider', { name: 'Moment of the race' });
  await expect(there).toHaveAttribute('aria-valuetext', /^5 tokens of/);
  for (let i = 0; i < 10; i++) {
    plays.push(await linked.getByRole('button', { name: 'Pause' }).isVisible());
    await linked.waitForTimeout(100);
  }
  expect(plays).not.toContain(true);
  await expect(there).toHaveAttribute('aria-valuetext', /^5 tokens of/);
  await moving.close();
  const shown = await page.getByRole('region', { name: 'Answer by Medusa', exact: true }).textContent();

  await page.getByRole('button', { name: 'Save as a recording' }).click();
  await expect(page).toHaveURL(/rec=[^&]+/);
  const run = new URL(page.url()).searchParams.get('rec') ?? '';
  expect((await verifyRun(`test-results/runs/${run}`)).problems).toEqual([]);
  await page.getByRole('slider', { name: 'Steps of Medusa', exact: true }).press('Home');
  await expect(page).toHaveURL(/m=medusa&step=1/);

  const fresh = await freshContext(browser, { baseURL });
  const other = await fresh.newPage();
  await other.goto(page.url());
  await expect(other.getByRole('slider', { name: 'Moment of the race' })).toHaveAttribute(
    'aria-valuetext',
    /^5 tokens of/,
  );
  await expect(other.getByRole('region', { name: 'Answer by Medusa', exact: true })).toHaveText(shown ?? '');
  await expect(other.getByText('REPLAY', { exact: true })).toBeVisible();
  await expect(other.getByRole('link', { name: 'Open this step in Inspect' })).toHaveAttribute(
    'href',
    `/runs/${run}/prompts/own?m=medusa`,
  );
  await other.getByText('by time', { exact: true }).click();
  await other.getByRole('button', { name: 'Play' }).click();
  await expect(other.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(lane(other, 'vanilla').getByText('done')).toBeVisible();
  // It is newer than every benchmark, and pages begin with a benchmark all the same.
  await other.goto('/');
  await expect(other.getByRole('button', { name: 'Run recorded: choose another' })).toBeVisible();
  await fresh.close();
  rmSync(`test-results/runs/${run}`, { recursive: true });
});

test('what others take of the machine meanwhile qualifies the factors, and stays in the recording', async ({
  page,
}) => {
  await openReady(page);
  for (const name of ['speculative', 'lookup', 'Hydra', 'Medusa + lookup', 'Hydra + lookup'])
    await page.getByLabel(name, { exact: true }).uncheck();
  // A quarter of the processors or more: over the bound of a quiet machine.
  const others: ChildProcess[] = [];
  const busy = path.join(import.meta.dirname, '..', 'bench', 'busy-process.ts');
  try {
    for (let i = 0; i < Math.ceil(os.availableParallelism() / 4); i++) {
      const one = fork(busy, { execArgv: ['--import', 'tsx'] });
      others.push(one);
      await new Promise((resolve) => one.once('message', resolve));
    }
    await race(page, 48);
  } finally {
    for (const one of others) one.kill('SIGKILL');
  }
  const expectNoisy = async () => {
    await expect(page.getByRole('note').filter({ hasText: /^Noisy machine: / })).toContainText(
      /other processes took \d+ % of the machine; .+ was stolen/,
    );
    await expect(lane(page, 'vanilla').getByText(/^Meanwhile: other processes took \d+ %/)).toBeVisible();
    await expect(lane(page, 'Medusa').getByText(/times vanilla's speed on a noisy machine/)).toBeVisible();
    await expect(
      page.getByText(/^Times vanilla's speed on this prompt: Medusa [\d.]+ \(noisy\)\./),
    ).toBeVisible();
  };
  await expectNoisy();
  await page.getByRole('button', { name: 'Save as a recording' }).click();
  await expect(page).toHaveURL(/rec=[^&]+/);
  const run = new URL(page.url()).searchParams.get('rec') ?? '';
  expect((await verifyRun(`test-results/runs/${run}`)).problems).toEqual([]);
  await page.reload();
  await expectNoisy();
  // Its own page judges it by the same load.
  await page.goto(`/runs/${run}`);
  await expect(page.getByRole('note').filter({ hasText: /^Noisy machine: / })).toBeVisible();
  rmSync(`test-results/runs/${run}`, { recursive: true });
});

test('a race or a recording that is not there says so, and a new race works', async ({ page }) => {
  await openReady(page, '/race?race=nowhere');
  await expect(page.getByRole('alert').first()).toContainText('The server has no race nowhere');
  await page.goto('/race?rec=nowhere');
  await expect(page.getByRole('alert').first()).toContainText('there is no run "nowhere"');
  await page.goto('/race?rec=sample');
  await expect(page.getByText('SAMPLE', { exact: true })).toBeVisible();
});

test('an empty prompt is refused on the page', async ({ page }) => {
  await openReady(page);
  await page.getByLabel('Prompt', { exact: true }).fill('');
  await expect(page.getByText('A prompt needs at least one character.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeDisabled();
});

test('a number of tokens out of range is named, not changed', async ({ page }) => {
  await openReady(page);
  const field = page.getByLabel('Most tokens');
  await field.fill('5000');
  await field.blur();
  await expect(field).toHaveValue('5000');
  await expect(page.getByText('Most tokens must be a whole number from 1 to 2048.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeDisabled();
});

for (const scheme of ['Light', 'Dark'] as const) {
  test(`accessible and whole in ${scheme.toLowerCase()}, wide and narrow`, async ({ page }) => {
    await openReady(page);
    await page.getByText(scheme, { exact: true }).click();
    await race(page, 16);
    await page.getByRole('slider', { name: 'Steps of Medusa', exact: true }).focus();
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

test('each step chooses: the engine is opened for it, and the output stays vanilla’s', async ({ page }) => {
  test.setTimeout(BUSY_MS + 60_000);
  await openReady(page);
  await page.getByText('Engine: ').click();
  await page.getByRole('switch', { name: 'Each step chooses (dynamic)' }).click();
  await expect(page).toHaveURL(/dynamic=true/);
  await expect(page.getByText('Run opens the engine anew with this choice.')).toBeVisible();
  for (const name of ['speculative', 'lookup', 'Hydra', 'Medusa + lookup', 'Hydra + lookup'])
    await page.getByLabel(name, { exact: true }).uncheck();
  await page.getByLabel('Most tokens').fill('128');
  await begin(page);
  const preparing = page.getByRole('note').filter({ hasText: 'Preparing.' });
  await expect(preparing).toContainText(
    `The engine is opened with ${choiceWords({ ...DEFAULT_CHOICE, dynamic: true })}`,
  );
  await expect(over(page)).toBeAttached({ timeout: BUSY_MS });
  await expect(preparing).toBeHidden();
  await expect(page.getByRole('region', { name: 'This race' })).toContainText('each step chooses');
  const verdict = lane(page, 'Medusa').getByText(/identical to vanilla, (\d+) of \1 tokens|≈ near-tie/);
  await expect(verdict).toBeVisible();
  const status = (await (await page.request.get('/api/status')).json()) as EngineStatus;
  if (status.kind !== 'ready') throw new Error(`the engine is ${status.kind}`);
  expect(status.choice.dynamic).toBe(true);
  expect(status.info.methods.find(({ method }) => method === 'medusa')?.worth).toBeGreaterThan(0);

  // A fixed tree has the same shape in every step, until the budget leaves no room for its depth.
  const told = await page.request.get(`/api/races/${new URL(page.url()).searchParams.get('race')}/events`);
  const events = [...(await told.text()).matchAll(/^data: (.*)$/gm)].map((line) =>
    JSON.parse(line[1] as string),
  ) as RaceEvent[];
  const shapes = events.flatMap((event) =>
    event.type === 'lane' && event.method === 'medusa' && event.event.type === 'step-end'
      ? [`${event.event.step.tree.parents};${event.event.step.tree.ranks}`]
      : [],
  );
  expect(new Set(shapes.slice(0, -DEEPEST)).size).toBeGreaterThan(1);
});
