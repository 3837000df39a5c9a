/** A pass over tokens that follow one another, all kept: how known text gets into a cache. */
import type { TokenId } from '../protocol.ts';
import { type CausalLm, type ForwardResult, type KvCache, type PassWants, statesOf } from './causal-lm.ts';

/** Rows of one pass over known text: enough to fill the cores, short enough to cancel soon. */
export const CHUNK_ROWS = 64;

/** Runs a chain of tokens behind the cache and commits all its rows; `outputRows` are the rows to score. */
export async function appendChain(
  model: CausalLm,
  cache: KvCache,
  tokenIds: readonly TokenId[],
  outputRows: readonly number[],
  wants: PassWants = {},
): Promise<ForwardResult> {
  const rows = tokenIds.map((_, row) => row);
  const pass = await model.forward({
    cache,
    tokenIds,
    parents: rows.map((row) => row - 1),
    outputRows,
    ...wants,
  });
  model.commit(cache, pass.rows, rows);
  return pass;
}

/** A pass that was asked for states. */
export type StatesPass = ForwardResult & { hidden: Float32Array };

/**
 * Reads known text into an empty cache, a chunk a pass, and yields the passes that score, with their states: all rows
 * from `first` on, in order. A pass whose rows all lie before `first` scores its last, which is as good as any, and is not yielded.
 */
export async function* scoreFrom(
  model: CausalLm,
  tokenIds: readonly TokenId[],
  first: number,
): AsyncGenerator<StatesPass, void> {
  const cache = model.createCache();
  try {
    for (let start = 0; start < tokenIds.length; start += CHUNK_ROWS) {
      const chunk = tokenIds.slice(start, start + CHUNK_ROWS);
      const rows = chunk.map((_, row) => row);
      const wanted = rows.filter((row) => start + row >= first);
      if (wanted.length > 0) {
        const pass = await appendChain(model, cache, chunk, wanted, { wantHidden: true });
        yield { ...pass, hidden: statesOf(pass.hidden) };
      } else await appendChain(model, cache, chunk, rows.slice(-1));
    }
  } finally {
    model.releaseCache(cache);
  }
}
