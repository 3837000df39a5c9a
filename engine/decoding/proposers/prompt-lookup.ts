/**
 * Copies what followed the last tokens when they stood earlier in prompt or answer
 * (apoorvumang/prompt-lookup-decoding: longest n-gram first). Of several places the latest is taken: text repeats its
 * near past. A longer match is copied further, as in SuffixDecoding (Oliaro et al. 2024). No match, no proposal.
 */
import { earlierPlace } from '../../core/copied-token.ts';
import { POINT_MASS } from '../../core/proposal.ts';
import { addNode, rootTree, type TokenTree } from '../../core/token-tree.ts';
import type { TokenId } from '../../protocol.ts';
import type { Drafting, Proposer } from './proposer.ts';

export interface LookupSettings {
  /** Longest n-gram tried first, 1 or more. */
  maxNgram: number;
  /** Shortest n-gram tried, 1 to maxNgram. */
  minNgram: number;
  /** As many tokens are copied as the n-gram has, and so many more, 1 or more. */
  beyondMatch: number;
  /** Most tokens copied. */
  copyLength: number;
}

export class PromptLookupProposer implements Proposer {
  readonly readsHidden = false;
  readonly #settings: LookupSettings;

  constructor(settings: LookupSettings) {
    this.#settings = settings;
  }

  async begin(): Promise<Drafting> {
    return {
      propose: async ({ tokenIds, maxDepth }) => {
        const tree: TokenTree = rootTree(tokenIds.at(-1) as TokenId);
        let parent = 0;
        for (const tokenId of continuation(tokenIds, maxDepth, this.#settings).tokenIds) {
          parent = addNode(tree, parent, { tokenId, rank: 0, draftProb: null });
        }
        return { tree, origin: POINT_MASS };
      },
    };
  }
}

export interface Continuation {
  tokenIds: readonly TokenId[];
  /** Tokens of the n-gram that stood earlier, 0 where none did. */
  inCommon: number;
}

/** The tokens after the latest earlier occurrence of the longest n-gram that ends the text, at most `most`. */
export function continuation(
  tokenIds: readonly TokenId[],
  most: number,
  { maxNgram, minNgram, beyondMatch, copyLength }: LookupSettings,
): Continuation {
  const { at, inCommon } = earlierPlace(tokenIds, maxNgram);
  if (inCommon < minNgram) return { tokenIds: [], inCommon };
  const length = Math.min(inCommon + beyondMatch, copyLength, most);
  return { tokenIds: tokenIds.slice(at + 1, at + 1 + length), inCommon };
}
