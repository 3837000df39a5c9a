/** A server whose model is not there: what is recorded can be read, and what to do is said. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { SAMPLE_RUN } from '../../components/data/api-schema.ts';
import { freePort } from '../browser/free-port.ts';
import { writeTinyGguf } from '../fixtures/tiny-gguf.ts';
import { expectAccessible, expectNoOverflow } from './page-checks.ts';

let folder: string;
let model: string;
let server: ChildProcess;
let address: string;
let told = '';

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gorgon-no-model-'));
  model = path.join(folder, 'absent.gguf');
  const port = await freePort();
  address = `http://127.0.0.1:${port}`;
  server = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', 'serve', '--port', String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, GORGON_MODEL: model, GORGON_HOME: folder, GORGON_RUNS: path.join(folder, 'runs') },
  });
  server.stderr?.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  await expect
    .poll(async () => (await fetch(`${address}/api/status`).catch(() => null))?.status, { timeout: 120_000 })
    .toBe(200);
});
test.afterAll(async () => {
  const ended = new Promise((resolve) => server.once('close', resolve));
  server.kill('SIGTERM');
  await ended;
  await rm(folder, { recursive: true });
});

test('the terminal and every page that decodes say what is missing and what to do', async ({ page }) => {
  expect(told).toContain(`gorgon: there is no file ${model}`);
  expect(told).toContain('serving recorded runs without an engine');
  for (const path of ['/race', '/bench', '/training']) {
    await page.goto(`${address}${path}`);
    const alert = page.getByRole('alert').filter({ hasText: 'The engine is not running' });
    await expect(alert).toContainText(`there is no file ${model}`);
    await expect(alert).toContainText('GORGON_MODEL=path/to/file');
    await expectAccessible(page);
  }
  await expectNoOverflow(page);
});

test('the sample run fills every page of a run', async ({ page }) => {
  const pages: [path: string, region: string][] = [
    ['/', 'Same tokens as vanilla'],
    ['/runs/sample/trees', 'Acceptance by depth and choice'],
    ['/runs/sample/method', 'Glossary'],
    ['/reports', 'Downloads'],
  ];
  for (const [path, region] of pages) {
    await page.goto(`${address}${path}`);
    await expect(page.getByRole('region', { name: region, exact: true })).toBeVisible();
  }
  await page.goto(`${address}/runs/sample/prompts`);
  await expect(page.getByRole('status').filter({ hasText: 'questions' })).toHaveText('16 of 16 questions');
  await page.goto(`${address}/runs/sample/inspect`);
  await expect(page.getByRole('slider', { name: 'Step', exact: true })).toBeVisible();
  await page.goto(`${address}/reports?run=sample`);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Download Summary/ }).click();
  expect((await coming).suggestedFilename()).toBe('report-sample.md');
});

test('a model that is brought to its place is taken at the next try', async ({ page }) => {
  await page.goto(`${address}/race`);
  await writeTinyGguf(model, { metadata: { 'llama.context_length': 256 } });
  await page.getByRole('button', { name: 'Start it again' }).click();
  await expect(page.getByTestId('engine')).toHaveText(/^Engine ready/, { timeout: 120_000 });
  // Drafts that were trained on another model are not there for this one, and say why.
  await expect(page.getByRole('checkbox', { name: 'vanilla', exact: true })).toBeEnabled();
  await expect(page.getByRole('checkbox', { name: 'Medusa', exact: true })).toBeDisabled();
  await expect(page.getByRole('note').filter({ hasText: /^Medusa is not there: .+/ })).toBeVisible();
});

test('without any run that can be read the start page says so, and names those that cannot', async ({
  page,
}) => {
  // A run of one's own that is called as the bundled one stands in its place.
  const own = path.join(folder, 'runs', SAMPLE_RUN);
  await mkdir(own, { recursive: true });
  await writeFile(path.join(own, 'run.json'), '{"schemaVersion":');
  await page.goto(address);
  await expect(page.getByText('There is no benchmark with figures')).toBeVisible();
  await expect(page.getByText(`${SAMPLE_RUN} cannot be read: `)).toBeVisible();
  await page.goto(`${address}/reports`);
  await expect(page.getByText('No run yet')).toBeVisible();
  await page.goto(`${address}/compare`);
  await expect(page.getByText('There is no run yet')).toBeVisible();
  await expectAccessible(page);
  await rm(own, { recursive: true });
});
