import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTreeFits, parseTree, TREE_FORMAT } from '../../engine/trees/tree-format.ts';
import { loadTree, storeTree, treeNames } from '../../engine/trees/tree-store.ts';

describe('a tree as a list', () => {
  it('of rank paths is read in order', () => {
    expect(parseTree([[1], [0], [0, 2]], 'own')).toMatchObject({ name: 'own', paths: [[0], [1], [0, 2]] });
  });
  it('of leaves alone gets its prefixes', () => {
    expect(parseTree([[0, 0, 1], [1]], 'leaves').paths).toEqual([[0], [1], [0, 0], [0, 0, 1]]);
  });
  it('of widths is every combination', () => {
    expect(parseTree([2, 3], 'widths').paths).toEqual([
      [0],
      [1],
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
  });
});

describe('a bad tree', () => {
  const refused: [string, unknown, string][] = [
    ['one path without its prefix beside others', [[0], [0, 0], [1, 0]], 'rank path [1,0] has no parent [1]'],
    ['a path twice', [[0], [0]], 'rank path [0] is listed twice'],
    ['a negative rank', [[0], [-1]], 'invalid rank path [-1]'],
    ['a rank that no list has', [[64]], 'invalid rank of tree bad: 64 (allowed: 0 to 63)'],
    ['an empty path', [[]], 'invalid rank path []'],
    ['no path', [], 'invalid nodes of tree bad: 0 (allowed: 1 to 255)'],
    ['too many nodes', [16, 16], 'invalid nodes of tree bad: 272 (allowed: 1 to 255)'],
    ['a width of nothing', [2, 0], 'invalid width of tree bad: 0 (allowed: whole numbers from 1)'],
    ['paths among widths', [2, [0]], 'invalid path of tree bad: 2 (allowed: a list of ranks)'],
    ['another object', { paths: [[0]] }, 'gorgon-tree-1'],
    ['text', 'x', 'gorgon-tree-1'],
  ];
  for (const [what, value, message] of refused) {
    it(`is named: ${what}`, () => {
      expect(() => parseTree(value, 'bad')).toThrow(message);
      expect(() => parseTree(value, 'bad')).toThrow(/tree bad/);
      expect(() => parseTree(value, 'bad')).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    });
  }
  it('has more ranks than there are heads', () => {
    const tree = { name: 'deep', paths: [[0], [0, 0], [0, 0, 0]] };
    expect(() => checkTreeFits(tree, 2)).toThrow(
      'invalid path of tree deep: [0,0,0] (allowed: 1 to 2 ranks, as deep as the heads reach)',
    );
    checkTreeFits(tree, 3);
  });
});

describe('trees on disk', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gorgon-trees-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are the nine of the Medusa repository by name: 63 nodes, all ten ranks below the root, four deep', async () => {
    const published = await Promise.all((await treeNames()).map(loadTree));
    const medusas = published.filter(({ source }) => source.includes('medusa_choices.py'));
    expect(medusas).toHaveLength(9);
    for (const { paths, name } of medusas) {
      expect(paths, name).toHaveLength(63);
      expect(paths.filter(({ length }) => length === 1)).toHaveLength(10);
      expect(Math.max(...paths.map(({ length }) => length))).toBeLessThanOrEqual(4);
    }
    const default63 = medusas.find(({ name }) => name === 'mc_sim_7b_63');
    const byDepth = [1, 2, 3, 4].map((depth) => default63?.paths.filter((p) => p.length === depth).length);
    expect(byDepth).toEqual([10, 28, 23, 2]);
  });

  it("are kept under a name of one's own, and then known by it", async () => {
    const before = process.env.GORGON_HOME;
    process.env.GORGON_HOME = folder;
    try {
      const tree = { format: TREE_FORMAT, name: 'mine_2', source: 'drawn', paths: [[0], [0, 0]] } as const;
      const kept = { ...tree, paths: tree.paths.map((ranks) => [...ranks]) };
      await storeTree(kept);
      await storeTree({ ...kept, paths: [[0]] });
      expect((await treeNames()).at(-1)).toBe('mine_2');
      expect(await loadTree('mine_2')).toMatchObject({ name: 'mine_2', source: 'drawn', paths: [[0]] });
      for (const name of ['../up', 'a.json', '', 'zephyr_stage2', 'x'.repeat(61)])
        await expect(storeTree({ ...kept, name })).rejects.toThrow(
          /^invalid name of a tree: .* \(allowed: 1 to 60 letters/,
        );
    } finally {
      if (before === undefined) delete process.env.GORGON_HOME;
      else process.env.GORGON_HOME = before;
    }
  });

  it('are read from a path, and what is wrong is named', async () => {
    const file = path.join(folder, 'mine.json');
    await writeFile(file, '[[0],[0,1]]');
    expect(await loadTree(file)).toMatchObject({ name: 'mine', paths: [[0], [0, 1]] });
    await expect(loadTree('nothing')).rejects.toThrow(/invalid tree: "nothing" \(allowed: .*mc_sim_7b_63/);
    await expect(loadTree(path.join(folder, 'none.json'))).rejects.toThrow(/none.json": ENOENT/);
    await writeFile(file, '[[0],');
    await expect(loadTree(file)).rejects.toThrow(/mine.json" is not JSON/);
  });
});
