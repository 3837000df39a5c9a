/**
 * Key/value rows of one sequence in JavaScript memory, fed to the graph without a copy. Old rows lie in blocks of slots
 * as the products of attention want them, the newest up to 64 in slots of their own.
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
    memory.recent.clear(0);
    memory.recent.fit(0);
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
    return Math.max(1, this.settled / CACHE_BLOCK);
  }

  /** [1, blockCount, KV, D, 64] and [1, blockCount, KV, 64, D + 1]; the same objects until rows move. */
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

  /** Slots of the recent rows; unused ones weigh nothing. */
  get recentSlots(): number {
    return this.#own.recent.slots;
  }

  /** [1, KV, recentSlots, D] and [1, KV, recentSlots, D + 1]; the same objects for each number of slots. */
  recent(layer: number): { key: Tensor; value: Tensor } {
    return this.#own.recent.tensors[layer] as { key: Tensor; value: Tensor };
  }

  /** A copy of one layer's rows, [length, KV * D] each. */
  rows(layer: number): { keys: Float32Array; values: Float32Array } {
    const width = this.shape.kvHeads * this.shape.headDim;
    const keys = new Float32Array(this.length * width);
    const values = new Float32Array(this.length * width);
    const { blocks, recent } = this.#own;
    for (let row = 0; row < this.settled; row++) blocks.read(layer, row, keys, values, row);
    for (let slot = 0; slot < this.recentRows; slot++)
      recent.read(layer, slot, keys, values, this.settled + slot);
    return { keys, values };
  }

  /**
   * Appends rows of a pass. `newRows` is [2 * layers, KV, S, D] (keys and values of each layer in turn),
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
      this.#own.recent.fit(this.recentRows + 1);
      this.#own.recent.take(newRows, passRows, row, this.recentRows);
      this.length++;
    }
  }

  /** Moves the recent rows, as many as a block has, into one. */
  #settle(): void {
    const { blocks, recent } = this.#own;
    blocks.reserve(this.length);
    for (let layer = 0; layer < this.shape.layers; layer++) {
      const { keys, values } = recent.layer(layer);
      blocks.writeBlock(layer, this.settled / CACHE_BLOCK, keys, values);
    }
    recent.clear(0);
    this.settled = this.length;
    this.#past = [];
  }

  truncate(length: number): void {
    if (!Number.isInteger(length) || length < 0 || length > this.length) {
      throw new Error(`cannot truncate a cache of ${this.length} rows to ${length}`);
    }
    const settled = Math.max(0, RECENT_ROWS * Math.floor((length - 1) / RECENT_ROWS));
    const { recent } = this.#own;
    recent.clear(settled < this.settled ? 0 : length - settled);
    recent.fit(length - settled);
    if (settled < this.settled) this.#unsettle(settled, length);
    this.length = length;
  }

  /** Takes rows `settled` to `length` back from the blocks. */
  #unsettle(settled: number, length: number): void {
    const { layers, kvHeads, headDim } = this.shape;
    const { blocks, recent } = this.#own;
    const keys = new Float32Array(kvHeads * headDim);
    const values = new Float32Array(kvHeads * headDim);
    for (let layer = 0; layer < layers; layer++) {
      for (let slot = settled; slot < length; slot++) {
        blocks.read(layer, slot, keys, values, 0);
        recent.write(layer, slot - settled, keys, values, 0);
      }
      for (let slot = settled; slot < this.settled; slot++) blocks.clear(layer, slot);
    }
    this.settled = settled;
    this.#past = [];
  }
}
