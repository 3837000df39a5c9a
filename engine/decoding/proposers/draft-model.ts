/**
 * A chain drafted by a small model of the same tokenizer (Leviathan et al. 2023): by its best tokens where the target
 * decodes greedily, drawn from its own distribution where the target's tokens are drawn. Penalty, temperature, top-k
 * and top-p are the target's: the closer the two distributions, the more is accepted. Where greedy steps choose, the
 * draft's next choices stand beside each token of the chain: they cost rows in the verify pass, but no pass of the draft
 * (a tree of candidates verified at once: SpecInfer, Miao et al. 2024).
 */
import { type Distribution, draw, probOf } from '../../core/distribution.ts';
import { bestTwo, distributionOf, penalised, softmaxAt } from '../../core/logits.ts';
import { POINT_MASS, type Proposal } from '../../core/proposal.ts';
import { addNode, rootTree, type TokenTree } from '../../core/token-tree.ts';
import { type LevelWorth, pathsToGoOn } from '../../core/worthy-nodes.ts';
import { EngineError } from '../../errors.ts';
import type { NodeIndex, TokenId } from '../../protocol.ts';
import { CHUNK_ROWS } from '../../runtime/append-chain.ts';
import type { KvCache } from '../../runtime/causal-lm.ts';
import type { Candidates, DraftLm, DraftPass } from '../../runtime/draft-lm.ts';
import type { Drafting, DraftingStart, ProposeRequest, Proposer } from './proposer.ts';

export class DraftModelProposer implements Proposer {
  readonly readsHidden = false;
  readonly #draft: DraftLm;
  readonly #chainLength: number;
  readonly #endTokenIds: ReadonlySet<TokenId>;
  readonly #worth: LevelWorth | null;

  /**
   * `chainLength` tokens are drafted a step, fewer where a drafted end token makes more useless, or where by `worth` one
   * more does not pay. Drafted tokens stay whatever they are, so that drawn ones keep their distribution.
   */
  constructor(
    draft: DraftLm,
    chainLength: number,
    endTokenIds: readonly TokenId[],
    worth: LevelWorth | null = null,
  ) {
    this.#draft = draft;
    this.#chainLength = chainLength;
    this.#endTokenIds = new Set(endTokenIds);
    this.#worth = worth;
  }

  async begin(start: DraftingStart): Promise<Drafting> {
    const { promptTokenIds, signal } = start;
    const chain = new DraftChain(this.#draft, this.#chainLength, this.#endTokenIds, this.#worth, start);
    for (let from = 0; from < promptTokenIds.length; from += CHUNK_ROWS) {
      if (signal?.aborted) throw new EngineError('cancelled', 'cancelled while the draft read the prompt');
      await chain.read(promptTokenIds.slice(from, from + CHUNK_ROWS), false);
    }
    return chain;
  }
}

interface Choice {
  tokenId: TokenId;
  prob: number;
  /** What the token was drawn from; null where it is the best one. */
  drawnFrom: Distribution | null;
}

class DraftChain implements Drafting {
  readonly #draft: DraftLm;
  readonly #chainLength: number;
  readonly #endTokenIds: ReadonlySet<TokenId>;
  readonly #worth: LevelWorth | null;
  readonly #sampling: DraftingStart['sampling'];
  readonly #random: DraftingStart['random'];
  readonly #cache: KvCache;
  /** Tokens whose rows the draft's cache holds. */
  readonly #cached: TokenId[] = [];
  /** How many of them are known to be part of the text. */
  #certain = 0;

  constructor(
    draft: DraftLm,
    chainLength: number,
    endTokenIds: ReadonlySet<TokenId>,
    worth: LevelWorth | null,
    { sampling, random }: DraftingStart,
  ) {
    this.#draft = draft;
    this.#chainLength = chainLength;
    this.#endTokenIds = endTokenIds;
    this.#worth = worth;
    this.#sampling = sampling;
    this.#random = random;
    this.#cache = draft.createCache();
  }

