/**
 * What a pass costs, measured apart from any run, and what it predicts for a run: the step overhead that a method's
 * trees should have. On a CPU a verify pass of n rows costs v(n) = t(n) / t(1) vanilla passes, and the speedup is
 * tokens per step / (v(n) + drafting) (Leviathan et al. 2023, Theorem 3.8, with v(n) in place of 1).
 */
import type { DecodeResult, Method } from '../protocol.ts';
import { headsOf } from './heads-of.ts';
import { quotient } from './known.ts';
import type { MachineLoad } from './run-notes.ts';
import { draftedDepth } from './token-tree.ts';

/** Cost of drafting. `step`: once a step; `depth`: once for every level of the tree, as a draft model's chain needs. */
export interface DraftCost {
  /** Of the first level, where it is per depth: right behind a pass of the target, whose weights fill the caches. */
  ms: number;
  per: 'step' | 'depth';
  /** Of each level behind the first; absent per step, and in records older than the field, whose levels all cost `ms`. */
  laterMs?: number | undefined;
}

export interface CostCurve {
  /** Ascending, from 1. */
  rows: number[];
  /** Ascending. */
  cachedTokens: number[];
  /** [rows][cachedTokens], milliseconds of one target pass; null where the context is shorter. */
  targetMs: (number | null)[][];
  /** Methods that draft with a model. */
  drafts: Partial<Record<Method, DraftCost>>;
  /** `outsideShare` is the part of a step that is not ONNX Runtime; absent in records older than the field. */
  step?: (StepCost & { outsideShare: number }) | undefined;
  /** Rounds that the times are of; absent as above. */
  repeats?: number | undefined;
  /** How rounds become one time (bench/cost/measure-cost.ts); absent where it is the median of the times. */
  estimator?: 'neighbour-quartile' | undefined;
  /** What else the machine did meanwhile; absent as above. */
  load?: MachineLoad | undefined;
}

/** Vanilla steps: whole, and the part inside ONNX Runtime; milliseconds. */
export interface StepCost {
  stepMs: number;
  runtimeMs: number;
}

/**
 * Mean over the steps of (t(nodes) + drafting) / t(1), each at the number of tokens cached by then; the step overhead
 * the curve predicts. Linear between measured points; null without steps or outside the curve's rows.
 */
export function predictedOverhead(result: DecodeResult, curve: CostCurve): number | null {
  const { steps, promptTokenIds, method } = result;
  if (steps.length === 0) return null;
  let cached = promptTokenIds.length;
  let total = 0;
  for (const { tree, acceptedPath } of steps) {
    const depth = Math.max(...tree.depths);
    const size = { rows: tree.tokenIds.length, depth, drafted: draftedDepth(tree) };
    const overhead = stepOverhead(curve, method, size, cached);
    if (overhead === null) return null;
    total += overhead;
    cached += 1 + acceptedPath.length;
  }
  return total / steps.length;
}

/**
 * How much longer the steps of a vanilla answer took than the curve says of passes of one row, each at the number of
 * tokens cached by then: about 1 where the machine ran as it did while the curve was measured. Null without steps, and for
 * answers longer than the measured caches, whose passes cost more than the curve can say.
 */
export function paceOf({ steps, promptTokenIds }: DecodeResult, curve: CostCurve): number | null {
  if (promptTokenIds.length + steps.length - 1 > (wholeColumns(curve).at(-1) ?? 0)) return null;
  let expectedMs = 0;
  let tookMs = 0;
  for (const [i, { stepMs }] of steps.entries()) {
    const oneMs = targetMs(curve, 1, promptTokenIds.length + i);
    if (oneMs === null) return null;
    expectedMs += oneMs;
    tookMs += stepMs;
  }
  return quotient(tookMs, expectedMs);
}

/** What the price of a step goes by. */
export interface StepSize {
  /** With the root. */
  rows: number;
  /** Of the deepest candidate. */
  depth: number;
  /** Of the deepest candidate that a draft made, the deeper ones being copies; `depth` where absent. */
  drafted?: number;
}

/** (t(rows) + drafting) / t(1) of one step; null outside of the measured rows. */
export function stepOverhead(
  curve: CostCurve,
  method: Method,
  size: StepSize,
  cachedTokens: number,
): number | null {
  const one = targetMs(curve, 1, cachedTokens);
  const verify = targetMs(curve, size.rows, cachedTokens);
  if (one === null || verify === null) return null;
  return (verify + draftMs(curve, method, size)) / one;
}

/** Milliseconds of drafting a tree; 0 for methods that draft without a model. */
export function draftMs(
  { drafts }: CostCurve,
  method: Method,
  { depth, drafted = depth }: Omit<StepSize, 'rows'>,
): number {
  // A copied chain beside the heads' candidates costs nothing that counts.
  const draft = drafts[method] ?? drafts[headsOf(method) ?? method];
  if (draft === undefined) return 0;
  const { ms, per, laterMs } = draft;
  if (per === 'step') return ms;
  // Runs with such a curve were predicted by whole depths, and their records say so.
  if (laterMs === undefined) return depth * ms;
  return drafted === 0 ? 0 : ms + (drafted - 1) * laterMs;
}

/** Milliseconds of a target pass, linear between the measured points; null outside of the measured rows. */
export function targetMs(curve: CostCurve, rows: number, cachedTokens: number): number | null {
  const line = between(curve.rows, rows);
  if (line === null) return null;
  // Below the least and above the largest measured cache the nearest value stands.
  const cached = wholeColumns(curve);
  const [least, most] = [cached[0], cached.at(-1)];
  if (least === undefined || most === undefined) return null;
  const column = between(cached, Math.min(most, Math.max(least, cachedTokens)));
  if (column === null) return null;
  const value = mix(along(curve, line.low, column), along(curve, line.high, column), line.share);
  return Number.isFinite(value) ? value : null;
}

/** Milliseconds at a measured number of rows. */
function along({ targetMs }: CostCurve, row: number, { low, high, share }: Between): number {
  return mix(targetMs[row]?.[low] ?? Number.NaN, targetMs[row]?.[high] ?? Number.NaN, share);
}

/** Of each curve, once: a record asks for it at every step. */
const WHOLE_COLUMNS = new WeakMap<CostCurve, number[]>();

/** Numbers of cached tokens at which every number of rows was measured. */
function wholeColumns(curve: CostCurve): number[] {
  const known = WHOLE_COLUMNS.get(curve);
  if (known) return known;
  const columns = curve.cachedTokens.filter((_, column) =>
    curve.targetMs.every((row) => row[column] !== null),
  );
  WHOLE_COLUMNS.set(curve, columns);
  return columns;
}

interface Between {
  low: number;
  high: number;
  share: number;
}

function between(points: readonly number[], x: number): Between | null {
  const high = points.findIndex((point) => point >= x);
  if (high < 0 || x < (points[0] ?? Number.POSITIVE_INFINITY)) return null;
  const low = points[high] === x ? high : high - 1;
  const [from = x, to = x] = [points[low], points[high]];
  return { low, high, share: from === to ? 0 : (x - from) / (to - from) };
}

function mix(from: number, to: number, share: number): number {
  return from + share * (to - from);
}
