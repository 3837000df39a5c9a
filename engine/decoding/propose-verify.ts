/**
 * The one loop of all speculative methods: propose a tree, verify it in one target pass, accept a path, commit its
 * rows (Leviathan et al. 2023; Chen et al. 2023; tree form: Miao et al. 2024, Cai et al. 2024). It knows nothing of
 * how proposals are made.
 *
 * Invariant at the start of each step: the target's cache holds every token of prompt and answer except the last,
 * the root.
 */
import { acceptGreedy } from '../core/acceptance.ts';
import { validateTree } from '../core/token-tree.ts';
import type { DecodeEvent, Method, TokenId } from '../protocol.ts';
import type { CausalLm } from '../runtime/causal-lm.ts';
import { prefill } from '../runtime/prefill.ts';
import { Answer, topTwo } from './answer.ts';
import type { DecodeContext, DecodingStrategy } from './decoding-strategy.ts';
import type { Proposer } from './proposers/proposer.ts';
import { targetProbsOf, wantsLogits } from './target-probs.ts';

export class ProposeVerifyDecoding implements DecodingStrategy {
  readonly method: Method;
  readonly #target: CausalLm;
  readonly #proposer: Proposer;

  constructor(method: Method, target: CausalLm, proposer: Proposer) {
    this.method = method;
    this.#target = target;
    this.#proposer = proposer;
  }

  async *decode(context: DecodeContext): AsyncGenerator<DecodeEvent, void> {
    const { clock, settings, signal } = context;
    const answer = new Answer(this.method, context);
    yield answer.start();
    const cache = this.#target.createCache();
    const promptStart = clock();
    const prompt = await prefill(this.#target, cache, context.promptTokenIds, { signal });
    const drafting = await this.#proposer.begin(context.promptTokenIds, signal);
    yield* answer.begin(prompt, clock() - promptStart);

    const tokenIds: TokenId[] = [...context.promptTokenIds, prompt.topIds[0] as TokenId];
    let hidden = prompt.hidden;
    while (!answer.stopped) {
      if (signal?.aborted) return yield* answer.finish('cancelled');
      if (cache.length >= cache.capacity) return yield* answer.finish('context-full');
      const startMs = answer.now();
      // The own token takes one place of the budget, the root one row of the context: deeper nodes could never count.
      const maxDepth = Math.min(answer.output.room - 1, cache.capacity - cache.length - 1);
      const tree = await drafting.propose({ tokenIds, hidden, maxDepth });
      validateTree(tree);
      const draftedMs = answer.now();

      const pass = await this.#target.forward({
        cache,
        tokenIds: tree.tokenIds,
        parents: tree.parents,
        outputRows: tree.tokenIds.map((_, node) => node),
        wantLogits: wantsLogits(settings),
      });
      const verifiedMs = answer.now();

      const accepted = acceptGreedy(tree, (node) => pass.topIds[2 * node] as TokenId);
      const run = accepted.path.map((node) => tree.tokenIds[node] as TokenId);
      run.push(accepted.ownTokenId);
      const { kept, text } = answer.take(run);
      const acceptedMs = answer.now();

      this.#target.commit(cache, pass.rows, [0, ...accepted.path]);
      tokenIds.push(...run);
      const hiddenSize = this.#target.hiddenSize;
      hidden = pass.hidden.slice(accepted.lastNode * hiddenSize, (accepted.lastNode + 1) * hiddenSize);
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
          targetTop: topTwo(pass),
          acceptedPath: accepted.path,
          emitted: kept,
          ownToken: kept.length === run.length ? accepted.ownToken : null,
          ...(pass.logits ? { targetProbs: targetProbsOf(tree, pass.logits, this.#target.vocabSize) } : {}),
        },
        text,
      );
    }
    yield* answer.finish('budget');
  }
}
