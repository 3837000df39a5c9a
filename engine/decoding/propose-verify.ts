/**
 * The one loop of all speculative methods: propose a tree, verify it in one target pass, accept a path, commit its
 * rows (Leviathan et al. 2023; Chen et al. 2023; tree form: Miao et al. 2024, Cai et al. 2024). It knows nothing of
 * how proposals are made.
 *
 * Invariant at the start of each step: the target's cache holds every token of prompt and answer except the last,
 * the root.
 */
import { acceptProposal, ownTokenAt } from '../core/accept-proposal.ts';
import { rootTree, validateTree } from '../core/token-tree.ts';
import type { DecodeEvent, Method, TokenId } from '../protocol.ts';
import type { CausalLm, KvCache } from '../runtime/causal-lm.ts';
import { prefill } from '../runtime/prefill.ts';
import type { Answer } from './answer.ts';
import { answerOnCache } from './answer-on-cache.ts';
import { type DecodeContext, type DecodingStrategy, randomOf } from './decoding-strategy.ts';
import type { Proposer } from './proposers/proposer.ts';
import { TargetRows, wantsLogits } from './target-rows.ts';

export class ProposeVerifyDecoding implements DecodingStrategy {
  readonly method: Method;
  readonly #target: CausalLm;
  readonly #proposer: Proposer;

  constructor(method: Method, target: CausalLm, proposer: Proposer) {
    this.method = method;
    this.#target = target;
    this.#proposer = proposer;
  }

  decode(context: DecodeContext): AsyncGenerator<DecodeEvent, void> {
    return answerOnCache(this.method, this.#target, context, (answer, cache) =>
      this.#continue(context, answer, cache),
    );
  }

  async *#continue(
    context: DecodeContext,
    answer: Answer,
    cache: KvCache,
  ): AsyncGenerator<DecodeEvent, void> {
    const { clock, settings, signal, promptTokenIds } = context;
    const { sampling } = settings;
    const random = randomOf(sampling);
    const wants = { wantLogits: wantsLogits(settings), wantHidden: this.#proposer.readsHidden };
    const promptStart = clock();
    const prompt = await prefill(this.#target, cache, promptTokenIds, { ...wants, signal });
    const drafting = await this.#proposer.begin({ promptTokenIds, sampling, random, signal });
    const present = new Set(promptTokenIds);
    const promptRow = new TargetRows(prompt, rootTree(promptTokenIds.at(-1) as TokenId), sampling, present);
    const first = ownTokenAt(promptRow, 0, sampling, random);
    yield* answer.begin(first, promptRow.top, clock() - promptStart);

    const tokenIds: TokenId[] = [...promptTokenIds, first];
    present.add(first);
    let hidden = prompt.hidden;
    while (!answer.stopped) {
      if (signal?.aborted) return yield* answer.finish('cancelled');
      if (cache.length >= cache.capacity) return yield* answer.finish('context-full');
      const startMs = answer.now();
      // The own token takes one place of the budget, the root one row of the context: deeper nodes could never count.
      // Below the cache's exact depth a row's bits would differ from those of vanilla's own pass.
      const maxDepth = Math.min(answer.output.room - 1, cache.capacity - cache.length - 1, cache.exactDepth);
      const proposal = await drafting.propose({ tokenIds, present, hidden, maxDepth });
      const { tree } = proposal;
      validateTree(tree);
      const draftedMs = answer.now();

      const pass = await this.#target.forward({
        cache,
        tokenIds: tree.tokenIds,
        parents: tree.parents,
        outputRows: tree.tokenIds.map((_, node) => node),
        ...wants,
      });
      const verifiedMs = answer.now();

      const rows = new TargetRows(pass, tree, sampling, present);
      const accepted = acceptProposal(proposal, rows, sampling, random);
      const run = accepted.path.map((node) => tree.tokenIds[node] as TokenId);
      run.push(accepted.ownTokenId);
      const { kept, text } = answer.take(run);
      const acceptedMs = answer.now();

      this.#target.commit(cache, pass.rows, [0, ...accepted.path]);
      tokenIds.push(...run);
      for (const id of run) present.add(id);
      const { stateSize } = this.#target;
      hidden = pass.hidden?.slice(accepted.lastNode * stateSize, (accepted.lastNode + 1) * stateSize) ?? null;
      const committedMs = answer.now();

      yield* answer.record(
        {
          startMs,
          draftMs: draftedMs - startMs,
          verifyMs: verifiedMs - draftedMs,
          acceptMs: acceptedMs - verifiedMs,
          commitMs: committedMs - acceptedMs,
          stepMs: committedMs - startMs,
          tree,
          targetTop: rows.top,
          acceptedPath: accepted.path,
          emitted: kept,
          ownToken: kept.length === run.length ? accepted.ownToken : null,
          ...answer.aside(() => rows.probsFor(settings)),
        },
        text,
      );
    }
    yield* answer.finish('budget');
  }
}
