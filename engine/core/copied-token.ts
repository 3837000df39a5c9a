/**
 * Where a text repeats itself: the earlier place most like its end, and what followed there. Prompt lookup proposes it
 * (apoorvumang/prompt-lookup-decoding); heads, whose states cannot look back, take it as an input.
 */
import type { TokenId } from '../protocol.ts';

export interface EarlierPlace {
  /** Index of the token that stands as the last one does; -1 where there is none. */
  at: number;
  /** How many tokens up to there are those at the end, 0 to `most`. */
  inCommon: number;
}

/** The place with most tokens in common with the end of a text, counted up to `most`; the latest of several. */
export function earlierPlace(tokenIds: readonly TokenId[], most: number): EarlierPlace {
  const end = tokenIds.length - 1;
  const last = tokenIds[end];
  let best: EarlierPlace = { at: -1, inCommon: 0 };
  for (let at = end - 1; at >= 0 && best.inCommon < most; at--) {
    if (tokenIds[at] !== last) continue;
    let inCommon = 1;
    while (inCommon < most && inCommon <= at && tokenIds[at - inCommon] === tokenIds[end - inCommon])
      inCommon++;
    if (inCommon > best.inCommon) best = { at, inCommon };
  }
  return best;
}

/** What a copy would go on with. */
export interface Copied {
  /** Null where the last token is new. */
  tokenId: TokenId | null;
  /** How many tokens the two places have in common, 0 to MOST_IN_COMMON. */
  inCommon: number;
}

/** Longer ones are not told apart. */
export const MOST_IN_COMMON = 63;

export function copiedToken(tokenIds: readonly TokenId[]): Copied {
  const { at, inCommon } = earlierPlace(tokenIds, MOST_IN_COMMON);
  return { tokenId: at < 0 ? null : (tokenIds[at + 1] as TokenId), inCommon };
}
