/**
 * The candidate tree of one step, as flat arrays: node 0 is the root (the last emitted token), parents precede
 * children, siblings stand in the proposer's order. A chain is a tree with one child a node.
 */
import { EngineError } from '../errors.ts';
import type { NodeIndex, TokenId, TreeRecord } from '../protocol.ts';

export type TokenTree = TreeRecord;

/** Ranks of the ancestors and of the node itself: [0, 2] is the third choice after the first choice. */
export type RankPath = readonly number[];

/** Candidates of one position in the proposer's order; probabilities are null where the proposer has none. */
export interface RankedCandidates {
  tokenIds: ArrayLike<TokenId>;
  probs: ArrayLike<number> | null;
}

export function rootTree(rootId: TokenId): TokenTree {
  return { tokenIds: [rootId], parents: [-1], depths: [0], ranks: [0], draftProbs: [null] };
}

/** Adds a node under `parent` and returns its index. */
export function addNode(
  tree: TokenTree,
  parent: NodeIndex,
  node: { tokenId: TokenId; rank: number; draftProb: number | null },
): NodeIndex {
  const depth = tree.depths[parent];
  if (depth === undefined) throw new Error(`no node ${parent} to hang a child on`);
  tree.tokenIds.push(node.tokenId);
  tree.parents.push(parent);
  tree.depths.push(depth + 1);
  tree.ranks.push(node.rank);
  tree.draftProbs.push(node.draftProb);
  return tree.tokenIds.length - 1;
}

/** Depth of the deepest candidate of a draft; copies, which carry no probability, go on behind it for nothing. */
export function draftedDepth({ depths, draftProbs }: TokenTree): number {
  let deepest = 0;
  for (const [node, prob] of draftProbs.entries())
    if (prob !== null) deepest = Math.max(deepest, depths[node] as number);
  return deepest;
}

/** A fixed tree shape over ranks: parents first, siblings by rank. */
export interface TreeTemplate {
  /** Sorted by (length, lexicographic); node i of a built tree is path i - 1. */
  paths: RankPath[];
  /** Length of `paths`: node index of each path's parent, 0 for the root. */
  parents: NodeIndex[];
  /** Deepest path. */
  depth: number;
  /** One more than the highest rank. */
  width: number;
}

/**
 * Checks rank paths and orders them. Every prefix of a path must be a path itself (the encoding of
 * `medusa_choices` in FasterDecoding/Medusa, medusa/model/utils.py). Throws `invalid-argument`, which names the path at fault.
 */
export function treeTemplate(paths: readonly RankPath[]): TreeTemplate {
  const sorted = [...paths].sort(comparePaths);
  const index = new Map<string, NodeIndex>([['', 0]]);
  const parents: NodeIndex[] = [];
  for (const [i, path] of sorted.entries()) {
    if (path.length === 0 || path.some((rank) => !Number.isInteger(rank) || rank < 0)) {
      throw wrongPath(`invalid rank path [${path}]: needs one or more whole ranks from 0`);
    }
    const key = path.join('.');
    if (index.has(key)) throw wrongPath(`rank path [${path}] is listed twice`);
    const parent = index.get(path.slice(0, -1).join('.'));
    if (parent === undefined)
      throw wrongPath(`rank path [${path}] has no parent [${path.slice(0, -1)}] in the tree`);
    index.set(key, i + 1);
    parents.push(parent);
  }
  return {
    paths: sorted,
    parents,
    depth: Math.max(0, ...sorted.map((path) => path.length)),
    width: Math.max(0, ...sorted.flat().map((rank) => rank + 1)),
  };
}

function wrongPath(message: string): EngineError {
  return new EngineError('invalid-argument', message);
}

/** Shorter paths first, then by ranks. */
export function comparePaths(a: RankPath, b: RankPath): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Fills a template with candidates: those of depth d (1-based) are `candidates[d - 1]`, whatever the path before them
 * (Medusa's heads do not see each other), in the order that `behind` gives them behind their parent. Nodes deeper than
 * `maxDepth` are left out.
 */
export function fillTemplate(
  template: TreeTemplate,
  rootId: TokenId,
  candidates: readonly RankedCandidates[],
  maxDepth: number,
  behind: (ranked: RankedCandidates, tree: TokenTree, parent: NodeIndex) => RankedCandidates = (same) => same,
): TokenTree {
  const tree = rootTree(rootId);
  let known: { parent: NodeIndex; ranked: RankedCandidates | undefined } = { parent: -1, ranked: undefined };
  for (const [i, path] of template.paths.entries()) {
    if (path.length > maxDepth) break; // paths are sorted by length
    const rank = path.at(-1) as number;
    const parent = template.parents[i] as NodeIndex;
    // Siblings stand next to each other.
    if (parent !== known.parent) {
      const list = candidates[path.length - 1];
      known = { parent, ranked: list && behind(list, tree, parent) };
    }
    const { ranked } = known;
    const tokenId = ranked?.tokenIds[rank];
    if (ranked === undefined || tokenId === undefined) {
      throw new Error(`rank path [${path}] needs ${path.length} positions of ${rank + 1} candidates`);
    }
    addNode(tree, parent, {
      tokenId,
      rank,
      draftProb: ranked.probs?.[rank] ?? null,
    });
  }
  return tree;
}

/** Children of every node, in order. */
export function childrenOf(tree: Pick<TokenTree, 'parents'>): NodeIndex[][] {
  const children: NodeIndex[][] = tree.parents.map(() => []);
  for (const [node, parent] of tree.parents.entries()) if (parent >= 0) children[parent]?.push(node);
  return children;
}

/** Throws where a tree breaks the rules above: a check for every proposer's work. */
export function validateTree(tree: TokenTree): void {
  const size = tree.tokenIds.length;
  for (const [name, array] of Object.entries(tree)) {
    if (array.length !== size) throw new Error(`tree: ${name} has ${array.length} entries for ${size} nodes`);
  }
  if (size === 0 || tree.parents[0] !== -1 || tree.depths[0] !== 0)
    throw new Error('tree: node 0 must be the root');
  const seen = new Set<string>();
  for (let node = 1; node < size; node++) {
    const parent = tree.parents[node] as number;
    if (!(parent >= 0 && parent < node)) throw new Error(`tree: node ${node} has parent ${parent}`);
    if (tree.depths[node] !== (tree.depths[parent] as number) + 1)
      throw new Error(`tree: depth of node ${node}`);
    const key = `${parent}:${tree.tokenIds[node]}`;
    if (seen.has(key))
      throw new Error(`tree: node ${parent} has two children with token ${tree.tokenIds[node]}`);
    seen.add(key);
  }
}

/** Tokens from below the root down to the node. */
export function tokensTo(tree: TokenTree, node: NodeIndex): TokenId[] {
  const path: TokenId[] = [];
  for (let at = node; at > 0; at = tree.parents[at] as NodeIndex) path.push(tree.tokenIds[at] as TokenId);
  return path.reverse();
}
