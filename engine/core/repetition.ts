/** How much an output repeats itself: small models loop under greedy decoding, and a loop is easy to guess. */

import type { TokenId } from '../protocol.ts';
import { ratio } from './known.ts';

/**
 * Runs of four tokens that occurred earlier in the same output / all runs of four (n - 3, overlapping ones included).
 * Null under four tokens.
 */
export function repeated4gramShare(tokenIds: readonly TokenId[]): number | null {
  const runs = runsOfFour(tokenIds);
  return ratio(runs.length - new Set(runs).size, runs.length);
}

/** Runs of four tokens of the output that stand in `before` / all runs of four. Null under four tokens. */
export function seen4gramShare(before: readonly TokenId[], tokenIds: readonly TokenId[]): number | null {
  const known = new Set(runsOfFour(before));
  const runs = runsOfFour(tokenIds);
  return ratio(runs.filter((run) => known.has(run)).length, runs.length);
}

function runsOfFour(tokenIds: readonly TokenId[]): string[] {
  return tokenIds.slice(3).map((_, start) => tokenIds.slice(start, start + 4).join(' '));
}
