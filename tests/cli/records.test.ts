/** The commands that read records, as a shell sees them. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { editRun, writeSampleRun } from '../records/sample-run.ts';
import { gorgon, tinyHome } from './gorgon.ts';

let folder: string;
beforeAll(async () => {
  const home = await tinyHome();
  folder = home.folder;
  await writeSampleRun(path.join(folder, 'a'));
  await writeSampleRun(path.join(folder, 'b'), { questions: [1, 2, 3], wrongFrom: 30 });
  return home.remove;
});

describe('gorgon verify', () => {
  it('says in one line that all is well', async () => {
    const { code, stdout, stderr } = await gorgon(['verify', path.join(folder, 'a')]);
    expect(stdout).toMatch(/^a: ok, 2 files and every figure match \(groups 2, answers 4, steps \d+\)\n$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('ends with 1, each place that does not match on a line of its own', async () => {
    const dir = path.join(folder, 'edited');
    await writeSampleRun(dir);
    await editRun(dir, (run) => {
      const figures = run.summary?.methods.lookup?.overall;
      if (figures) figures.tokensPerStep = 9;
      return run;
    });
    await writeFile(path.join(dir, 'extra'), '');
    const json = await gorgon(['verify', dir, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      problems: [{ where: 'extra' }, { where: 'summary.methods.lookup.overall.tokensPerStep', stored: 9 }],
    });
    expect(json.code).toBe(1);
    const { code, stdout, stderr } = await gorgon(['verify', dir]);
    expect(stdout).toMatch(
      /^extra: it is a surplus .*\nsummary\.methods\.lookup\.overall\.tokensPerStep: run\.json says 9, .*\n$/,
    );
    expect(stderr).toMatch(/^gorgon: .*edited does not match its record in 2 places\n$/);
    expect(code).toBe(1);
  });

  it('without a run it is one line', async () => {
    const { code, stdout, stderr } = await gorgon(['verify', folder]);
    expect(stderr).toMatch(/^gorgon: cannot read ".*run\.json": no such file\n$/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });
});

describe('gorgon compare', () => {
  it('prints a table, outputs that changed and settings that differ', async () => {
    const { code, stdout, stderr } = await gorgon([
      'compare',
      path.join(folder, 'a'),
      path.join(folder, 'b'),
    ]);
    expect(stdout).toMatch(/^A: a \(baseline\)\nB: b\nquestions paired: 2\nquestions only in B: 1\n/);
    expect(stdout).toMatch(/\noverall {2,}vanilla +2 +1\.00 +1\.00 to 1\.00 {2}no clear difference/);
    expect(stdout).toMatch(/\n {2}lookup, question 1, turn 1, repeat 1: from token \d+ on\n/);
    expect(stdout).toMatch(/\nno setting differs\n$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('prints the same as JSON', async () => {
    const { stdout } = await gorgon(['compare', path.join(folder, 'a'), path.join(folder, 'b'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ a: 'a', b: 'b', questions: 2, onlyInB: [3] });
  });

  it('needs two runs that can be read', async () => {
    const one = await gorgon(['compare', path.join(folder, 'a')]);
    expect(one).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("missing required argument 'run_b'"),
    });
    await writeFile(path.join(folder, 'run.json'), await readFile(path.join(folder, 'tiny.gguf')));
    const foreign = await gorgon(['compare', path.join(folder, 'a'), folder]);
    expect(foreign).toMatchObject({ code: 1, stderr: expect.stringMatching(/run\.json: it is not JSON\n$/) });
    await rm(path.join(folder, 'run.json'));
  });
});

describe('gorgon query', () => {
  const sql = 'SELECT run, method, count(*) AS n FROM questions GROUP BY ALL ORDER BY ALL';
  const two = (): string[] => ['--run', path.join(folder, 'a'), '--run', path.join(folder, 'b')];

  it('prints a table, CSV or JSON of the runs named', async () => {
    const table = await gorgon(['query', sql, ...two()]);
    expect(table.stdout).toBe(
      'run  method   n\n---  -------  -\na    lookup   2\na    vanilla  2\nb    lookup   3\nb    vanilla  3\n',
    );
    const csv = await gorgon(['query', 'SELECT \'a "b",c\' AS t, 1/3 AS x, NULL AS n', '--csv']);
    expect(csv.stdout).toBe('t,x,n\n"a ""b"",c",0.3333333333333333,\n');
    const json = await gorgon(['query', sql, '--json', '--run', path.join(folder, 'a')]);
    expect(JSON.parse(json.stdout)).toEqual([
      { run: 'a', method: 'lookup', n: 2 },
      { run: 'a', method: 'vanilla', n: 2 },
    ]);
    expect([table.code, csv.code, json.code]).toEqual([0, 0, 0]);
  });

  it('finds the runs of a folder', async () => {
    await writeSampleRun(path.join(folder, 'runs', 'one'));
    await writeSampleRun(path.join(folder, 'runs', 'two'));
    const args = [
      'query',
      'SELECT run FROM runs ORDER BY run',
      '--json',
      '--runs',
      path.join(folder, 'runs'),
    ];
    expect(JSON.parse((await gorgon(args)).stdout)).toEqual([{ run: 'one' }, { run: 'two' }]);
  });

  it('says in one line what is wrong', async () => {
    const cases: [string[], number, RegExp][] = [
      [['SELECT * FROM nope'], 2, /^gorgon: cannot run the query: Catalog Error: [^\n]*nope[^\n]*\n$/],
      [['SELECT * FROM runs', '--runs', path.join(folder, 'none')], 1, /there is no run in ".*none"/],
      [[sql, ...two(), '--run', path.join(folder, 'runs', '..', 'a')], 0, /^$/],
      [[sql, '--run', path.join(folder, 'a'), '--run', path.join(folder, 'more', 'a')], 2, /different names/],
    ];
    for (const [args, code, message] of cases) {
      const result = await gorgon(['query', ...args]);
      expect(result.stderr).toMatch(message);
      expect(result.code).toBe(code);
    }
  });
});

describe('gorgon export', () => {
  it('names the files that it wrote', async () => {
    const out = path.join(folder, 'out');
    const args = ['export', path.join(folder, 'a'), '--out', out, '--format'];
    const csv = await gorgon([...args, 'csv']);
    expect(csv.stdout).toBe(
      ['runs', 'figures', 'questions', 'answers', 'steps', 'nodes']
        .map((name) => `${path.join(out, name)}.csv\n`)
        .join(''),
    );
    const spec = await gorgon([...args, 'spec-bench']);
    expect(spec.stdout.trimEnd().split('\n')).toHaveLength(3);
    const again = await gorgon([...args, 'csv']);
    expect(again).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('without runs.csv') });
  });

  it('of the schema needs no run, of all else it does', async () => {
    const schema = await gorgon(['export', '--format', 'schema', '--out', path.join(folder, 'schema')]);
    expect(schema).toMatchObject({ code: 0, stdout: expect.stringContaining('run.schema.json\n') });
    const csv = await gorgon(['export', '--format', 'csv', '--out', path.join(folder, 'schema')]);
    expect(csv).toMatchObject({ code: 2, stderr: expect.stringContaining('a run folder for --format csv') });
    const other = await gorgon(['export', '--format', 'xls', '--out', 'x']);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining("'xls' is invalid") });
  });
});

it("gorgon compare --formulas spec-bench prints Spec-Bench's figures beside ours", async () => {
  const { code, stdout } = await gorgon(['compare', path.join(folder, 'a'), '--formulas', 'spec-bench']);
  expect(stdout).toMatch(
    /^a\n\nsubtask +method +questions +tokens\/s +baseline +speedup +#MAT +our speedup\n/,
  );
  expect(stdout).toMatch(/\noverall +lookup +2 +[\d.]+ +[\d.]+ +[\d.]+ +1\.\d\d +[\d.]+\n$/);
  const json = await gorgon(['compare', path.join(folder, 'a'), '--formulas', 'spec-bench', '--json']);
  expect(JSON.parse(json.stdout).a).toMatchObject({
    vanilla: { mt_bench: {}, overall: { questions: 2, speedup: 1, meanAcceptedTokens: 1 } },
  });
  expect([code, json.code]).toEqual([0, 0]);
  const one = await gorgon(['compare', path.join(folder, 'a')]);
  expect(one).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("missing required argument 'run_b'"),
  });
});

it('gorgon import prints where a run is now, and never writes over one', async () => {
  const args = [
    'import',
    path.join(folder, 'a'),
    path.join(folder, 'b'),
    '--runs',
    path.join(folder, 'mine'),
  ];
  const first = await gorgon(args);
  expect(first.stdout).toBe(`${path.join(folder, 'mine', 'a')}\n${path.join(folder, 'mine', 'b')}\n`);
  expect(first.code).toBe(0);
  const second = await gorgon(args);
  expect(second).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^gorgon: .*"a".*\n$/) });
});
