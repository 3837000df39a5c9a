/**
 * Which candidates of a step are worth their rows. A node is accepted with the product of the chances along its path,
 * so that it adds so many tokens, and it adds rows to the pass, time in which other steps would yield tokens as well.
 * The n likeliest nodes are a tree; n is where the expected tokens less the price of the pass are most, which is the
 * rule of the highest rate over many steps (Dinkelbach 1967, for ratios), and may be none at all: then the step is plain.
 */
import type { Chance } from './reliability.ts';
import type { StepPrice } from './step-price.ts';
import type { TokenTree } from './token-tree.ts';

export interface Worth {
  /** Chance of a candidate by depth (from 0) and probability of its draft. */
  chance: Chance;
  price: StepPrice;
}

/** When drafting ends early, where a level more costs a pass of the draft. */
export interface LevelWorth extends Worth {
  /** By depth (from 0): share of first choices that are accepted, given those before them. */
  first: readonly number[];
}

/** The part of a tree that is worth its rows; `chances` by node, given that its parent is accepted, the root's 1. */
export function worthyPart(
  tree: TokenTree,
  chances: readonly number[],
  { rate, passes }: Pick<StepPrice, 'rate' | 'passes'>,
): TokenTree {
  const along = chancesAlong(tree, chances);
  // Parents stand before their children, and among equals the order stays.
  const likeliest = [...along.keys()]
    .slice(1)
    .sort((a, b) => (along[b] as number) - (along[a] as number) || a - b);
  let best = { nodes: 0, gain: -rate * (passes(1) ?? 1) };
  let tokens = 0;
  for (const [i, node] of likeliest.entries()) {
    tokens += along[node] as number;
    const cost = passes(i + 2);
    if (cost === null) break;
    const gain = tokens - rate * cost;
    if (gain > best.gain) best = { nodes: i + 1, gain };
  }
  return partOf(tree, [0, ...likeliest.slice(0, best.nodes)]);
}

/** Chance that the whole path to a node is accepted. */
function chancesAlong({ parents }: TokenTree, chances: readonly number[]): number[] {
  const along: number[] = [];
  for (const [node, parent] of parents.entries()) {
    const own = Math.min(1, Math.max(0, chances[node] ?? 0));
    along.push(parent < 0 ? 1 : own * (along[parent] as number));
  }
  return along;
}

/** The nodes of a tree that holds every parent of theirs, in the tree's own order. */
function partOf(tree: TokenTree, nodes: readonly number[]): TokenTree {
  const kept = [...nodes].sort((a, b) => a - b);
  const place = new Map(kept.map((node, i) => [node, i]));
  const pick = <T>(values: readonly T[]): T[] => kept.map((node) => values[node] as T);
  return {
    tokenIds: pick(tree.tokenIds),
    parents: pick(tree.parents).map((parent) => (parent < 0 ? -1 : (place.get(parent) as number))),
    depths: pick(tree.depths),
    ranks: pick(tree.ranks),
    draftProbs: pick(tree.draftProbs),
  };
}

/**
 * Which paths a level more of candidates is worth drafting behind, by their places; none where it is not. The level costs
 * the drafting itself, and in the verify pass a row for each path that it goes on, where the first choice must pay for it.
 * `along`: chances of the paths that it could go on; `next`: share of first choices that are accepted, given those before
 * them; `nodes`: candidates on the longest of the paths.
 */
export function worthGoingOn(
  { along, next, nodes }: { along: readonly number[]; next: number; nodes: number },
  { rate, passes, level }: StepPrice,
  cachedTokens: number,
): number[] {
  const [now, wider] = [passes(nodes + 1), passes(nodes + 2)];
  if (now === null || wider === null) return [];
  const row = rate * (wider - now);
  const gains = along.map((chance) => chance * next - row);
  const paying = [...gains.keys()].filter((path) => (gains[path] as number) > 0);
  const gain = paying.reduce((sum, path) => sum + (gains[path] as number), 0);
  return gain > rate * level(nodes, cachedTokens) ? paying : [];
}

/** As `worthGoingOn`, of the candidates behind paths of `depth` (the root's is 0); without a `worth` behind all. */
export function pathsToGoOn(
  worth: LevelWorth | null,
  along: readonly number[],
  depth: number,
  cachedTokens: number,
): number[] {
  if (!worth) return [...along.keys()];
  return worthGoingOn({ along, next: worth.first[depth] ?? 0, nodes: depth }, worth.price, cachedTokens);
}
