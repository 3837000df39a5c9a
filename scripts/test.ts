/**
 * `npm test`: all that a release needs. Types, lint, unit tests, the real model, reports and page in a real Chromium, one after
 * the other (they would steal each other's cores). The last line is `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CountReport, type Counts, partCounts, playwrightCounts, vitestCounts } from './test-counts.ts';

interface Part {
  name: string;
  command: string[];
  /** Of the report it writes; a part without one counts as one check. */
  count?: CountReport;
  env?: Record<string, string>;
}

const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-test-'));
const reportOf = (name: string) => path.join(folder, `${name}.json`);

const vitest = (project: string): Part => ({
  name: project,
  command: [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportOf(project)}`,
  ],
  count: vitestCounts,
});

const PARTS: Part[] = [
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'lint', command: ['biome', 'check', '.'] },
  vitest('unit'),
  vitest('reports'),
  vitest('model'),
  {
    name: 'browser',
    command: ['playwright', 'test', '--reporter=list,json'],
    count: playwrightCounts,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: reportOf('browser') },
  },
];

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const lines: string[] = [];
for (const part of PARTS) {
  console.log(`\n=== ${part.name}`);
  const exitCode = await run(part);
  const counts = part.count
    ? partCounts(exitCode, await readReport(part.name), part.count)
    : { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  total.passed += counts.passed;
  total.failed += counts.failed;
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  lines.push(`${part.name}: ${counts.passed} passed, ${counts.failed} failed${skipped}`);
}
await rm(folder, { recursive: true, force: true });
console.log(`\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

function run({ command, env }: Part): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('npx', ['--no-install', ...command], {
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Undefined where the part wrote none. */
async function readReport(name: string): Promise<unknown> {
  const text = await readFile(reportOf(name), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}
