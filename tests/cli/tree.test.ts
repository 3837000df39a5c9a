/** `gorgon tree`, and `--tree` where methods run. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gorgon } from './gorgon.ts';

let folder: string;
let acceptance: string;
let cost: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gorgon-tree-'));
  acceptance = path.join(folder, 'medusa-fp32.json');
  // Half of the time rank 0, a quarter rank 1; below each, rank 0 alone, half of the time. The easy ones come in a row.
  const row = (place: string, times: number) => new Array<string>(times).fill(place);
  const places = [
    ...row('00', 1000),
    ...row('0-', 1000),
    ...row('10', 500),
    ...row('1-', 500),
    ...row('-', 1000),
  ];
  await writeFile(
    acceptance,
    JSON.stringify({
      format: 'gorgon-acceptance-2',
      method: 'medusa',
      precision: 'fp32',
      modelSha256: 'm',
      artifactSha256: 'a',
      answersSha256: 'x',
      prompts: 1,
      positions: places.length,
      machine: 'none',
      seconds: 1,
      width: 2,
      answers: [places.join(' ')],
      reliability: [[], []],
    }),
  );
  cost = path.join(folder, 'cost.json');
  const curve = {
    rows: [1, 2, 4, 5],
    cachedTokens: [128],
    targetMs: [[10], [10], [10], [20]],
    drafts: { medusa: { ms: 1, per: 'step' } },
  };
  await writeFile(cost, JSON.stringify({ curve }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('gorgon tree', () => {
  it('lists the trees of the product', async () => {
    const { code, stdout } = await gorgon(['tree', 'list']);
    expect(code).toBe(0);
    expect(stdout).toContain('mc_sim_7b_63: 63 nodes (10, 28, 23, 2 by depth), 42 leaves\n');
    expect(stdout).toContain('medusa_choices.py at e2a5d20');
  });

  it('searches by measured acceptance and cost, writes the tree, and shows it', async () => {
    const out = path.join(folder, 'best.json');
    const args = ['--acceptance', acceptance, '--cost', cost];
    const search = await gorgon(['tree', 'search', ...args, '--name', 'mine', '--out', out]);
    expect(search).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({
      name: 'mine',
      paths: [[0], [0, 0], [1]],
      search: { method: 'medusa', expectedTokens: expect.closeTo(4000 / 2333, 2), overhead: 1.1 },
    });
    const show = await gorgon(['tree', 'show', out, ...args]);
    expect(show.stdout).toBe(
      [
        'mine: 3 nodes (2, 1 by depth), 2 leaves',
        'from gorgon tree search',
        '0  0.500',
        '  0.0  0.250',
        '1  0.250',
        'chances from 4000 places of 1 held-out answer at fp32, medusa draft of sha256 a',
        'expected tokens per step 1.715, a step costs 1.100 vanilla passes, predicted speedup 1.559',
        '',
      ].join('\n'),
    );
    const json = await gorgon(['tree', 'show', out, '--json', '--acceptance', acceptance]);
    expect(JSON.parse(json.stdout)).toMatchObject({ name: 'mine', prediction: { overhead: null } });
  });

  it('names what it cannot use', async () => {
    const bad = path.join(folder, 'bad.json');
    await writeFile(bad, '[[0],[1],[1,0],[2,0]]');
    const tree = await gorgon(['tree', 'show', bad]);
    expect(tree).toMatchObject({
      code: 2,
      stderr: 'gorgon: tree bad: rank path [2,0] has no parent [2] in the tree\n',
    });
    const unknown = await gorgon(['tree', 'show', 'mc_sim']);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('invalid tree: "mc_sim"') });
    const noCost = await gorgon(['tree', 'search', '--acceptance', acceptance, '--cost', bad]);
    expect(noCost).toMatchObject({ code: 1, stderr: expect.stringContaining('holds no cost curve') });
    const none = await gorgon(['tree', 'search', '--acceptance', path.join(folder, 'none.json')]);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('none.json": ENOENT') });
  });
});

describe('gorgon tree check', () => {
  it('says why it cannot compare a run whose steps chose', async () => {
    const check = await gorgon(['tree', 'check', path.join('data', 'sample-run')]);
    expect(check).toMatchObject({ code: 1, stdout: '' });
    expect(check.stderr).toContain('chose its candidates at each step');
    expect(check.stderr).toContain('needed: a run with --no-dynamic or --tree');
  });
});

describe('--tree', () => {
  it('is refused where no method would fill it', async () => {
    const bench = await gorgon(['bench', '--methods', 'lookup', '--tree', 'mc_sim_7b_63']);
    expect(bench).toMatchObject({ code: 2, stderr: expect.stringContaining('invalid --tree: "lookup"') });
    const decode = await gorgon(
      ['decode', '--method', 'vanilla', '--prompt-file', '-', '--tree', 'mc_sim_7b_63'],
      {
        stdin: 'x',
      },
    );
    expect(decode).toMatchObject({ code: 2, stderr: expect.stringContaining('invalid --tree: "vanilla"') });
  });
});
