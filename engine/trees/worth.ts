/** From a measured acceptance and a measured cost to what the choice at each step needs. Pure. */
import { type Acceptance, acceptanceOf, pooledByDepth } from '../core/acceptance-counts.ts';
import { type CostCurve, stepOverhead } from '../core/cost-curve.ts';
import { poolName } from '../core/own-trees.ts';
import { type Chance, chanceFrom } from '../core/reliability.ts';
import { steadyCurve } from '../core/steady-curve.ts';
import { type StepPrice, stepPrice } from '../core/step-price.ts';
import { bestBySize, fastestTree, likeliestPaths } from '../core/tree-search.ts';
import type { NamedTree } from '../protocol.ts';
import { type AcceptanceFile, countsOf } from './acceptance-format.ts';

/** Candidates that a step chooses from: wider passes than this are never worth it on a processor. */
export const POOL_NODES = 15;
/** Tokens in the cache at which the worth of time is taken. */
export const CACHED_TOKENS = 256;

export interface MeasuredWorth {
  chance: Chance;
  price: StepPrice;
}

/**
 * The time of a vanilla pass is worth what the fastest fixed tree makes of it, by the mean over all places: more than
 * that tree comes to where steps begin (asked-places.ts), as a choice at each step does, too. On paper the speed of
 * Medusa's steps differs by less than 0.1 % between 1.3 and 1.5 tokens (docs/experiments.md). `reach` by depth (from 0): share of lists of
 * which one candidate is accepted.
 */
export function treeWorth(
  file: AcceptanceFile,
  curve: CostCurve,
): MeasuredWorth & { reach: readonly number[] } {
  const counts = countsOf(file);
  const reach = pooledByDepth(counts).map(({ hits, trials }) => hits.reduce((a, b) => a + b, 0) / trials);
  return { ...worthBy(acceptanceOf(counts), file, curve), reach };
}

/** The likeliest paths, as many as a step may ever want. */
export function treePool(file: AcceptanceFile): NamedTree {
  const likeliest = likeliestPaths(acceptanceOf(countsOf(file)), POOL_NODES, file.reliability.length);
  return {
    name: poolName(likeliest.length),
    paths: likeliest.map(({ path }) => [...path]),
  };
}

/** Also by depth (from 0): share of the draft's first choices that are accepted, given those before them. */
export function chainWorth(
  file: AcceptanceFile,
  curve: CostCurve,
): MeasuredWorth & { first: readonly number[] } {
  const counts = countsOf(file);
  const all = acceptanceOf(counts);
  const chain: Acceptance = (path) => all(path).slice(0, 1);
  const first = pooledByDepth(counts).map(({ hits, trials }) => (hits[0] ?? 0) / trials);
  return { ...worthBy(chain, file, curve), first };
}

function worthBy(acceptance: Acceptance, file: AcceptanceFile, measured: CostCurve): MeasuredWorth {
  const { method, reliability } = file;
  const curve = steadyCurve(measured);
  const fastest = fastestTree(
    bestBySize(acceptance, {
      maxNodes: POOL_NODES,
      maxDepth: reliability.length,
      cost: (rows, depth) => stepOverhead(curve, method, { rows, depth }, CACHED_TOKENS),
    }),
  );
  return { chance: chanceFrom(reliability), price: stepPrice(curve, method, fastest?.rate ?? 1) };
}
