/** Drafts as `measureAcceptance` asks them. */
import { copiedToken } from '../core/copied-token.ts';
import type { Ngrams } from '../core/ngrams.ts';
import type { TokenId } from '../protocol.ts';
import { CHUNK_ROWS } from '../runtime/append-chain.ts';
import type { Candidates, DraftLm, GroundedHeads, HeadBank } from '../runtime/draft-lm.ts';
import type { AskedDraft } from './measure-acceptance.ts';

/** Lists of the draft model: what its graph gives at once, and as many tokens as a chain may draft. */
const CHAIN_WIDTH = 4;
export const CHAIN_DEPTH = 5;

/** Of each list the best `width`, weighed as a step weighs them where there are n-grams. */
export function askedHeads(heads: HeadBank, ngrams: Ngrams | null, width: number): AskedDraft {
  return {
    width,
    read: async ({ promptTokenIds, answerTokenIds }) => {
      const text = [...promptTokenIds, ...answerTokenIds];
      return async (root, hidden) => {
        const end = promptTokenIds.length + root;
        const known = text.slice(0, end + 1);
        const lists = await heads.propose(hidden);
        return lists.map((list, depth) => {
          const last = text[end + depth];
          const { tokenIds, probs } =
            ngrams && last !== undefined ? ngrams.weighed(list, known, text[end + depth - 1], last) : list;
          return { tokenIds: tokenIds.slice(0, width), probs: probs.slice(0, width) };
        });
      };
    },
  };
}

export function askedHydra(heads: GroundedHeads): AskedDraft {
  return {
    width: heads.topK,
    read:
      async ({ promptTokenIds, answerTokenIds }) =>
      async (root, hidden) => {
        const lists: Candidates[] = [];
        const text = [...promptTokenIds, ...answerTokenIds.slice(0, root)];
        let states = hidden;
        for (const tokenId of answerTokenIds.slice(root, root + heads.depths)) {
          text.push(tokenId);
          const step = await heads.step(lists.length, states, [{ tokenId, copied: copiedToken(text) }]);
          lists.push(step.candidates[0] as Candidates);
          states = step.states;
        }
        return lists;
      },
  };
}

export function askedDraftModel(draft: DraftLm): AskedDraft {
  return {
    width: CHAIN_WIDTH,
    read: async ({ promptTokenIds, answerTokenIds }) => {
      const cache = draft.createCache();
      const take = async (tokenIds: readonly TokenId[]): Promise<Candidates> => {
        const { rows, candidates } = await draft.forward(cache, tokenIds);
        draft.commit(
          cache,
          rows,
          tokenIds.map((_, row) => row),
        );
        return candidates;
      };
      for (let start = 0; start < promptTokenIds.length; start += CHUNK_ROWS)
        await take(promptTokenIds.slice(start, start + CHUNK_ROWS));
      /** What the draft says behind each token of the answer. */
      const behind: Candidates[] = [];
      for (const token of answerTokenIds) behind.push(await take([token]));
      return async (root) => behind.slice(root, root + CHAIN_DEPTH);
    },
  };
}
