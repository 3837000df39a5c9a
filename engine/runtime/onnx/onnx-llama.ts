/** One Llama graph and its caches: what target and draft have in common. Feeds the graph, keeps the key/value rows. */
import { rowDepths, treeAttentionBias } from '../../core/tree-attention.ts';
import { EngineError } from '../../errors.ts';
import { LLAMA_IO, type LlamaShape } from '../../graphs/llama-graph.ts';
import type { TokenId } from '../../protocol.ts';
import type { KvCache, PassRows } from '../causal-lm.ts';
import { floatsOf, int64, type Tensor } from '../tensor-program.ts';
import { OnnxKvCache } from './kv-cache.ts';
import type { OnnxSession } from './onnx-session.ts';

/** Rows of one pass with the data they carry. */
class OnnxPassRows implements PassRows {
  constructor(
    readonly count: number,
    readonly data: Float32Array,
    readonly cache: OnnxKvCache,
    readonly cacheLength: number,
  ) {}
}

export class OnnxLlama {
  readonly shape: LlamaShape;
  readonly #session: OnnxSession;

  constructor(session: OnnxSession, shape: LlamaShape) {
    this.#session = session;
    this.shape = shape;
  }

  createCache(): KvCache {
    return new OnnxKvCache(this.shape);
  }

  /** Runs S rows over a cache and fetches what is named beside the new rows. */
  async forward(
    cache: KvCache,
    tokenIds: readonly TokenId[],
    parents: readonly number[],
    outputRows: readonly number[],
    fetches: readonly string[],
  ): Promise<{ outputs: Record<string, Tensor>; rows: PassRows }> {
    const own = asOnnxCache(cache);
    const rows = tokenIds.length;
    if (rows === 0 || parents.length !== rows) {
      throw new Error(
        `a pass needs as many parents as tokens, and at least one: ${rows} and ${parents.length}`,
      );
    }
    const depths = rowDepths(parents);
    const deepest = own.length + Math.max(...depths) + 1;
    if (deepest > own.capacity) {
      throw new EngineError(
        'context-overflow',
        `${deepest} positions exceed the model's context of ${own.capacity}`,
      );
    }
    const { kvHeads, headDim, heads } = this.shape;
    const groups = heads / kvHeads;
    const bias = treeAttentionBias(parents, { cachedRows: own.length, slots: own.slots, groups });
    const feeds: Record<string, Tensor> = {
      [LLAMA_IO.inputIds]: int64(tokenIds, [1, rows]),
      [LLAMA_IO.positions]: int64(
        Array.from(depths, (d) => own.length + d),
        [1, rows],
      ),
      [LLAMA_IO.bias]: { type: 'float32', data: bias, dims: [1, 1, groups * rows, own.slots + rows] },
      [LLAMA_IO.split]: int64([own.slots, rows], [2]),
      [LLAMA_IO.outputRows]: int64(outputRows, [outputRows.length]),
    };
    for (let layer = 0; layer < this.shape.layers; layer++) {
      feeds[LLAMA_IO.pastKey(layer)] = {
        type: 'float32',
        data: own.keys[layer] as Float32Array,
        dims: [1, kvHeads, headDim, own.slots],
      };
      feeds[LLAMA_IO.pastValue(layer)] = {
        type: 'float32',
        data: own.values[layer] as Float32Array,
        dims: [1, kvHeads, own.slots, headDim],
      };
    }
    const outputs = await this.#session.run(feeds, [LLAMA_IO.newRows, ...fetches]);
    return { outputs, rows: new OnnxPassRows(rows, floatsOf(outputs, LLAMA_IO.newRows), own, own.length) };
  }

  commit(cache: KvCache, rows: PassRows, keep: readonly number[]): void {
    if (!(rows instanceof OnnxPassRows) || rows.cache !== cache || rows.cacheLength !== cache.length) {
      throw new Error('these rows were computed on another cache, or the cache has changed since');
    }
    rows.cache.append(rows.data, rows.count, keep);
  }

  truncate(cache: KvCache, length: number): void {
    asOnnxCache(cache).truncate(length);
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

function asOnnxCache(cache: KvCache): OnnxKvCache {
  if (!(cache instanceof OnnxKvCache)) throw new Error('this cache was made by another model');
  return cache;
}
