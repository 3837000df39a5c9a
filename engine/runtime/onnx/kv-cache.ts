/**
 * Key/value rows of one sequence in JavaScript memory, fed to the graph without a copy. Capacity grows by whole
 * blocks of slots, so that the graph reads at most one block of unused rows.
 */
import { EngineError } from '../../errors.ts';
import type { KvCache } from '../causal-lm.ts';

const SLOT_BLOCK = 128;

export interface CacheShape {
  layers: number;
  kvHeads: number;
  headDim: number;
  contextLength: number;
}

export class OnnxKvCache implements KvCache {
  readonly capacity: number;
  readonly shape: CacheShape;
  /** Per layer, [KV, D, slots]: transposed, so that query x key is a plain product. */
  keys: Float32Array[];
  /** Per layer, [KV, slots, D]. */
  values: Float32Array[];
  slots: number;
  length = 0;

  constructor(shape: CacheShape) {
    this.shape = shape;
    this.capacity = shape.contextLength;
    this.slots = SLOT_BLOCK;
    this.keys = this.#blank(this.slots);
    this.values = this.#blank(this.slots);
  }

  get cacheBytes(): number {
    const { layers, kvHeads, headDim } = this.shape;
    return 2 * layers * kvHeads * headDim * this.slots * Float32Array.BYTES_PER_ELEMENT;
  }

  #blank(slots: number): Float32Array[] {
    const { layers, kvHeads, headDim } = this.shape;
    return Array.from({ length: layers }, () => new Float32Array(kvHeads * headDim * slots));
  }

  /** Makes room for `rows` more rows. */
  reserve(rows: number): void {
    const needed = this.length + rows;
    if (needed > this.capacity) {
      throw new EngineError(
        'context-overflow',
        `${needed} rows exceed the model's context of ${this.capacity}`,
      );
    }
    if (needed <= this.slots) return;
    const { kvHeads, headDim } = this.shape;
    const before = this.slots;
    const after = Math.ceil(needed / SLOT_BLOCK) * SLOT_BLOCK;
    const [oldKeys, oldValues] = [this.keys, this.values];
    this.keys = this.#blank(after);
    this.values = this.#blank(after);
    for (const [layer, keys] of this.keys.entries()) {
      const oldKey = oldKeys[layer] as Float32Array;
      for (let r = 0; r < kvHeads * headDim; r++) {
        keys.set(oldKey.subarray(r * before, r * before + this.length), r * after);
      }
      const oldValue = oldValues[layer] as Float32Array;
      for (let h = 0; h < kvHeads; h++) {
        const from = h * before * headDim;
        (this.values[layer] as Float32Array).set(
          oldValue.subarray(from, from + this.length * headDim),
          h * after * headDim,
        );
      }
    }
    this.slots = after;
  }

  /**
   * Appends rows of a pass. `newRows` is [2 * layers, S, KV * D] (keys and values of each layer in turn),
   * `keep` the pass rows to append, in order.
   */
  append(newRows: Float32Array, passRows: number, keep: readonly number[]): void {
    this.reserve(keep.length);
    const { layers, kvHeads, headDim } = this.shape;
    const width = kvHeads * headDim;
    const slots = this.slots;
    for (let layer = 0; layer < layers; layer++) {
      const keys = this.keys[layer] as Float32Array;
      const values = this.values[layer] as Float32Array;
      for (let i = 0; i < keep.length; i++) {
        const slot = this.length + i;
        const keyAt = (2 * layer * passRows + (keep[i] as number)) * width;
        for (let d = 0; d < width; d++) keys[d * slots + slot] = newRows[keyAt + d] as number;
        const valueAt = ((2 * layer + 1) * passRows + (keep[i] as number)) * width;
        for (let h = 0; h < kvHeads; h++) {
          const from = valueAt + h * headDim;
          values.set(newRows.subarray(from, from + headDim), (h * slots + slot) * headDim);
        }
      }
    }
    this.length += keep.length;
  }

  truncate(length: number): void {
    if (!Number.isInteger(length) || length < 0 || length > this.length) {
      throw new Error(`cannot truncate a cache of ${this.length} rows to ${length}`);
    }
    this.length = length;
  }
}
