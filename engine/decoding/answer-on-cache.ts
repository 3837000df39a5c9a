/** How every answer begins and ends: announced, then decoded on a cache that is given back however it ended. */
import type { DecodeEvent, Method } from '../protocol.ts';
import type { CausalLm, KvCache } from '../runtime/causal-lm.ts';
import { Answer } from './answer.ts';
import type { DecodeContext } from './decoding-strategy.ts';

export async function* answerOnCache(
  method: Method,
  target: CausalLm,
  context: DecodeContext,
  decode: (answer: Answer, cache: KvCache) => AsyncGenerator<DecodeEvent, void>,
): AsyncGenerator<DecodeEvent, void> {
  const answer = new Answer(method, context);
  yield answer.start();
  const cache = target.createCache();
  try {
    yield* decode(answer, cache);
  } finally {
    target.releaseCache(cache);
  }
}
