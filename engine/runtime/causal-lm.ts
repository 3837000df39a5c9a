/**
 * Port: a causal language model that scores several rows in one pass over a key/value cache which the caller owns.
 * Whoever implements it must give row i the same result whatever other rows run beside it, up to rounding.
 */
import type { TokenId } from '../protocol.ts';

/** Key/value rows of one sequence. Only `commit` and `truncate` change it. */
export interface KvCache {
  /** Committed rows. */
  readonly length: number;
  /** Most rows it can ever hold (the model's context). */
  readonly capacity: number;
  /**
   * Depth of a pass's deepest row below its first, both counted as in a tree, up to which every row gets the very bits
   * that passes of one row would give it. Deeper rows are right up to rounding.
   */
  readonly exactDepth: number;
  /** Bytes held now. */
  readonly cacheBytes: number;
}

/** Key/value rows of one pass, not yet in the cache. Valid for the cache they were computed on, at its length then. */
export interface PassRows {
  readonly count: number;
}

/** What a pass returns beside the best tokens: only what somebody reads. */
export interface PassWants {
  /** Whole logit rows (R x vocabulary floats). */
  wantLogits?: boolean;
  /** States of the rows (R x stateSize floats). */
  wantHidden?: boolean;
}

export interface ForwardRequest extends PassWants {
  cache: KvCache;
  /** S token ids, parents before children. */
  tokenIds: readonly TokenId[];
  /**
   * Length S: index of the row this row follows within the pass, or -1 when it follows the cache's last row.
   * A row sees the whole cache, its ancestors and itself. Position = cache.length + number of ancestors.
   */
  parents: readonly number[];
  /** Rows to score, R of them; the other rows only leave keys and values. */
  outputRows: readonly number[];
}

export interface ForwardResult {
  /** [R, 2] best two token ids per scored row, best first; a tie goes to the lower id. */
  topIds: Int32Array;
  /** [R, 2] their logits. */
  topLogits: Float32Array;
  /**
   * [R, stateSize] states of each row, lower layers first; the last is what the output matrix reads. Only when asked
   * for.
   */
  hidden: Float32Array | null;
  /** [R, vocabSize], only when asked for. */
  logits: Float32Array | null;
  rows: PassRows;
}

export interface CausalLm {
  readonly vocabSize: number;
  /** Values of a row's states, all that heads may see. */
  readonly stateSize: number;
  readonly contextLength: number;
  createCache(): KvCache;
  /** Takes back a cache that is not needed any more; its memory serves a later one. It must not be used afterwards. */
  releaseCache(cache: KvCache): void;
  forward(request: ForwardRequest): Promise<ForwardResult>;
  /** Appends the named rows of a pass to the cache, in the given order. */
  commit(cache: KvCache, rows: PassRows, keep: readonly number[]): void;
  /** Drops rows from the end until `length` are left. */
  truncate(cache: KvCache, length: number): void;
}

/** The states of a pass. Throws where it was not asked for them. */
export function statesOf(hidden: Float32Array | null): Float32Array {
  if (!hidden) throw new Error('the pass was not asked for states');
  return hidden;
}
