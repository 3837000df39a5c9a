import { describe, expect, it } from 'vitest';
import type { Acceptance } from '../../engine/core/acceptance-counts.ts';
import { SeededRandom } from '../../engine/core/random.ts';
import {
  bestBySize,
  chanceOf,
  expectedTokens,
  fastestTree,
  likeliestPaths,
} from '../../engine/core/tree-search.ts';
import golden from '../fixtures/golden/tree-search.json' with { type: 'json' };

/** Sequoia's assumption: acceptance depends on the rank alone. */
const positional =
  (p: readonly number[]): Acceptance =>
  () =>
    p;

const published = positional(golden.p);
const LEVELS = { levels3: 3, levels5: 5, levels10: 10 } as const;

/**
 * Sequoia's dynamic programme: best expected tokens of a tree of at most n nodes and so many levels, root included, in
 * which child b stands only beside children 0 to b - 1.
 */
function dynamicProgramme(p: readonly number[], n: number, levels: number): number {
  const known = new Map<string, number>();
  /** Value of what hangs below a node that may use `left` nodes, children from number b on. */
  const below = (left: number, depth: number, b: number): number => {
    if (left === 0 || depth === 0 || b >= p.length) return 0;
    const key = `${left},${depth},${b}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    let best = 0;
    for (let own = 1; own <= left; own++) {
      const child = (p[b] as number) * (1 + below(own - 1, depth - 1, 0));
      best = Math.max(best, child + below(left - own, depth, b + 1));
    }
    known.set(key, best);
    return best;
  };
  return 1 + below(n - 1, levels - 1, 0);
}

describe('the likeliest paths', () => {
  it('have the expected tokens published for Sequoia, at every size and depth', () => {
    for (const [name, levels] of Object.entries(LEVELS)) {
      const values = golden.heapOnSortedP[name as keyof typeof LEVELS];
      for (const [nodes, value] of Object.entries(values)) {
        const paths = likeliestPaths(published, Number(nodes) - 1, levels - 1).map(({ path }) => path);
        expect(paths).toHaveLength(Number(nodes) - 1);
        expect(expectedTokens(published, paths), `${nodes} nodes, ${name}`).toBeCloseTo(value, 6);
      }
    }
  });

  it('are the optimum of the dynamic programme where siblings stand in order of their chance', () => {
    const sorted = [...golden.p].sort((a, b) => b - a);
    for (const levels of Object.values(LEVELS)) {
      for (const nodes of [2, 3, 6, 16, 32]) {
        const taken = likeliestPaths(positional(sorted), nodes - 1, levels - 1);
        const tokens = taken.reduce((sum, { chance }) => sum + chance, 1);
        expect(tokens).toBeCloseTo(dynamicProgramme(sorted, nodes, levels), 9);
      }
    }
    for (const [nodes, value] of Object.entries(golden.exactDynamicProgramme.levels5))
      if (Number(nodes) <= 32) expect(dynamicProgramme(golden.p, Number(nodes), 5)).toBeCloseTo(value, 6);
  });

  it('are a tree, likeliest first, whatever the acceptance by path', () => {
    const random = new SeededRandom(7);
    for (let round = 0; round < 30; round++) {
      const lists = new Map<string, number[]>();
      const acceptance: Acceptance = (path) => {
        const key = path.join('.');
        const list = lists.get(key) ?? Array.from({ length: 4 }, () => random.uniform() / 4);
        lists.set(key, list);
        return list;
      };
      const taken = likeliestPaths(acceptance, 12, 3);
      const listed = new Set(taken.map(({ path }) => path.join('.')));
      for (const [i, { path, chance }] of taken.entries()) {
        expect(path.length).toBeLessThanOrEqual(3);
        if (path.length > 1) expect(listed).toContain(path.slice(0, -1).join('.'));
        expect(chance).toBeCloseTo(chanceOf(acceptance, path), 12);
        if (i > 0) expect(chance).toBeLessThanOrEqual((taken[i - 1] as { chance: number }).chance);
      }
      // No path that was left out is likelier than one that was taken.
      const least = (taken.at(-1) as { chance: number }).chance;
      const all = [0, 1, 2, 3].flatMap((a) => [[a], ...[0, 1, 2, 3].map((b) => [a, b])]);
      for (const path of all)
        if (!listed.has(path.join('.')))
          expect(chanceOf(acceptance, path)).toBeLessThanOrEqual(least + 1e-12);
    }
  });

  it('end where nothing has a chance', () => {
    expect(likeliestPaths(positional([0, 0.5]), 9, 2).map(({ path }) => path)).toEqual([[1], [1, 1]]);
    expect(likeliestPaths(positional([0]), 9, 2)).toEqual([]);
  });
});

describe('the tree by the clock', () => {
  it('is the one published for Sequoia', () => {
    const { costAware } = golden;
    const targetTime: Record<number, number> = costAware.targetTime;
    const sizes = bestBySize(published, {
      maxNodes: 31,
      maxDepth: 9,
      // Sequoia pays for the root's level too.
      cost: (rows, depth) =>
        targetTime[rows] === undefined ? null : targetTime[rows] + (depth + 1) * costAware.draftTimePerLevel,
    });
    expect(sizes.map(({ rows }) => rows)).toEqual([2, 4, 8, 16, 32]);
    const best = fastestTree(sizes);
    expect([best?.rows, (best?.depth ?? 0) + 1]).toEqual([costAware.best.n, costAware.best.levels]);
    expect(1 / (best?.rate ?? 0)).toBeCloseTo(costAware.best.timePerToken, 6);
    expect((best?.rate ?? 0) * (targetTime[1] as number)).toBeCloseTo(
      costAware.best.speedupOverTargetTime1,
      6,
    );
  });

  it('is flat where every level costs dearly, and small where rows do', () => {
    const acceptance = positional([0.5, 0.3]);
    const deep = bestBySize(acceptance, { maxNodes: 6, maxDepth: 3, cost: () => 1 });
    const flat = bestBySize(acceptance, { maxNodes: 6, maxDepth: 3, cost: (_, depth) => depth });
    expect(fastestTree(deep)?.depth).toBe(3);
    expect(fastestTree(flat)?.depth).toBe(1);
    expect(fastestTree(flat)?.paths).toEqual([[0], [1]]);
    const dear = bestBySize(acceptance, { maxNodes: 6, maxDepth: 3, cost: (rows) => rows });
    expect(fastestTree(dear)?.paths).toEqual([[0]]);
  });

  it('is none where no cost is known', () => {
    expect(fastestTree(bestBySize(published, { maxNodes: 4, maxDepth: 2, cost: () => null }))).toBeNull();
  });
});
