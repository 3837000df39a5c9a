/**
 * What recorded steps would have accepted of a smaller tree. A *step-local estimate*: each step is taken where it stood,
 * and its accepted path is cut at the first slot that the smaller tree lacks. That is exact for the step itself; a run
 * with the smaller tree would have stood at other places afterwards, so only a run can tell its figures.
 */
import { type AcceptanceCounts, pathKey } from './acceptance-counts.ts';
import { type CostCurve, stepOverhead, targetMs } from './cost-curve.ts';
import { ratio } from './known.ts';
import { comparePaths, type RankPath } from './token-tree.ts';
import type { TreeFindings } from './tree-findings.ts';

/** Limits on a tree; null is none. */
export interface TreeCut {
  /** Deepest slot that stays, 0 or more. */
  depth: number | null;
  /** Ranks that stay at every depth: those below it, 0 or more. */
  width: number | null;
  /** Slots that stay, those most often accepted first; 0 or more. */
  nodes: number | null;
}

export const WHOLE_TREE: TreeCut = { depth: null, width: null, nodes: null };

/** Counts of one slot over the steps. */
export interface SlotCounts {
  path: RankPath;
  /** Steps whose tree held it. */
  proposed: number;
  /** Of those, steps that accepted its parent. */
  reached: number;
  /** Of those, steps that accepted it. */
  accepted: number;
}

export interface WhatIf {
  /** Indices into the findings' paths that stay. */
  kept: ReadonlySet<number>;
  /** Steps by accepted length. */
  histogram: number[];
  /** Accepted slots / steps; null without steps. */
  meanAcceptedLength: number | null;
  /** The target's own token counted in; null without steps. */
  tokensPerStep: number | null;
  /** Verified rows / steps, the root counted in; null without steps. */
  rowsPerStep: number | null;
  /**
   * Mean over the steps of (pass of the tree's rows + drafting) / pass of one row, after the cost curve, at the mean
   * number of cached tokens; null without a curve or outside of it.
   */
  overhead: number | null;
  /** tokensPerStep / overhead: a prediction, not a measurement. */
  predictedSpeedup: number | null;
}

/** One entry a path, in the order of `findings.paths`. */
export function slotCounts({ paths, shapes, patterns }: TreeFindings): SlotCounts[] {
  const slots = paths.map((path): SlotCounts => ({ path, proposed: 0, reached: 0, accepted: 0 }));
  const parents = parentsOf(paths);
  for (const { shape, end, steps } of patterns) {
    const accepted = new Set([-1, ...pathTo(end, parents)]);
    for (const slot of shapes[shape] ?? []) {
      const counts = slots[slot] as SlotCounts;
      counts.proposed += steps;
      if (accepted.has(parents[slot] as number)) counts.reached += steps;
      if (accepted.has(slot)) counts.accepted += steps;
    }
  }
  return slots;
}

/** The same counts by list, as trees are searched by; a list is tried where any of its candidates was reached. */
export function acceptanceCounts(findings: TreeFindings): AcceptanceCounts {
  const width = Math.max(0, ...findings.paths.flat().map((rank) => rank + 1));
  const paths: AcceptanceCounts['paths'] = {};
  for (const { path, reached, accepted } of slotCounts(findings)) {
    if (reached === 0) continue;
    const key = pathKey(path.slice(0, -1));
    const list = paths[key] ?? { trials: 0, hits: new Array<number>(width).fill(0) };
    paths[key] = list;
    list.trials = Math.max(list.trials, reached);
    list.hits[path.at(-1) as number] = accepted;
  }
  return { width, paths };
}

export function whatIf(findings: TreeFindings, cut: TreeCut, cost: CostCurve | null): WhatIf {
  const { method, paths, shapes, patterns, steps, meanCachedTokens } = findings;
  const kept = keptSlots(slotCounts(findings), cut);
  const parents = parentsOf(paths);
  const histogram: number[] = [];
  let accepted = 0;
  let rows = 0;
  let passes: number | null = 0;
  for (const { shape, end, drafted, steps: count } of patterns) {
    // Parents stay where their children do, so the kept slots of a path are its beginning.
    const length = pathTo(end, parents).filter((slot) => kept.has(slot)).length;
    while (histogram.length <= length) histogram.push(0);
    histogram[length] = (histogram[length] as number) + count;
    accepted += length * count;
    const left = (shapes[shape] ?? []).filter((slot) => kept.has(slot));
    rows += (1 + left.length) * count;
    const depth = left.reduce((most, slot) => Math.max(most, (paths[slot] as RankPath).length), 0);
    const step =
      cost === null || meanCachedTokens === null
        ? null
        : stepOverhead(
            cost,
            method,
            { rows: left.length + 1, depth, drafted: Math.min(depth, drafted) },
            meanCachedTokens,
          );
    passes = passes === null || step === null ? null : passes + step * count;
  }
  const meanAcceptedLength = ratio(accepted, steps);
  const tokensPerStep = meanAcceptedLength === null ? null : 1 + meanAcceptedLength;
  const overhead = passes === null ? null : ratio(passes, steps);
  return {
    kept,
    histogram,
    meanAcceptedLength,
    tokensPerStep,
    rowsPerStep: ratio(rows, steps),
    overhead,
    predictedSpeedup: tokensPerStep === null || overhead === null ? null : tokensPerStep / overhead,
  };
}

/**
 * Passes of one row that each row beyond the root costs, on average, in a pass of so many; null without a curve or
 * outside of it. The mean, not the slope: between two neighbouring points of a measured curve the noise is larger.
 */
export function rowCost(
  { meanCachedTokens }: TreeFindings,
  rows: number,
  cost: CostCurve | null,
): number | null {
  if (cost === null || meanCachedTokens === null || rows <= 1) return null;
  const one = targetMs(cost, 1, meanCachedTokens);
  const all = targetMs(cost, rows, meanCachedTokens);
  return one === null || all === null ? null : (all - one) / one / (rows - 1);
}

function keptSlots(slots: readonly SlotCounts[], { depth, width, nodes }: TreeCut): Set<number> {
  const within = [...slots.keys()].filter((slot) => {
    const { path } = slots[slot] as SlotCounts;
    return (depth === null || path.length <= depth) && (width === null || path.every((rank) => rank < width));
  });
  // No child is accepted more often than its parent, and shorter paths stand first among equals.
  const best = within.sort((a, b) => {
    const [one, other] = [slots[a] as SlotCounts, slots[b] as SlotCounts];
    return other.accepted - one.accepted || comparePaths(one.path, other.path);
  });
  return new Set(nodes === null ? best : best.slice(0, nodes));
}

/** Index of each path's parent, -1 for the root. */
function parentsOf(paths: readonly RankPath[]): number[] {
  const index = new Map(paths.map((path, i) => [path.join('.'), i]));
  return paths.map((path) => index.get(path.slice(0, -1).join('.')) ?? -1);
}

/** Slots from the root's child down to `end`; none for -1. */
function pathTo(end: number, parents: readonly number[]): number[] {
  const path: number[] = [];
  for (let slot = end; slot >= 0; slot = parents[slot] as number) path.unshift(slot);
  return path;
}
