/** `gorgon bench` as other people's scripts use it, on a tiny random model. */
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '../../engine/core/run-summary.ts';
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
    // The tiny model's context has room for the shortest cache only.
    expect(run.manifest.cost?.rows[0]).toBe(1);
    expect(run.manifest.cost?.targetMs[0]?.[0]).toBeGreaterThan(0);
    expect(lookup?.overall.predictedOverhead).toBeGreaterThan(0);
    expect(run.manifest.settings).toMatchObject({ questionIds: [1, 2, 3], repeats: 2, maxNewTokens: 20 });
    expect(run.summary.methods).toEqual(summary.methods);
    expect(run.groups).toHaveLength(12);
    expect(run.groups.map(({ turn }) => turn).slice(0, 4)).toEqual([0, 1, 0, 1]);
  });

  it('prints a table and a sentence a method; vanilla is added to named methods', async () => {
    const out = path.join(folder, 'run-table');
    const { code, stdout, stderr } = await gorgon([...common, '--methods', 'lookup', '--out', out], { env });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('vanilla is added');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^category +method +tokens\/s +speedup/);
    expect(stdout).toMatch(/^overall +vanilla .* 4 of 4\n +lookup .* 4 of 4\n/m);
    expect(lines.at(-2)).toMatch(/^lookup: .*4 of 4 outputs identical/);
    expect(lines.at(-1)).toMatch(/^fp32: .*; fp32 is used instead of int8\.$/);
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
    const { code, stderr } = await gorgon([...common, '--no-cost', '--repeats', '100000', '--out', out], {
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
      /gorgon: stopped: \d+ of at most 800000 turns are done and kept, marked partial, in .*run-stopped \(go on with gorgon bench --resume .*run-stopped\)\n$/,
    );
    const run = await readRun(out);
    expect(run.manifest.status).toBe('partial');
    expect(run.groups.length).toBeGreaterThan(0);
  });

  it('--resume goes on with a run that was stopped, and refuses one that is complete or other settings', async () => {
    const out = path.join(folder, 'run-resumed');
    const stopped = await gorgon([...common, '--no-cost', '--repeats', '40', '--turns', '1', '--out', out], {
      env,
      onStart: (child) => {
        const killWhenRunning = async () => {
          const groups = await readRun(out).then(
            (run) => run.groups.length,
            () => 0,
          );
          if (groups > 2) child.kill('SIGKILL');
          else if (child.exitCode === null) setTimeout(killWhenRunning, 20);
        };
        killWhenRunning();
      },
    });
    expect(stopped.code).not.toBe(0);
    const before = await readRun(out);
    expect(before.manifest.status).toBe('running');
    const model = common.slice(1, 3);
    const beside = await gorgon(['bench', ...model, '--resume', out, '--repeats', '2'], { env });
    expect(beside).toMatchObject({ code: 2, stdout: '' });
    expect(beside.stderr).toContain('--repeats cannot stand beside --resume');
    const resumed = await gorgon(['bench', ...model, '--resume', out, '--json'], { env });
    expect(resumed.code, resumed.stderr).toBe(0);
    const after = await readRun(out);
    expect(after.manifest).toMatchObject({ status: 'complete', groups: 160 });
    expect(after.manifest.resumedAt).toHaveLength(1);
    expect(after.groups.slice(0, before.groups.length)).toEqual(before.groups);
    expect(after.summary.methods.lookup?.overall).toMatchObject({ identical: 4, prompts: 4 });
    const again = await gorgon(['bench', ...model, '--resume', out], { env });
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toContain('this one is complete');
  });

  it('--fail-under makes a figure a condition; a bound of another form is wrong usage', async () => {
    const run = (bound: string, name: string) =>
      gorgon(
        [...common, '--no-cost', '--turns', '1', '--fail-under', bound, '--out', path.join(folder, name)],
        { env },
      );
    expect((await run('lookup.tokensPerStep=1', 'bound-holds')).code).toBe(0);
    const failed = await run('lookup.math.tokensPerStep=99', 'bound-fails');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(
      /gorgon: --fail-under lookup\.math\.tokensPerStep=99 does not hold: tokens per step is \d\.\d\d\n$/,
    );
    const unknown = await run('medusa.speedup=1', 'bound-unknown');
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('speedup is not part of the run');
    for (const bad of [
      'speedup=1',
      'magic.speedup=1',
      'lookup.magic=1',
      'lookup.speedup',
      'lookup.speedup=x',
    ]) {
      const wrong = await run(bad, 'bound-wrong');
      expect(wrong, bad).toMatchObject({ code: 2, stdout: '' });
      expect(wrong.stderr, bad).toContain('METHOD[.CATEGORY].FIGURE=NUMBER');
    }
  });
});
