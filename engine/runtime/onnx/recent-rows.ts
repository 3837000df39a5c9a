/**
 * The newest rows of a cache, head by head, in slots of which the unused ones are zeros as in its blocks. The slots are as
 * many as the rows need, in quarters of the most there can be: a pass reads them all, and every number of slots has
 * tensors of its own, made once.
 */
import { CACHE_BLOCK } from '../../graphs/attention.ts';
import { float32, type Tensor } from '../tensor-program.ts';
import type { CacheShape } from './cache-blocks.ts';
import { copy } from './copy-floats.ts';

/** Most recent rows, a block of the cache: with as many new ones beside them they still fit one product of 128. */
export const RECENT_ROWS = CACHE_BLOCK;

const QUARTER = RECENT_ROWS / 4;

interface LayerTensors {
  key: Tensor;
  value: Tensor;
}

export class RecentRows {
  readonly #shape: CacheShape;
  /** Per layer, [KV, slots, D] and [KV, slots, D + 1] from the start. */
  readonly #keys: readonly Float32Array[];
  readonly #values: readonly Float32Array[];
  #slots = QUARTER;
  /** Of each number of slots, per layer. */
  readonly #tensors = new Map<number, LayerTensors[]>();

  constructor(shape: CacheShape) {
    this.#shape = shape;
    const { layers, kvHeads, headDim } = shape;
    const blank = (width: number) =>
      Array.from({ length: layers }, () => new Float32Array(kvHeads * RECENT_ROWS * width));
    this.#keys = blank(headDim);
    this.#values = blank(headDim + 1);
  }

  /** Slots that a pass reads. */
  get slots(): number {
    return this.#slots;
  }

  /** [1, KV, slots, D] and [1, KV, slots, D + 1] of every layer. */
  get tensors(): readonly LayerTensors[] {
    const known = this.#tensors.get(this.#slots);
    if (known) return known;
    const { kvHeads, headDim } = this.#shape;
    const fresh = this.#keys.map((_, layer) => {
      const { keys, values } = this.layer(layer);
      return {
        key: float32(keys, [1, kvHeads, this.#slots, headDim]),
        value: float32(values, [1, kvHeads, this.#slots, headDim + 1]),
      };
    });
    this.#tensors.set(this.#slots, fresh);
    return fresh;
  }

  /** [KV, slots, D] and [KV, slots, D + 1]; the memory itself. */
  layer(layer: number): { keys: Float32Array; values: Float32Array } {
    const { kvHeads, headDim } = this.#shape;
    const rows = kvHeads * this.#slots;
    return {
      keys: (this.#keys[layer] as Float32Array).subarray(0, rows * headDim),
      values: (this.#values[layer] as Float32Array).subarray(0, rows * (headDim + 1)),
    };
  }

  /** Makes room for `rows` rows and no more than they need; rows in slots that go are lost. */
  fit(rows: number): void {
    const slots = Math.max(QUARTER, QUARTER * Math.ceil(rows / QUARTER));
    if (slots === this.#slots) return;
    const { headDim } = this.#shape;
    for (const keys of this.#keys) this.#spread(keys, headDim, slots);
    for (const values of this.#values) this.#spread(values, headDim + 1, slots);
    this.#slots = slots;
  }

  /** Lays the slots of each head out anew: from the last head where they grow, so that none runs over the next. */
  #spread(rows: Float32Array, width: number, slots: number): void {
    const { kvHeads } = this.#shape;
    const kept = Math.min(slots, this.#slots) * width;
    for (let i = 0; i < kvHeads; i++) {
      const head = slots > this.#slots ? kvHeads - 1 - i : i;
      const from = head * this.#slots * width;
      const to = head * slots * width;
      rows.copyWithin(to, from, from + kept);
      rows.fill(0, to + kept, to + slots * width);
    }
  }

  get bytes(): number {
    const { layers, kvHeads, headDim } = this.#shape;
    return layers * kvHeads * RECENT_ROWS * (2 * headDim + 1) * Float32Array.BYTES_PER_ELEMENT;
  }

  /** Takes row `row` of `newRows` [2 * layers, KV, S, D] (keys and values of each layer in turn) to a slot there is. */
  take(newRows: Float32Array, passRows: number, row: number, slot: number): void {
    const { layers, kvHeads, headDim: D } = this.#shape;
    const values = kvHeads * passRows * D;
    for (let layer = 0; layer < layers; layer++) {
      for (let h = 0; h < kvHeads; h++) {
        const from = (2 * layer * kvHeads + h) * passRows * D + row * D;
        this.#put(layer, h, slot, {
          keys: newRows,
          keyFrom: from,
          values: newRows,
          valueFrom: from + values,
        });
      }
    }
  }

  #put(
    layer: number,
    head: number,
    slot: number,
    rows: { keys: Float32Array; keyFrom: number; values: Float32Array; valueFrom: number },
  ): void {
    const D = this.#shape.headDim;
    const place = head * this.#slots + slot;
    copy(rows.keys, rows.keyFrom, this.#keys[layer] as Float32Array, place * D, D);
    const values = this.#values[layer] as Float32Array;
    copy(rows.values, rows.valueFrom, values, place * (D + 1), D);
    values[place * (D + 1) + D] = 1;
  }

  /** Fills a slot from row `row` of [rows, KV * D] keys and values. */
  write(layer: number, slot: number, keys: Float32Array, values: Float32Array, row: number): void {
    const { kvHeads, headDim: D } = this.#shape;
    for (let h = 0; h < kvHeads; h++) {
      const from = (row * kvHeads + h) * D;
      this.#put(layer, h, slot, { keys, keyFrom: from, values, valueFrom: from });
    }
  }

  /** The opposite of `write`. */
  read(layer: number, slot: number, keys: Float32Array, values: Float32Array, row: number): void {
    const { kvHeads, headDim: D } = this.#shape;
    for (let h = 0; h < kvHeads; h++) {
      const place = h * this.#slots + slot;
      const to = (row * kvHeads + h) * D;
      copy(this.#keys[layer] as Float32Array, place * D, keys, to, D);
      copy(this.#values[layer] as Float32Array, place * (D + 1), values, to, D);
    }
  }

  /** Empties the slots from `from` on: zero values weigh nothing, whatever the key. */
  clear(from: number): void {
    const { kvHeads, headDim } = this.#shape;
    const width = headDim + 1;
    for (const values of this.#values) {
      for (let h = 0; h < kvHeads; h++)
        values.fill(0, (h * this.#slots + from) * width, (h + 1) * this.#slots * width);
    }
  }
}
