/** One Llama graph and its caches: what target and draft have in common. Feeds the graph, keeps the key/value rows. */
import { rowDepths, treeAttentionBias } from '../../core/tree-attention.ts';
import { EngineError } from '../../errors.ts';
import { LLAMA_IO, type LlamaShape } from '../../graphs/llama-graph.ts';
import type { TokenId } from '../../protocol.ts';
import type { KvCache, PassRows } from '../causal-lm.ts';
import { float32, floatsOf, int64, type Tensor } from '../tensor-program.ts';
import { type CacheMemory, OnnxKvCache } from './kv-cache.ts';
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

interface LayerNames {
  pastKey: string;
  pastValue: string;
  recentKey: string;
  recentValue: string;
}

export class OnnxLlama {
  readonly shape: LlamaShape;
  readonly #session: OnnxSession;
  /** Of caches that were released: new ones for every answer would be tens of megabytes for the collector to find. */
  readonly #spare: CacheMemory[] = [];
  /** The same object pass after pass, and the names in it: both have a hundred and more entries. */
  readonly #feeds: Record<string, Tensor> = {};
  readonly #layerNames: readonly LayerNames[];

  constructor(session: OnnxSession, shape: LlamaShape) {
    this.#session = session;
    this.shape = shape;
    const { layers } = shape;
    this.#layerNames = Array.from({ length: layers }, (_, layer) => ({
      pastKey: LLAMA_IO.pastKey(layer),
      pastValue: LLAMA_IO.pastValue(layer),
      recentKey: LLAMA_IO.recentKey(layer),
      recentValue: LLAMA_IO.recentValue(layer),
    }));
  }

  createCache(): KvCache {
    return new OnnxKvCache(this.shape, this.#spare.pop());
  }

  releaseCache(cache: KvCache): void {
    this.#spare.push(asOnnxCache(cache).surrender());
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
    this.#feed(own, tokenIds, { parents, depths }, outputRows);
    const outputs = await this.#session.run(this.#feeds, [LLAMA_IO.newRows, ...fetches]);
    assertFinite(outputs);
    return { outputs, rows: new OnnxPassRows(rows, floatsOf(outputs, LLAMA_IO.newRows), own, own.length) };
  }

  #feed(
    cache: OnnxKvCache,
    tokenIds: readonly TokenId[],
    { parents, depths }: { parents: readonly number[]; depths: Int32Array | readonly number[] },
    outputRows: readonly number[],
  ): void {
    const rows = tokenIds.length;
    const groups = this.shape.heads / this.shape.kvHeads;
    const blocks = cache.blockCount;
    const slots = cache.recentSlots;
    const bias = treeAttentionBias(parents, { slots, groups });
    const feeds = this.#feeds;
    feeds[LLAMA_IO.inputIds] = int64(tokenIds, [1, rows]);
    feeds[LLAMA_IO.positions] = int64(
      Array.from(depths, (d) => cache.length + d),
      [1, rows],
    );
    feeds[LLAMA_IO.bias] = float32(bias, [1, 1, groups * rows, slots + rows]);
    feeds[LLAMA_IO.blockOnes] = float32(new Float32Array(blocks).fill(1), [1, blocks]);
    feeds[LLAMA_IO.outputRows] = int64(outputRows, [outputRows.length]);
    for (const [layer, names] of this.#layerNames.entries()) {
      const [past, recent] = [cache.past(layer), cache.recent(layer)];
      feeds[names.pastKey] = past.key;
      feeds[names.pastValue] = past.value;
      feeds[names.recentKey] = recent.key;
      feeds[names.recentValue] = recent.value;
    }
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

/** Attention takes exponentials of scores as they are (graphs/attention.ts): beyond 88 nothing is left to compare. */
function assertFinite(outputs: Record<string, Tensor>): void {
  const top = outputs[LLAMA_IO.topLogits];
  if (top?.type === 'float32' && !top.data.every(Number.isFinite)) {
    throw new EngineError(
      'unsupported-model',
      "the model's logits are not finite: its attention scores exceed 88, the most that is supported",
    );
  }
}

function asOnnxCache(cache: KvCache): OnnxKvCache {
  if (!(cache instanceof OnnxKvCache)) throw new Error('this cache was made by another model');
  return cache;
}
