/** The least a trained draft must beat: a table of the most frequent follower of each token, from the same answers. */
import type { TokenId } from '../protocol.ts';

/**
 * Share of held-out tokens that the table guesses: the token at `distance` places after another, in answers.
 * Distance 1 is a bigram table. A token never seen before a follower counts as wrong.
 */
export function followerAccuracy(
  training: readonly (readonly TokenId[])[],
  heldOut: readonly (readonly TokenId[])[],
  distance: number,
): { accuracy: number; positions: number } {
  const counts = new Map<TokenId, Map<TokenId, number>>();
  for (const tokens of training) {
    for (let i = distance; i < tokens.length; i++) {
      const before = tokens[i - distance] as TokenId;
      const row = counts.get(before) ?? new Map<TokenId, number>();
      counts.set(before, row);
      const id = tokens[i] as TokenId;
      row.set(id, (row.get(id) ?? 0) + 1);
    }
  }
  const best = new Map<TokenId, TokenId>();
  for (const [before, row] of counts) {
    let top: [TokenId, number] = [-1, 0];
    for (const entry of row) if (entry[1] > top[1]) top = entry;
    best.set(before, top[0]);
  }
  let right = 0;
  let positions = 0;
  for (const tokens of heldOut) {
    for (let i = distance; i < tokens.length; i++) {
      positions++;
      if (best.get(tokens[i - distance] as TokenId) === tokens[i]) right++;
    }
  }
  return { accuracy: right / positions, positions };
}