  /** Runs tokens after the cache and keeps their rows. */
  async read(tokenIds: readonly TokenId[], wantLogits: boolean): Promise<DraftPass> {
    const pass = await this.#draft.forward(this.#cache, tokenIds, { wantLogits });
    this.#draft.commit(
      this.#cache,
      pass.rows,
      tokenIds.map((_, row) => row),
    );
    this.#cached.push(...tokenIds);
    return pass;
  }

  async propose({ tokenIds, present, maxDepth }: ProposeRequest): Promise<Proposal> {
    const root = tokenIds.at(-1) as TokenId;
    const tree = rootTree(root);
    const length = Math.min(this.#chainLength, maxDepth);
    if (length === 0) return { tree, origin: POINT_MASS };
    this.#forgetRefused(tokenIds);

    const { kind, repetitionPenalty } = this.#sampling;
    const wantLogits = kind === 'sample' || repetitionPenalty !== 1;
    const draftDistributions: (Distribution | null)[] = [];
    const drafted: TokenId[] = [];
    let unread = tokenIds.slice(this.#cached.length);
    let parent = 0;
    /** Chance that the chain so far is accepted as a whole. */
    let along = 1;
    for (let depth = 1; depth <= length; depth++) {
      if (pathsToGoOn(this.#worth, [along], depth - 1, tokenIds.length).length === 0) break;
      const pass = await this.read(unread, wantLogits);
      if (depth === 1) this.#certain = this.#cached.length;
      const choice = this.#choose(pass, present, drafted);
      const { tokenId, prob: draftProb } = choice;
      const node = addNode(tree, parent, { tokenId, rank: 0, draftProb });
      if (this.#worth && !wantLogits) addNextChoices(tree, parent, pass.candidates);
      drafted.push(tokenId);
      parent = node;
      draftDistributions.push(choice.drawnFrom);
      along *= this.#worth?.chance(depth - 1, choice.prob) ?? 1;
      if (this.#endTokenIds.has(choice.tokenId)) break;
      unread = [choice.tokenId];
    }
    draftDistributions.push(null);
    return { tree, origin: kind === 'sample' ? { kind: 'sampled', draftDistributions } : POINT_MASS };
  }

  /** Rows of refused drafts go; rows of accepted ones stay and need not be read again. */
  #forgetRefused(tokenIds: readonly TokenId[]): void {
    let valid = Math.min(this.#certain, tokenIds.length - 1);
    while (
      valid < this.#cached.length &&
      valid < tokenIds.length - 1 &&
      this.#cached[valid] === tokenIds[valid]
    )
      valid++;
    this.#draft.truncate(this.#cache, valid);
    this.#cached.length = valid;
  }

  #choose(
    { candidates, logits }: DraftPass,
    present: ReadonlySet<TokenId>,
    path: readonly TokenId[],
  ): Choice {
    if (!logits) {
      const [tokenId, prob] = [candidates.tokenIds[0] as TokenId, candidates.probs[0] as number];
      return { tokenId, prob, drawnFrom: null };
    }
    const row = penalised(logits, this.#sampling.repetitionPenalty, present, path);
    if (this.#sampling.kind === 'greedy') {
      const [tokenId] = bestTwo(row).ids;
      return { tokenId, prob: softmaxAt(row, [tokenId])[0] as number, drawnFrom: null };
    }
    const distribution = distributionOf(row, this.#sampling);
    const tokenId = draw(distribution, this.#random);
    return { tokenId, prob: probOf(distribution, tokenId), drawnFrom: distribution };
  }
}

/** Beside the first: all others that the draft gives. */
function addNextChoices(tree: TokenTree, parent: NodeIndex, { tokenIds, probs }: Candidates): void {
  for (let rank = 1; rank < tokenIds.length; rank++)
    addNode(tree, parent, { tokenId: tokenIds[rank] as TokenId, rank, draftProb: probs[rank] as number });
}
