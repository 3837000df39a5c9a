/** `gorgon bench` as other people's scripts use it, on a tiny random model. */
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '../../engine/core/metrics.ts';
import { readRun } from '../../engine/records/read-run.ts';
import { gorgon, tinyHome } from './gorgon.ts';

let folder: string;
let common: string[];
let env: Record<string, string>;
beforeAll(async () => {
  const home = await tinyHome();
  ({ folder, env } = home);
  const suite = path.join(folder, 'suite.jsonl');
  const questions = ['math', 'coding', 'math', 'coding'].map((category, i) =>
    JSON.stringify({ question_id: i + 1, category, turns: [`hello ${i} hello ${i}`, 'and then?'] }),
  );
  await writeFile(suite, `${questions.join('\n')}\n`);
  common = ['bench', '--model', home.model, '--suite', suite, '--max-new-tokens', '20'];
  return home.remove;
});

describe('gorgon bench', () => {
  it('--json: the summary and nothing else on standard output, a run folder beside it', async () => {
    const out = path.join(folder, 'run-json');
    const { code, stdout, stderr } = await gorgon(
      [...common, '--prompts', '3', '--repeats', '2', '--out', out, '--json'],
      { env },
    );
    expect(code, stderr).toBe(0);
    const summary: RunSummary = JSON.parse(stdout);
    expect(Object.keys(summary.methods)).toEqual(['vanilla', 'lookup']);
    expect(summary.methods.vanilla?.overall).toMatchObject({
      speedup: 1,
      tokensPerStep: 1,
      identical: 3,
      prompts: 3,
    });
    const lookup = summary.methods.lookup;
    expect(lookup?.overall).toMatchObject({ identical: 3, prompts: 3 });
    expect(lookup?.overall.tokensPerSecond).toBeGreaterThan(0);
    const [low, high] = lookup?.overall.speedupInterval ?? [Number.NaN, Number.NaN];
    expect(low).toBeLessThanOrEqual(lookup?.overall.speedup as number);
    expect(high).toBeGreaterThanOrEqual(lookup?.overall.speedup as number);
    expect(Object.entries(lookup?.byCategory ?? {}).map(([name, f]) => [name, f.prompts])).toEqual([
      ['math', 2],
      ['coding', 1],
    ]);
    // What is left out is said, not silent.
    expect(stderr).toMatch(/medusa is left out: .+\n/);
    const run = await readRun(out);
    expect(run.manifest.settings).toMatchObject({ questionIds: [1, 2, 3], repeats: 2, maxNewTokens: 20 });
    expect(run.summary.methods).toEqual(summary.methods);
    expect(run.groups).toHaveLength(6);
  });

  it('prints a table and a sentence a method; vanilla is added to named methods', async () => {
    const out = path.join(folder, 'run-table');
    const { code, stdout, stderr } = await gorgon([...common, '--methods', 'lookup', '--out', out], { env });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('vanilla is added');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^category +method +tokens\/s +speedup/);
    expect(stdout).toMatch(/^overall +vanilla .* 4 of 4\n +lookup .* 4 of 4\n/m);
    expect(lines.at(-1)).toMatch(/^lookup: .*4 of 4 outputs identical/);
  });

  it('a named method whose draft is missing is an error, and no folder is left', async () => {
    const out = path.join(folder, 'run-missing');
    const { code, stdout, stderr } = await gorgon([...common, '--methods', 'medusa', '--out', out], { env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/gorgon: method medusa is not available: .+\n$/);
    expect(await readdir(folder)).not.toContain('run-missing');
  });

  it('Ctrl-C keeps the prompts that are done, marked partial, and says so', async () => {
    const out = path.join(folder, 'run-stopped');
    const { code, stderr } = await gorgon([...common, '--repeats', '100000', '--out', out], {
      env,
      onStart: (child) => {
        const stopWhenRunning = async () => {
          const groups = await readRun(out).then(
            (run) => run.groups.length,
            () => 0,
          );
          if (groups > 0) child.kill('SIGINT');
          else if (child.exitCode === null) setTimeout(stopWhenRunning, 50);
        };
        stopWhenRunning();
      },
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /gorgon: stopped: \d+ prompts are done and kept, marked partial, in .*run-stopped\n$/,
    );
    const run = await readRun(out);
    expect(run.manifest.status).toBe('partial');
    expect(run.groups.length).toBeGreaterThan(0);
  });
});
