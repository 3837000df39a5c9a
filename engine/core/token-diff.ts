/** Two answers to one prompt, token by token: where they part, and what they still have in common behind it. Pure. */
import type { TokenId } from '../protocol.ts';

/** Tokens of one answer from `from` up to, not with, `to`. */
export interface DiffPiece {
  from: number;
  to: number;
  /** The other answer has the same tokens, in the same order among the pieces it shares. */
  shared: boolean;
}

export interface TokenDiff {
  /** First position at which the answers differ; null where they are the same. */
  position: number | null;
  a: DiffPiece[];
  b: DiffPiece[];
}

/** Behind the first difference, pieces are shared by a longest common subsequence: what reads alike, not what was caused alike. */
export function tokenDiff(a: readonly TokenId[], b: readonly TokenId[]): TokenDiff {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  if (start === a.length && start === b.length) {
    const whole = start === 0 ? [] : [{ from: 0, to: start, shared: true }];
    return { position: null, a: whole, b: whole };
  }
  const sharedA = new Uint8Array(a.length).fill(1, 0, start);
  const sharedB = new Uint8Array(b.length).fill(1, 0, start);
  for (const [i, j] of commonPairs(a.slice(start), b.slice(start))) {
    sharedA[start + i] = 1;
    sharedB[start + j] = 1;
  }
  return { position: start, a: piecesOf(sharedA, start), b: piecesOf(sharedB, start) };
}

/** Index pairs of a longest common subsequence, in order. Time and memory are the product of the lengths. */
function commonPairs(a: readonly TokenId[], b: readonly TokenId[]): [number, number][] {
  const width = b.length + 1;
  // lengths[i * width + j]: longest common subsequence of a from i and b from j.
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

/** Runs of equal marks; one ends at the first difference always, so that it begins a piece. */
function piecesOf(shared: Uint8Array, firstDifference: number): DiffPiece[] {
  const pieces: DiffPiece[] = [];
  for (const [i, mark] of shared.entries()) {
    const last = pieces.at(-1);
    if (last && i !== firstDifference && last.shared === (mark === 1)) last.to = i + 1;
    else pieces.push({ from: i, to: i + 1, shared: mark === 1 });
  }
  return pieces;
}
