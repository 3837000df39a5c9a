/**
 * Key/value rows of one sequence in JavaScript memory, fed to the graph without a copy. Old rows lie in blocks of slots
 * as the products of attention want them, the newest up to 64 as they came.
 *
 * Where a row lies depends on the number of rows alone: with L rows, the first 64 * floor((L - 1) / 64) are in blocks.
 * So a pass over L rows computes its rows to the bit as passes of one row would (graphs/attention.ts), as long as none
 * stands more than `exactDepth` below the first.
 */
import { EngineError } from '../../errors.ts';
import { CACHE_BLOCK } from '../../graphs/attention.ts';
import type { KvCache } from '../causal-lm.ts';
import { float32, type Tensor } from '../tensor-program.ts';
import { CacheBlocks, type CacheShape } from './cache-blocks.ts';
import { RECENT_ROWS, RecentRows } from './recent-rows.ts';

/** What a cache keeps its rows in; its values are zeros when it changes hands. */
export interface CacheMemory {
  blocks: CacheBlocks;
  recent: RecentRows;
}

function freshMemory(shape: CacheShape): CacheMemory {
  return { blocks: new CacheBlocks(shape), recent: new RecentRows(shape) };
}

export class OnnxKvCache implements KvCache {
  readonly capacity: number;
  readonly shape: CacheShape;
  /** Rows in blocks; a multiple of 64. */
  settled = 0;
  length = 0;
  /** Null once it was given back. */
  #memory: CacheMemory | null;
  /** What `past` has handed out. */
  #past: { key: Tensor; value: Tensor }[] = [];

  /** `memory` is another's of the same shape, given back. */
  constructor(shape: CacheShape, memory = freshMemory(shape)) {
    this.shape = shape;
    this.capacity = shape.contextLength;
    this.#memory = memory;
  }

  /** Gives the memory back; every later use is an error. */
  surrender(): CacheMemory {
    const memory = this.#own;
    for (let layer = 0; layer < this.shape.layers; layer++)
      for (let slot = 0; slot < this.settled; slot++) memory.blocks.clear(layer, slot);
    this.#memory = null;
    return memory;
  }

  get #own(): CacheMemory {
    if (!this.#memory) throw new Error('this cache was released');
    return this.#memory;
  }

  get cacheBytes(): number {
    const { blocks, recent } = this.#own;
    return blocks.bytes + recent.bytes;
  }

  get exactDepth(): number {
    return this.settled + RECENT_ROWS - this.length;
  }

  /** Rows that are not in blocks. */
  get recentRows(): number {
    return this.length - this.settled;
  }

  /** Blocks that a pass reads, at least one. */
  get blockCount(): number {
    return Math.max(1, Math.ceil(this.settled / CACHE_BLOCK));
  }

  /** [1, blockCount, KV, D, 128] and [1, blockCount, KV, 128, D + 1]; the same objects until rows move. */
  past(layer: number): { key: Tensor; value: Tensor } {
    const known = this.#past[layer];
    if (known) return known;
    const { kvHeads, headDim } = this.shape;
    const blocks = this.blockCount;
    const { keys, values } = this.#own.blocks.layer(layer, blocks);
    const fresh = {
      key: float32(keys, [1, blocks, kvHeads, headDim, CACHE_BLOCK]),
      value: float32(values, [1, blocks, kvHeads, CACHE_BLOCK, headDim + 1]),
    };
    this.#past[layer] = fresh;
    return fresh;
  }

  /** [1, recentRows, KV * D] each. */
  recent(layer: number): { key: Tensor; value: Tensor } {
    return this.#own.recent.tensors(layer, this.recentRows);
  }

  /** A copy of one layer's rows, [length, KV * D] each. */
  rows(layer: number): { keys: Float32Array; values: Float32Array } {
    const width = this.shape.kvHeads * this.shape.headDim;
    const keys = new Float32Array(this.length * width);
    const values = new Float32Array(this.length * width);
    for (let row = 0; row < this.settled; row++) this.#own.blocks.read(layer, row, keys, values, row);
    const recent = this.recentRows * width;
    keys.set((this.#own.recent.keys[layer] as Float32Array).subarray(0, recent), this.settled * width);
    values.set((this.#own.recent.values[layer] as Float32Array).subarray(0, recent), this.settled * width);
    return { keys, values };
  }

  /**
   * Appends rows of a pass. `newRows` is [2 * layers, S, KV * D] (keys and values of each layer in turn),
   * `keep` the pass rows to append, in order.
   */
  append(newRows: Float32Array, passRows: number, keep: readonly number[]): void {
    const needed = this.length + keep.length;
    if (needed > this.capacity) {
      throw new EngineError(
        'context-overflow',
        `${needed} rows exceed the model's context of ${this.capacity}`,
      );
    }
    for (const row of keep) {
      if (this.recentRows === RECENT_ROWS) this.#settle();
      this.#own.recent.take(newRows, passRows, row, this.recentRows);
      this.length++;
    }
  }

  /** Moves all recent rows into blocks. */
  #settle(): void {
    const { layers } = this.shape;
    this.#own.blocks.reserve(this.length);
    for (let layer = 0; layer < layers; layer++) {
      const keys = this.#own.recent.keys[layer] as Float32Array;
      const values = this.#own.recent.values[layer] as Float32Array;
      for (let row = 0; row < RECENT_ROWS; row++) {
        this.#own.blocks.write(layer, this.settled + row, keys, values, row);
      }
    }
    this.settled = this.length;
    this.#past = [];
  }

  truncate(length: number): void {
    if (!Number.isInteger(length) || length < 0 || length > this.length) {
      throw new Error(`cannot truncate a cache of ${this.length} rows to ${length}`);
    }
    const settled = Math.max(0, RECENT_ROWS * Math.floor((length - 1) / RECENT_ROWS));
    for (let layer = 0; settled < this.settled && layer < this.shape.layers; layer++) {
      const keys = this.#own.recent.keys[layer] as Float32Array;
      const values = this.#own.recent.values[layer] as Float32Array;
      for (let at = settled; at < length; at++) this.#own.blocks.read(layer, at, keys, values, at - settled);
      for (let at = settled; at < this.settled; at++) this.#own.blocks.clear(layer, at);
    }
    if (settled < this.settled) {
      this.settled = settled;
      this.#past = [];
    }
    this.length = length;
  }
}
