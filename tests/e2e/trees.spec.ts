import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { RunView } from '../../components/data/api-schema.ts';
import type { TreeLibrary } from '../../components/data/tree-library.ts';
import { percent } from '../../components/format.ts';
import { whatIfSentence } from '../../components/trees/trees-text.ts';
import type { TreeFindings } from '../../engine/core/tree-findings.ts';
import { slotCounts, type TreeCut, WHOLE_TREE, whatIf } from '../../engine/core/what-if.ts';
import { cacheHome } from '../../engine/models/model-store.ts';
import { parseTree } from '../../engine/trees/tree-format.ts';
import { expectAccessible, expectNoOverflow } from './page-checks.ts';

/** Its cost curve was measured, which predictions need. */
const RUN = 'sample';

interface Shown {
  findings: TreeFindings;
  /** The page's own sentence of a cut, computed here. */
  said: (cut: Partial<TreeCut>) => string;
}

async function open(page: Page, query = '?m=medusa'): Promise<Shown> {
  await page.goto(`/runs/${RUN}/trees${query}`);
  await expect(editor(page).getByRole('tree')).toBeVisible();
  const asked = async (path: string) => (await page.request.get(`/api/runs/${RUN}${path}`)).json();
  const { manifest } = (await asked('')) as RunView;
  const findings = (await asked('/trees?m=medusa')) as TreeFindings;
  const at = (cut: TreeCut) => whatIf(findings, cut, manifest.cost);
  return {
    findings,
    said: (cut) => whatIfSentence(at(WHOLE_TREE), at({ ...WHOLE_TREE, ...cut })),
  };
}

const editor = (page: Page) => page.getByRole('region', { name: 'Tree editor' });
const slots = (page: Page) => page.getByRole('region', { name: 'Slots of the tree: gain and cost' });
const selectedSlot = (tree: ReturnType<Page['getByRole']>) => tree.getByRole('treeitem', { selected: true });

test('acceptance by depth and choice, with its counts as a picture and as a table', async ({ page }) => {
  const { findings } = await open(page);
  const chart = page.getByRole('region', { name: 'Acceptance by depth and choice' });
  const [first] = findings.ranks;
  if (!first) throw new Error('nothing was proposed');
  await expect(chart.getByRole('img')).toContainText(`${percent(first.share)} ${first.held}/${first.tried}`);
  await chart.getByRole('button', { name: 'Show table' }).click();
  const rows = chart.getByRole('table').locator('tbody tr');
  await expect(rows).toHaveCount(findings.ranks.length);
  const numbers = (cells: string[]) => cells.slice(4).map(Number);
  const shown = await Promise.all((await rows.all()).map((row) => row.locator('th, td').allInnerTexts()));
  expect(shown.map(numbers)).toEqual(findings.ranks.map(({ held, tried }) => [held, tried]));
});

test('a cut changes the figures, is told as an estimate of the same steps, and is the address', {
  tag: '@phone',
}, async ({ page }) => {
  const { said } = await open(page);
  const panel = slots(page);
  await expect(panel.getByText('step-local estimate', { exact: true })).toBeVisible();
  const hollow = panel.locator('rect[stroke-dasharray]');
  await expect(hollow).toHaveCount(0);
  const depth = panel.getByRole('slider', { name: 'deepest candidate' });
  await depth.press('Home');
  // A key goes on from what is shown.
  await expect(panel.getByText(said({ depth: 0 }), { exact: true })).toBeVisible();
  await depth.press('ArrowRight');
  await expect(panel.getByText(said({ depth: 1 }), { exact: true })).toBeVisible();
  expect(await hollow.count()).toBeGreaterThan(0);
  await expect(page).toHaveURL(/[?&]d=1/);
  const width = panel.getByRole('slider', { name: 'choices at a place' });
  await width.press('Home');
  await expect(panel.getByText(said({ depth: 1, width: 0 }), { exact: true })).toBeVisible();
  await width.press('ArrowRight');
  await expect(panel.getByText(said({ depth: 1, width: 1 }), { exact: true })).toBeVisible();
  // The address follows a moment later; a reload before that would be of the step before.
  await expect(page).toHaveURL(/[?&]w=1/);
  await page.reload();
  await expect(panel.getByText(said({ depth: 1, width: 1 }), { exact: true })).toBeVisible();
  await panel.getByRole('button', { name: 'Whole tree again' }).click();
  await expect(hollow).toHaveCount(0);
  await expect(page).not.toHaveURL(/[?&][dw]=/);
});

