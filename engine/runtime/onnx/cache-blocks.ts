/**
 * Memory of cached rows as attention reads it: blocks of 64 slots, keys transposed, values with a last column of ones.
 * An unused slot is zeros and so weighs nothing (graphs/attention.ts).
 */
import { CACHE_BLOCK } from '../../graphs/attention.ts';
import { copy } from './copy-floats.ts';

export interface CacheShape {
  layers: number;
  kvHeads: number;
  headDim: number;
  /** Most slots that are ever needed. */
  contextLength: number;
}

/** Blocks of slots of several layers. Key and value rows come and go as rows of [rows, KV * D]. */
export class CacheBlocks {
  readonly #shape: CacheShape;
  /** Per layer, [capacity, KV, D, 64]. */
  #keys: Float32Array[];
  /** Per layer, [capacity, KV, 64, D + 1]. */
  #values: Float32Array[];
  #capacity: number;

  constructor(shape: CacheShape, blocks = 1) {
    this.#shape = shape;
    this.#capacity = blocks;
    this.#keys = this.#blank(this.#keyFloats);
    this.#values = this.#blank(this.#valueFloats);
  }

  get #keyFloats(): number {
    return this.#shape.kvHeads * this.#shape.headDim * CACHE_BLOCK;
  }

  get #valueFloats(): number {
    return this.#shape.kvHeads * (this.#shape.headDim + 1) * CACHE_BLOCK;
  }

  get bytes(): number {
    const floats = this.#capacity * (this.#keyFloats + this.#valueFloats);
    return this.#shape.layers * floats * Float32Array.BYTES_PER_ELEMENT;
  }

  #blank(blockFloats: number): Float32Array[] {
    return Array.from({ length: this.#shape.layers }, () => new Float32Array(this.#capacity * blockFloats));
  }

  /** Makes room for `slots` slots; doubling, so that growth costs little in the long run. */
  reserve(slots: number): void {
    const needed = Math.ceil(slots / CACHE_BLOCK);
    if (needed <= this.#capacity) return;
    const most = Math.ceil(this.#shape.contextLength / CACHE_BLOCK);
    this.#capacity = Math.max(needed, Math.min(most, 2 * this.#capacity));
    const grown = (old: Float32Array[], blockFloats: number) => {
      const fresh = this.#blank(blockFloats);
      for (const [layer, data] of old.entries()) (fresh[layer] as Float32Array).set(data);
      return fresh;
    };
    this.#keys = grown(this.#keys, this.#keyFloats);
    this.#values = grown(this.#values, this.#valueFloats);
  }

  layer(layer: number, blocks: number): { keys: Float32Array; values: Float32Array } {
    return {
      keys: (this.#keys[layer] as Float32Array).subarray(0, blocks * this.#keyFloats),
      values: (this.#values[layer] as Float32Array).subarray(0, blocks * this.#valueFloats),
    };
  }

  /** Fills a slot from row `row` of [rows, KV * D] keys and values. */
  write(layer: number, slot: number, keys: Float32Array, values: Float32Array, row: number): void {
    const { kvHeads, headDim } = this.#shape;
    const { keyAt, valueAt } = this.#places(slot);
    const [toKeys, toValues] = [this.#keys[layer] as Float32Array, this.#values[layer] as Float32Array];
    const width = kvHeads * headDim;
    const from = row * width;
    for (let d = 0; d < width; d++) toKeys[keyAt + d * CACHE_BLOCK] = keys[from + d] as number;
    for (let h = 0; h < kvHeads; h++) {
      const at = valueAt + h * CACHE_BLOCK * (headDim + 1);
      copy(values, from + h * headDim, toValues, at, headDim);
      toValues[at + headDim] = 1;
    }
  }

  /** Fills a block of which all slots are used: keys [KV, 64, D], values [KV, 64, D + 1] with their column of ones. */
  writeBlock(layer: number, block: number, keys: Float32Array, values: Float32Array): void {
    const { kvHeads, headDim } = this.#shape;
    const to = this.#keys[layer] as Float32Array;
    for (let h = 0; h < kvHeads; h++) {
      const from = h * CACHE_BLOCK * headDim;
      const start = block * this.#keyFloats + from;
      for (let d = 0; d < headDim; d++) {
        for (let slot = 0; slot < CACHE_BLOCK; slot++)
          to[start + d * CACHE_BLOCK + slot] = keys[from + slot * headDim + d] as number;
      }
    }
    (this.#values[layer] as Float32Array).set(values, block * this.#valueFloats);
  }

  /** The opposite of `write`. */
  read(layer: number, slot: number, keys: Float32Array, values: Float32Array, row: number): void {
    const { kvHeads, headDim } = this.#shape;
    const { keyAt, valueAt } = this.#places(slot);
    const [fromKeys, fromValues] = [this.#keys[layer] as Float32Array, this.#values[layer] as Float32Array];
    const width = kvHeads * headDim;
    for (let d = 0; d < width; d++) keys[row * width + d] = fromKeys[keyAt + d * CACHE_BLOCK] as number;
    for (let h = 0; h < kvHeads; h++) {
      const at = valueAt + h * CACHE_BLOCK * (headDim + 1);
      copy(fromValues, at, values, row * width + h * headDim, headDim);
    }
  }

  /** Empties a slot: zero values weigh nothing, whatever the key. */
  clear(layer: number, slot: number): void {
    const { kvHeads, headDim } = this.#shape;
    const { valueAt } = this.#places(slot);
    for (let h = 0; h < kvHeads; h++) {
      const at = valueAt + h * CACHE_BLOCK * (headDim + 1);
      (this.#values[layer] as Float32Array).fill(0, at, at + headDim + 1);
    }
  }

  #places(slot: number): { keyAt: number; valueAt: number } {
    const block = Math.floor(slot / CACHE_BLOCK);
    const column = slot % CACHE_BLOCK;
    return {
      keyAt: block * this.#keyFloats + column,
      valueAt: block * this.#valueFloats + column * (this.#shape.headDim + 1),
    };
  }
}
