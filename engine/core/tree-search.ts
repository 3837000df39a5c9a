/**
 * The tree that is worth its time: expected tokens from measured acceptance, divided by the measured cost of a step.
 *
 * A node's chance is the product of the conditional acceptances along its path, and the expected tokens of a step are
 * one for the root and the sum over all nodes (Medusa, Cai et al. 2024, section 2.3.3). Since no child is more likely
 * than its parent, the n likeliest paths are a tree, and the best one of n nodes (as Sequoia's dynamic programme finds,
 * Chen et al. 2024, where siblings stand in order of their chance).
 */
import type { Acceptance } from './acceptance-counts.ts';
import type { RankPath } from './token-tree.ts';

export interface LikelyPath {
  path: RankPath;
  /** Chance that the whole path is accepted. */
  chance: number;
}

/** A candidate for the next place: child number `sibling`, by falling chance, of a path that is taken already. */
interface Open extends LikelyPath {
  parent: LikelyPath;
  /** The parent's children by falling conditional acceptance. */
  ranks: { rank: number; share: number }[];
  sibling: number;
}

/** The likeliest paths, likeliest first; fewer than `maxNodes` where all others have no chance. */
export function likeliestPaths(acceptance: Acceptance, maxNodes: number, maxDepth: number): LikelyPath[] {
  const open: Open[] = [];
  const offer = (parent: LikelyPath, ranks: Open['ranks'], sibling: number): void => {
    const child = ranks[sibling];
    if (!child || child.share <= 0) return;
    const path = [...parent.path, child.rank];
    open.push({ path, chance: parent.chance * child.share, parent, ranks, sibling });
  };
  const offerChildren = (parent: LikelyPath): void => {
    if (parent.path.length >= maxDepth) return;
    const shares = acceptance(parent.path).map((share, rank) => ({ rank, share }));
    offer(
      parent,
      shares.sort((a, b) => b.share - a.share || a.rank - b.rank),
      0,
    );
  };
  offerChildren({ path: [], chance: 1 });
  const taken: LikelyPath[] = [];
  while (taken.length < maxNodes && open.length > 0) {
    // Two offers at most a node: the list stays short enough to be searched.
    const best = open.reduce((a, b) => (b.chance > a.chance ? b : a));
    open.splice(open.indexOf(best), 1);
    taken.push({ path: best.path, chance: best.chance });
    offerChildren(best);
    offer(best.parent, best.ranks, best.sibling + 1);
  }
  return taken;
}

/** Expected tokens of a step with this tree, the target's own one included. Every prefix of a path must be a path. */
export function expectedTokens(acceptance: Acceptance, paths: readonly RankPath[]): number {
  return paths.reduce((sum, path) => sum + chanceOf(acceptance, path), 1);
}

export function chanceOf(acceptance: Acceptance, path: RankPath): number {
  return path.reduce((chance, rank, depth) => chance * (acceptance(path.slice(0, depth))[rank] ?? 0), 1);
}

export interface SizedTree {
  paths: RankPath[];
  /** Of the verify pass: the nodes and the root. */
  rows: number;
  depth: number;
  expectedTokens: number;
  /** Cost of the step, in the unit of `StepCost`. */
  cost: number;
  /** Expected tokens per unit of cost. */
  rate: number;
}

/** Cost of a step with a tree of so many rows, root included, and so many levels below it; null where not measured. */
export type StepCostOf = (rows: number, depth: number) => number | null;

/**
 * The best tree of every size from one node on, each with the depth limit that suits it: a draft that is paid by the
 * level may do better flat. Empty where no cost is known. `tokensOf` knows the expected tokens better than the sum of
 * chances, for trees that are paths in falling order of chance.
 */
export function bestBySize(
  acceptance: Acceptance,
  {
    maxNodes,
    maxDepth,
    cost,
    tokensOf = (paths) => expectedTokens(acceptance, paths),
  }: {
    maxNodes: number;
    maxDepth: number;
    cost: StepCostOf;
    tokensOf?: ((paths: readonly RankPath[]) => number) | undefined;
  },
): SizedTree[] {
  const best: SizedTree[] = [];
  for (let limit = 1; limit <= maxDepth; limit++) {
    const likeliest = likeliestPaths(acceptance, maxNodes, limit).map(({ path }) => path);
    let depth = 0;
    for (const [i, path] of likeliest.entries()) {
      depth = Math.max(depth, path.length);
      const stepCost = cost(i + 2, depth);
      if (stepCost === null) continue;
      const paths = likeliest.slice(0, i + 1);
      const tokens = tokensOf(paths);
      const known = best[i];
      if (known && known.rate >= tokens / stepCost) continue;
      best[i] = {
        paths,
        rows: i + 2,
        depth,
        expectedTokens: tokens,
        cost: stepCost,
        rate: tokens / stepCost,
      };
    }
  }
  // Sizes that nothing was measured for are holes.
  return best.filter((tree) => tree !== undefined);
}

/** The tree of the highest rate; of equals the smallest. Null where no cost is known. */
export function fastestTree(sizes: readonly SizedTree[]): SizedTree | null {
  return sizes.reduce<SizedTree | null>((best, tree) => (best && best.rate >= tree.rate ? best : tree), null);
}
