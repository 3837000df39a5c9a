/** What a step costs by its rows, and what that time is worth elsewhere: by both, candidates are kept or dropped. */
import type { Method } from '../protocol.ts';
import { type CostCurve, draftMs, targetMs } from './cost-curve.ts';

export interface StepPrice {
  /** Tokens that the time of one vanilla pass yields otherwise: the speedup of the method as a whole, 1 or more. */
  rate: number;
  /** v(rows): a verify pass in vanilla passes; null outside of what was measured. */
  passes(rows: number): number | null;
  /** Drafting the level behind `depth` others, in vanilla passes; 0 where all levels are drafted at once. */
  level(depth: number, cachedTokens: number): number;
}

/** `steady`: a curve whose v(n) is the same at all lengths (steady-curve.ts). */
export function stepPrice(steady: CostCurve, method: Method, rate: number): StepPrice {
  const relative = (ms: number | null, cachedTokens: number): number | null => {
    const one = targetMs(steady, 1, cachedTokens);
    return ms === null || one === null ? null : ms / one;
  };
  // A step asks for dozens of them, and has some ten milliseconds.
  const byRows = Array.from({ length: 1 + (steady.rows.at(-1) ?? 0) }, (_, rows) =>
    relative(targetMs(steady, rows, 0), 0),
  );
  return {
    rate: Math.max(1, rate),
    passes: (rows) => byRows[rows] ?? null,
    level: (depth, cachedTokens) =>
      relative(
        draftMs(steady, method, { depth: depth + 1 }) - draftMs(steady, method, { depth }),
        cachedTokens,
      ) ?? 0,
  };
}
