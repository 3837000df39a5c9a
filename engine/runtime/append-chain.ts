/** A pass over tokens that follow one another, all kept: how known text gets into a cache. */
import type { TokenId } from '../protocol.ts';
import type { CausalLm, ForwardResult, KvCache } from './causal-lm.ts';

/** Rows of one pass over known text: enough to fill the cores, short enough to cancel soon. */
export const CHUNK_ROWS = 64;

/** Runs a chain of tokens behind the cache and commits all its rows; `outputRows` are the rows to score. */
export async function appendChain(
  model: CausalLm,
  cache: KvCache,
  tokenIds: readonly TokenId[],
  outputRows: readonly number[],
  wantLogits = false,
): Promise<ForwardResult> {
  const rows = tokenIds.map((_, row) => row);
  const pass = await model.forward({
    cache,
    tokenIds,
    parents: rows.map((row) => row - 1),
    outputRows,
    wantLogits,
  });
  model.commit(cache, pass.rows, rows);
  return pass;
}

/**
 * Reads known text into an empty cache, a chunk a pass, and yields the passes that score: all rows from `first` on, in
 * order. A pass whose rows all lie before `first` scores its last, which is as good as any, and is not yielded.
 */
export async function* scoreFrom(
  model: CausalLm,
  tokenIds: readonly TokenId[],
  first: number,
): AsyncGenerator<ForwardResult, void> {
  const cache = model.createCache();
  try {
    for (let start = 0; start < tokenIds.length; start += CHUNK_ROWS) {
      const chunk = tokenIds.slice(start, start + CHUNK_ROWS);
      const rows = chunk.map((_, row) => row);
      const wanted = rows.filter((row) => start + row >= first);
      const pass = await appendChain(model, cache, chunk, wanted.length > 0 ? wanted : rows.slice(-1));
      if (wanted.length > 0) yield pass;
    }
  } finally {
    model.releaseCache(cache);
  }
}
