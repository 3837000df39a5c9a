/** What a step costs by its rows, and what that time is worth elsewhere: by both, candidates are kept or dropped. */
import type { Method } from '../protocol.ts';
import { type CostCurve, draftMs, targetMs } from './cost-curve.ts';

export interface StepPrice {
  /** Tokens that the time of one vanilla pass yields otherwise: the speedup of the method as a whole, 1 or more. */
  rate: number;
  /** v(rows): a verify pass in vanilla passes; null outside of what was measured. */
  passes(rows: number, cachedTokens: number): number | null;
  /** Drafting one more level, in vanilla passes; 0 where all levels are drafted at once. */
  level(cachedTokens: number): number;
}

export function stepPrice(curve: CostCurve, method: Method, rate: number): StepPrice {
  const relative = (ms: number | null, cachedTokens: number): number | null => {
    const one = targetMs(curve, 1, cachedTokens);
    return ms === null || one === null ? null : ms / one;
  };
  return {
    rate: Math.max(1, rate),
    passes: (rows, cachedTokens) => relative(targetMs(curve, rows, cachedTokens), cachedTokens),
    level: (cachedTokens) =>
      relative(draftMs(curve, method, 2) - draftMs(curve, method, 1), cachedTokens) ?? 0,
  };
}
