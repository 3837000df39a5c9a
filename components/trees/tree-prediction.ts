/** What a drawn tree should come to, from measured acceptance and the cost curve of a run. Pure. */
import { type AcceptanceCounts, acceptanceOf } from '../../engine/core/acceptance-counts.ts';
import { stepOverhead } from '../../engine/core/cost-curve.ts';
import type { RankPath } from '../../engine/core/token-tree.ts';
import { bestBySize, chanceOf, expectedTokens, fastestTree } from '../../engine/core/tree-search.ts';
import { type PriceTag, type TreeSpeed, treeSpeed } from '../../engine/core/tree-speed.ts';
import type { Method } from '../../engine/protocol.ts';

export interface AcceptanceSource {
  method: Method;
  counts: AcceptanceCounts;
  /**
   * Tokens of a step with a tree where the counts are of all places of answers; absent where they are of steps alone,
   * whose chances add up to it.
   */
  tokensOf?: ((paths: readonly RankPath[]) => number) | undefined;
  /** Where it was measured, in words. */
  words: string;
}

export interface TreePrediction extends TreeSpeed {
  /** Chance of every path that is accepted as a whole; null where nothing was measured of it. */
  chances: (number | null)[];
  /** Slots without a measurement: they count as nothing. */
  unknown: number;
}

export function predict(
  { method, counts, tokensOf }: AcceptanceSource,
  paths: readonly RankPath[],
  price: PriceTag | null,
): TreePrediction {
  const acceptance = acceptanceOf(counts);
  const depths = new Set(Object.keys(counts.paths).map((key) => (key === '' ? 0 : key.split('.').length)));
  const chances = paths.map((path) => {
    const measured = path.every((rank, depth) => rank < counts.width && depths.has(depth));
    return measured ? chanceOf(acceptance, path) : null;
  });
  return {
    ...treeSpeed(method, paths, tokensOf?.(paths) ?? expectedTokens(acceptance, paths), price),
    chances,
    unknown: chances.filter((chance) => chance === null).length,
  };
}

/** The tree of the highest predicted speedup; null where the curve measured no pass wide enough. */
export function searchBest(
  { method, counts, tokensOf }: AcceptanceSource,
  price: PriceTag,
): readonly RankPath[] | null {
  const lists = Object.keys(counts.paths).map((key) => (key === '' ? 1 : key.split('.').length + 1));
  const sizes = bestBySize(acceptanceOf(counts), {
    maxNodes: Math.max(0, ...price.curve.rows) - 1,
    maxDepth: Math.max(0, ...lists),
    cost: (rows, depth) => stepOverhead(price.curve, method, { rows, depth }, price.cachedTokens),
    tokensOf,
  });
  return fastestTree(sizes)?.paths ?? null;
}