test('the heat and its slots by keyboard alone', async ({ page }) => {
  const { findings } = await open(page);
  const panel = slots(page);
  await panel.getByRole('radio', { name: 'accepted', exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(panel.getByRole('radio', { name: 'accepted when reached' })).toBeChecked();
  await expect(page).toHaveURL(/heat=rate/);
  const tree = panel.getByRole('tree', { name: 'Slots of the candidate trees' });
  // One tab stop for the whole tree.
  await page.keyboard.press('Tab');
  await expect(selectedSlot(tree)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  const counts = slotCounts(findings).find(({ path }) => path.join('.') === '0');
  if (!counts) throw new Error('the first choice was never proposed');
  const { proposed, reached, accepted } = counts;
  await expect(panel.getByRole('status').filter({ hasText: 'head 1, choice 1' })).toContainText(
    `proposed in ${proposed} of ${findings.steps} steps, reached in ${reached}, accepted in ${accepted}, ${percent(accepted / reached)}`,
  );
  await page.keyboard.press('ArrowDown');
  await expect(selectedSlot(tree)).toHaveAttribute('aria-label', /^head 1, choice 2 /);
  await page.keyboard.press('ArrowLeft');
  await expect(selectedSlot(tree)).toHaveAttribute('aria-label', /root of \d+ steps$/);
});

test('a tree is drawn by keyboard, its speed predicted, saved, and opened again', async ({ page }) => {
  await open(page);
  const panel = editor(page);
  const tree = panel.getByRole('tree', { name: 'Tree in the editor' });
  const prediction = panel.getByText(/^\d+ candidates?: /);
  const speed = async () =>
    Number(/predicted speedup ([\d.]+)/.exec((await prediction.textContent()) ?? '')?.[1]);
  const before = await tree.getByRole('treeitem').count();
  await expect(prediction).toHaveText(new RegExp(`^${before - 1} candidates: `));
  await selectedSlot(tree).focus();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await page.keyboard.press('Enter');
  await expect(tree.getByRole('treeitem')).toHaveCount(before + 3);
  await expect(prediction).toHaveText(new RegExp(`^${before + 2} candidates: `));
  // Removing a slot takes all below it along, and leaves its parent selected.
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Delete');
  await expect(tree.getByRole('treeitem')).toHaveCount(before);
  await expect(selectedSlot(tree)).toBeFocused();

  const drawn = await speed();
  await panel.getByRole('button', { name: 'Find the fastest' }).click();
  await expect.poll(speed).toBeGreaterThanOrEqual(drawn);
  const slotCount = (await tree.getByRole('treeitem').count()) - 1;
  await panel.getByLabel('Name').fill('my own tree');
  const saved = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Save as file' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('my_own_tree.json');
  const file = parseTree(JSON.parse(await readFile(await download.path(), 'utf8')), 'saved');
  expect(file).toMatchObject({ name: 'my own tree', source: 'drawn in the tree editor' });
  expect(file.paths).toHaveLength(slotCount);

  const give = async (name: string, text: string) => {
    const chooser = page.waitForEvent('filechooser');
    await panel.getByRole('button', { name: 'Open a file' }).click();
    await (await chooser).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
  };
  await give('chain.json', '[[0], [0, 0]]');
  await expect(prediction).toHaveText(/^2 candidates: /);
  await give('broken.json', '[[0], [0, 99]]');
  await expect(panel.getByRole('alert')).toHaveText(/^broken\.json: invalid rank of tree broken\.json: 99/);
  await expect(prediction).toHaveText(/^2 candidates: /);
});

test('a cut and a drawn tree are run for real: each opens Bench with that tree chosen', async ({ page }) => {
  await open(page, '?m=medusa&d=1');
  await slots(page).getByRole('button', { name: 'Run it for real' }).click();
  await expect(page).toHaveURL(/\/bench\?.*tree=what-if-medusa-\d+/);
  const name = /tree=([\w-]+)/.exec(page.url())?.[1] ?? '';
  await expect(page.getByLabel('The same on the command line')).toContainText(`--tree ${name}`);
  const kept = (await (await page.request.get('/api/trees')).json()) as TreeLibrary;
  const cut = kept.trees.find((tree) => tree.name === name);
  expect(cut?.paths.every((ranks) => ranks.length === 1)).toBe(true);

  await open(page);
  await editor(page).getByLabel('Name').fill('zephyr_stage2');
  await editor(page).getByRole('button', { name: 'Run it for real' }).click();
  await expect(editor(page).getByRole('alert')).toContainText(
    'Not run: invalid name of a tree: "zephyr_stage2"',
  );
  await editor(page).getByLabel('Name').fill('drawn in a test');
  await editor(page).getByRole('button', { name: 'Run it for real' }).click();
  await expect(page).toHaveURL(/\/bench\?.*tree=drawn_in_a_test/);
  await expect(page.getByText(/^Engine: .* · tree drawn_in_a_test$/)).toBeVisible();
  for (const own of [name, 'drawn_in_a_test']) rmSync(path.join(cacheHome(), 'trees', `${own}.json`));
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`accessible and whole in ${colorScheme}, wide and narrow, with nothing of a choice cut off`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, '?m=medusa&heat=worth&d=1&node=0');
    await expectAccessible(page);
    await expectNoOverflow(page);
    await expectAccessible(page);
    for (const choice of await page.getByRole('main').getByRole('radiogroup').all()) {
      const group = await choice.boundingBox();
      for (const option of await choice.locator('label').all()) {
        const box = await option.boundingBox();
        expect(box && group && box.x >= group.x && box.x + box.width <= group.x + group.width + 1).toBe(true);
      }
      expect(group && group.x + group.width).toBeLessThanOrEqual(320);
    }
  });
}
