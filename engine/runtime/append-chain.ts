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
