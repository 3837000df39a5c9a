/** How much an output repeats itself: small models loop under greedy decoding, and a loop is easy to guess. */
import type { TokenId } from '../protocol.ts';

/**
 * Runs of four tokens that occurred earlier in the same output / all runs of four (n - 3, overlapping ones included).
 * Null under four tokens.
 */
export function repeated4gramShare(tokenIds: readonly TokenId[]): number | null {
  const runs = tokenIds.length - 3;
  if (runs < 1) return null;
  const seen = new Set<string>();
  let repeated = 0;
  for (let start = 0; start < runs; start++) {
    const key = tokenIds.slice(start, start + 4).join(' ');
    if (seen.has(key)) repeated++;
    else seen.add(key);
  }
  return repeated / runs;
}

/** Runs of four tokens of the output that stand in `before` / all runs of four. Null under four tokens. */
export function seen4gramShare(before: readonly TokenId[], tokenIds: readonly TokenId[]): number | null {
  const runs = tokenIds.length - 3;
  if (runs < 1) return null;
  const known = new Set<string>();
  for (let start = 0; start + 4 <= before.length; start++)
    known.add(before.slice(start, start + 4).join(' '));
  let seen = 0;
  for (let start = 0; start < runs; start++)
    if (known.has(tokenIds.slice(start, start + 4).join(' '))) seen++;
  return seen / runs;
}
