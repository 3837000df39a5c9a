/**
 * One token a pass, the oracle for every other strategy. It shares the model, the cache and the cutting of the output
 * with them, but not their loop.
 */
import { ownTokenAt } from '../core/accept-proposal.ts';
import { rootTree } from '../core/token-tree.ts';
import type { DecodeEvent, TokenId } from '../protocol.ts';
import type { CausalLm, KvCache } from '../runtime/causal-lm.ts';
import { prefill } from '../runtime/prefill.ts';
import type { Answer } from './answer.ts';
import { answerOnCache } from './answer-on-cache.ts';
import { type DecodeContext, type DecodingStrategy, randomOf } from './decoding-strategy.ts';
import { TargetRows, wantsLogits } from './target-rows.ts';

export class VanillaDecoding implements DecodingStrategy {
  readonly method = 'vanilla';
  readonly #target: CausalLm;

  constructor(target: CausalLm) {
    this.#target = target;
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
    const { clock, settings, signal } = context;
    const { sampling } = settings;
    const random = randomOf(sampling);
    const wantLogits = wantsLogits(settings);
    const present = new Set(context.promptTokenIds);
    const promptStart = clock();
    const prompt = await prefill(this.#target, cache, context.promptTokenIds, { wantLogits, signal });
    const last = context.promptTokenIds.at(-1) as TokenId;
    const promptRow = new TargetRows(prompt, rootTree(last), sampling, present);
    let tokenId = ownTokenAt(promptRow, 0, sampling, random);
    yield* answer.begin(tokenId, promptRow.top, clock() - promptStart);

    while (!answer.stopped) {
      if (signal?.aborted) return yield* answer.finish('cancelled');
      if (cache.length >= cache.capacity) return yield* answer.finish('context-full');
      const startMs = answer.now();
      const pass = await this.#target.forward({
        cache,
        tokenIds: [tokenId],
        parents: [-1],
        outputRows: [0],
        wantLogits,
      });
      const verifiedMs = answer.now();
      const tree = rootTree(tokenId);
      present.add(tokenId);
      const row = new TargetRows(pass, tree, sampling, present);
      const next = ownTokenAt(row, 0, sampling, random);
      const { kept, text } = answer.take([next]);
      const acceptedMs = answer.now();
      this.#target.commit(cache, pass.rows, [0]);
      const committedMs = answer.now();
      yield* answer.record(
        {
          startMs,
          draftMs: 0,
          verifyMs: verifiedMs - startMs,
          acceptMs: acceptedMs - verifiedMs,
          commitMs: committedMs - acceptedMs,
          stepMs: committedMs - startMs,
          tree,
          targetTop: row.top,
          acceptedPath: [],
          emitted: kept,
          ownToken: 'bonus',
          ...answer.aside(() => row.probsFor(settings)),
        },
        text,
      );
      tokenId = next;
    }
    yield* answer.finish('budget');
  }
}
