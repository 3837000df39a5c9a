/** From a measured acceptance and a measured cost to what the choice at each step needs. Pure. */
import { type Acceptance, acceptanceOf, pooledByDepth } from '../core/acceptance-counts.ts';
import { type CostCurve, stepOverhead } from '../core/cost-curve.ts';
import { poolName } from '../core/own-trees.ts';
import { chanceFrom } from '../core/reliability.ts';
import { steadyCurve } from '../core/steady-curve.ts';
import { stepPrice } from '../core/step-price.ts';
import { bestBySize, fastestTree, likeliestPaths } from '../core/tree-search.ts';
import type { LevelWorth } from '../core/worthy-nodes.ts';
import type { NamedTree } from '../protocol.ts';
import { type AcceptanceFile, countsOf } from './acceptance-format.ts';

/** Candidates that a step chooses from: wider passes than this are never worth it on a processor. */
export const POOL_NODES = 15;
/** Tokens in the cache at which the worth of time is taken. */
export const CACHED_TOKENS = 256;

/**
 * The time of a vanilla pass is worth what the fastest fixed tree makes of it, by the mean over all places: more than
 * that tree comes to where steps begin (asked-places.ts), as a choice at each step does, too. On paper the speed of
 * Medusa's steps differs by less than 0.1 % between 1.3 and 1.5 tokens (docs/experiments.md).
 */
export function treeWorth(file: AcceptanceFile, curve: CostCurve): LevelWorth {
  return worthBy((all) => all, file, curve);
}

/** The likeliest paths, as many as a step may ever want. */
export function treePool(file: AcceptanceFile): NamedTree {
  const likeliest = likeliestPaths(acceptanceOf(countsOf(file)), POOL_NODES, file.reliability.length);
  return {
    name: poolName(likeliest.length),
    paths: likeliest.map(({ path }) => [...path]),
  };
}

/** As a tree's, of lists behind first choices alone: a chain, and beside each of its tokens the next choices. */
export function chainWorth(file: AcceptanceFile, curve: CostCurve): LevelWorth {
  return worthBy((all) => (path) => (path.every((rank) => rank === 0) ? all(path) : []), file, curve);
}

function worthBy(
  allowed: (all: Acceptance) => Acceptance,
  file: AcceptanceFile,
  measured: CostCurve,
): LevelWorth {
  const { method, reliability } = file;
  const counts = countsOf(file);
  const curve = steadyCurve(measured);
  const fastest = fastestTree(
    bestBySize(allowed(acceptanceOf(counts)), {
      maxNodes: POOL_NODES,
      maxDepth: reliability.length,
      cost: (rows, depth) => stepOverhead(curve, method, { rows, depth }, CACHED_TOKENS),
    }),
  );
  return {
    chance: chanceFrom(reliability),
    price: stepPrice(curve, method, fastest?.rate ?? 1),
    first: pooledByDepth(counts).map(({ hits, trials }) => (hits[0] ?? 0) / trials),
  };
}
