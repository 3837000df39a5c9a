/**
 * Copies what followed the last tokens when they stood earlier in prompt or answer
 * (apoorvumang/prompt-lookup-decoding: longest n-gram first). Of several places the latest is taken: text repeats its
 * near past. No match, no proposal.
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
  /** Most tokens copied. */
  copyLength: number;
}

export class PromptLookupProposer implements Proposer {
  readonly #settings: LookupSettings;

  constructor(settings: LookupSettings) {
    this.#settings = settings;
  }

  async begin(): Promise<Drafting> {
    return {
      propose: async ({ tokenIds, maxDepth }) => {
        const length = Math.min(this.#settings.copyLength, maxDepth);
        const tree: TokenTree = rootTree(tokenIds.at(-1) as TokenId);
        let parent = 0;
        for (const tokenId of continuation(tokenIds, length, this.#settings)) {
          parent = addNode(tree, parent, { tokenId, rank: 0, draftProb: null });
        }
        return { tree, origin: POINT_MASS };
      },
    };
  }
}

/** The tokens after the latest earlier occurrence of the longest n-gram that ends the text. */
export function continuation(
  tokenIds: readonly TokenId[],
  length: number,
  { maxNgram, minNgram }: LookupSettings,
): readonly TokenId[] {
  const { at, inCommon } = earlierPlace(tokenIds, maxNgram);
  return inCommon < minNgram ? [] : tokenIds.slice(at + 1, at + 1 + length);
}
