/**
 * One token a pass, the oracle for every other strategy. It shares the model, the cache and the cutting of the output
 * with them, but not their loop.
 */
import { rootTree } from '../core/token-tree.ts';
import type { DecodeEvent, TokenId } from '../protocol.ts';
import type { CausalLm } from '../runtime/causal-lm.ts';
import { prefill } from '../runtime/prefill.ts';
import { Answer, topTwo } from './answer.ts';
import type { DecodeContext, DecodingStrategy } from './decoding-strategy.ts';
import { wantsLogits } from './target-probs.ts';

export class VanillaDecoding implements DecodingStrategy {
  readonly method = 'vanilla';
  readonly #target: CausalLm;

  constructor(target: CausalLm) {
    this.#target = target;
  }

  async *decode(context: DecodeContext): AsyncGenerator<DecodeEvent, void> {
    const { clock, settings, signal } = context;
    const answer = new Answer(this.method, context);
    yield answer.start();
    const cache = this.#target.createCache();
    const promptStart = clock();
    const prompt = await prefill(this.#target, cache, context.promptTokenIds, { signal });
    yield* answer.begin(prompt, clock() - promptStart);

    let tokenId = prompt.topIds[0] as TokenId;
    while (!answer.stopped) {
      if (signal?.aborted) return yield* answer.finish('cancelled');
      if (cache.length >= cache.capacity) return yield* answer.finish('context-full');
      const startMs = answer.now();
      const pass = await this.#target.forward({
        cache,
        tokenIds: [tokenId],
        parents: [-1],
        outputRows: [0],
        wantLogits: wantsLogits(settings),
      });
      const verifiedMs = answer.now();
      const next = pass.topIds[0] as TokenId;
      const { kept, text } = answer.take([next]);
      const acceptedMs = answer.now();
      this.#target.commit(cache, pass.rows, [0]);
      const committedMs = answer.now();
      const tree = rootTree(tokenId);
      yield* answer.record(
        {
          startMs,
          draftMs: 0,
          verifyMs: verifiedMs - startMs,
          acceptMs: acceptedMs - verifiedMs,
          commitMs: committedMs - acceptedMs,
          stepMs: committedMs - startMs,
          tree,
          targetTop: topTwo(pass),
          acceptedPath: [],
          emitted: kept,
          ownToken: 'bonus',
          ...(pass.logits ? { targetProbs: [null] } : {}),
        },
        text,
      );
      tokenId = next;
    }
    yield* answer.finish('budget');
  }
}
