/** A chain drafted greedily by a small model of the same tokenizer (Leviathan et al. 2023). */
import { addNode, rootTree, type TokenTree } from '../../core/token-tree.ts';
import { EngineError } from '../../errors.ts';
import type { TokenId } from '../../protocol.ts';
import type { KvCache } from '../../runtime/causal-lm.ts';
import type { DraftLm } from '../../runtime/draft-lm.ts';
import type { Drafting, ProposeRequest, Proposer } from './proposer.ts';

/** Rows of one prompt chunk, as in the target's prompt pass. */
const CHUNK_ROWS = 64;

export class DraftModelProposer implements Proposer {
  readonly #draft: DraftLm;
  readonly #chainLength: number;
  readonly #endTokenIds: ReadonlySet<TokenId>;

  /** `chainLength` tokens are drafted a step, fewer where a drafted end token makes more useless. */
  constructor(draft: DraftLm, chainLength: number, endTokenIds: readonly TokenId[]) {
    this.#draft = draft;
    this.#chainLength = chainLength;
    this.#endTokenIds = new Set(endTokenIds);
  }

  async begin(promptTokenIds: readonly TokenId[], signal?: AbortSignal): Promise<Drafting> {
    const chain = new DraftChain(this.#draft, this.#chainLength, this.#endTokenIds);
    for (let start = 0; start < promptTokenIds.length; start += CHUNK_ROWS) {
      if (signal?.aborted) throw new EngineError('cancelled', 'cancelled while the draft read the prompt');
      await chain.read(promptTokenIds.slice(start, start + CHUNK_ROWS));
    }
    return chain;
  }
}

class DraftChain implements Drafting {
  readonly #draft: DraftLm;
  readonly #chainLength: number;
  readonly #endTokenIds: ReadonlySet<TokenId>;
  readonly #cache: KvCache;
  /** Tokens whose rows the draft's cache holds. */
  readonly #cached: TokenId[] = [];
  /** How many of them are known to be part of the text. */
  #certain = 0;

  constructor(draft: DraftLm, chainLength: number, endTokenIds: ReadonlySet<TokenId>) {
    this.#draft = draft;
    this.#chainLength = chainLength;
    this.#endTokenIds = endTokenIds;
    this.#cache = draft.createCache();
  }

  /** Runs tokens after the cache, keeps their rows, and returns the candidates after the last. */
  async read(tokenIds: readonly TokenId[]) {
    const { candidates, rows } = await this.#draft.forward(this.#cache, tokenIds);
    this.#draft.commit(
      this.#cache,
      rows,
      tokenIds.map((_, row) => row),
    );
    this.#cached.push(...tokenIds);
    return candidates;
  }

  async propose({ tokenIds, maxDepth }: ProposeRequest): Promise<TokenTree> {
    const root = tokenIds.at(-1) as TokenId;
    const tree = rootTree(root);
    const length = Math.min(this.#chainLength, maxDepth);
    if (length === 0) return tree;

    // Rows of refused drafts go; rows of accepted ones stay and need not be read again.
    let valid = Math.min(this.#certain, tokenIds.length - 1);
    while (
      valid < this.#cached.length &&
      valid < tokenIds.length - 1 &&
      this.#cached[valid] === tokenIds[valid]
    )
      valid++;
    this.#draft.truncate(this.#cache, valid);
    this.#cached.length = valid;

    let unread = tokenIds.slice(valid);
    let parent = 0;
    for (let depth = 1; depth <= length; depth++) {
      const candidates = await this.read(unread);
      if (depth === 1) this.#certain = this.#cached.length;
      const tokenId = candidates.tokenIds[0] as TokenId;
      parent = addNode(tree, parent, { tokenId, rank: 0, draftProb: candidates.probs[0] as number });
      if (this.#endTokenIds.has(tokenId)) break;
      unread = [tokenId];
    }
    return tree;
  }
}
