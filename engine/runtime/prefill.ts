/** The prompt pass: rows go through the model in chunks, so that a run can be cancelled between two of them. */
import { EngineError } from '../errors.ts';
import type { TokenId } from '../protocol.ts';
import { appendChain, CHUNK_ROWS } from './append-chain.ts';
import type { CausalLm, ForwardResult, KvCache, PassWants } from './causal-lm.ts';

/** Commits all tokens to the cache and returns the result of the last row (R = 1). Throws `cancelled` between chunks. */
export async function prefill(
  model: CausalLm,
  cache: KvCache,
  tokenIds: readonly TokenId[],
  { signal, ...wants }: PassWants & { signal?: AbortSignal | undefined } = {},
): Promise<ForwardResult> {
  let last: ForwardResult | null = null;
  for (let start = 0; start < tokenIds.length; start += CHUNK_ROWS) {
    if (signal?.aborted) throw new EngineError('cancelled', 'cancelled while reading the prompt');
    const chunk = tokenIds.slice(start, start + CHUNK_ROWS);
    last = await appendChain(model, cache, chunk, [chunk.length - 1], wants);
  }
  if (!last) throw new Error('a prompt pass needs at least one token');
  return last;
}
