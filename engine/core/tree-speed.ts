/** What a tree of known yield should come to by the clock: the one place where tokens of a step meet its price. Pure. */
import type { Method } from '../protocol.ts';
import { type CostCurve, stepOverhead } from './cost-curve.ts';
import { quotient } from './known.ts';
import type { RankPath } from './token-tree.ts';

/** At what a step is priced. */
export interface PriceTag {
  curve: CostCurve;
  /** Tokens in the cache while the step runs. */
  cachedTokens: number;
}

export interface TreeSpeed {
  /** Tokens of a step, the target's own among them. */
  expectedTokens: number;
  /** In passes of one row; null without a price or outside of its curve. */
  overhead: number | null;
  /** Tokens over overhead, in vanilla's speed; null where the overhead is. */
  speedup: number | null;
}

export function treeSpeed(
  method: Method,
  paths: readonly RankPath[],
  expectedTokens: number,
  price: PriceTag | null,
): TreeSpeed {
  const size = { rows: paths.length + 1, depth: Math.max(0, ...paths.map((path) => path.length)) };
  const overhead = price && stepOverhead(price.curve, method, size, price.cachedTokens);
  return { expectedTokens, overhead, speedup: quotient(expectedTokens, overhead) };
}
