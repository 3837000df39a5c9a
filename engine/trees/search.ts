/** From a measured acceptance and a measured cost of passes to the tree that is worth its time. */
import { acceptanceOf } from '../core/acceptance-counts.ts';
import { walkedTokens } from '../core/asked-places.ts';
import { type CostCurve, stepOverhead } from '../core/cost-curve.ts';
import { bestBySize, fastestTree, type SizedTree } from '../core/tree-search.ts';
import { type PriceTag, type TreeSpeed, treeSpeed } from '../core/tree-speed.ts';
import type { NamedTree } from '../protocol.ts';
import { type AcceptanceFile, askedAnswers, countsOf } from './acceptance-format.ts';
import { TREE_FORMAT, type TreeFile } from './tree-format.ts';

export interface SearchSettings {
  name: string;
  maxNodes: number;
  /** Tokens in the cache while the step runs. */
  cachedTokens: number;
}

export interface TreeSearch {
  /** Null where the curve measured no pass wide enough. */
  best: TreeFile | null;
  /** The best of every size; `cost` is the overhead in vanilla passes, `rate` the speedup. */
  sizes: SizedTree[];
}

export function searchTree(
  acceptance: AcceptanceFile,
  curve: CostCurve,
  settings: SearchSettings,
): TreeSearch {
  const { method, precision, modelSha256, artifactSha256, positions } = acceptance;
  const { name, maxNodes, cachedTokens } = settings;
  const answers = askedAnswers(acceptance);
  const sizes = bestBySize(acceptanceOf(countsOf(acceptance)), {
    maxNodes,
    maxDepth: depthOf(acceptance),
    cost: (rows, depth) => stepOverhead(curve, method, { rows, depth }, cachedTokens),
    tokensOf: (paths) => walkedTokens(answers, paths),
  });
  const fastest = fastestTree(sizes);
  if (!fastest) return { best: null, sizes };
  const { paths, expectedTokens: tokens, cost, rate } = fastest;
  const search = { method, precision, modelSha256, artifactSha256, positions, cachedTokens };
  return {
    best: {
      format: TREE_FORMAT,
      name,
      source: 'gorgon tree search',
      paths: paths.map((path) => [...path]),
      search: { ...search, expectedTokens: tokens, overhead: cost, speedup: rate },
    },
    sizes,
  };
}

/** What any tree should come to. Paths deeper than the measured heads, or of ranks that were not counted, add nothing. */
export function predictTree(
  { paths }: Pick<NamedTree, 'paths'>,
  acceptance: AcceptanceFile,
  price: PriceTag | null,
): TreeSpeed {
  return treeSpeed(acceptance.method, paths, walkedTokens(askedAnswers(acceptance), paths), price);
}

/** Heads that were counted. */
function depthOf({ reliability }: AcceptanceFile): number {
  return reliability.length;
}
