/**
 * The newest rows of a cache, as they came. Every layer has two tensors for every number of rows, made once: fresh ones for
 * every pass would be garbage by the hundred.
 */
import { float32, type Tensor } from '../tensor-program.ts';
import type { CacheShape } from './cache-blocks.ts';
import { copy } from './copy-floats.ts';

/** Most recent rows: with as many new ones beside them they still fit one product of 128. */
export const RECENT_ROWS = 64;

export class RecentRows {
  readonly #width: number;
  /** Per layer, [64, KV * D]. */
  readonly keys: readonly Float32Array[];
  readonly values: readonly Float32Array[];
  /** [layer][rows]. */
  readonly #tensors: { key: Tensor; value: Tensor }[][];

  constructor({ layers, kvHeads, headDim }: CacheShape) {
    this.#width = kvHeads * headDim;
    const blank = () => Array.from({ length: layers }, () => new Float32Array(RECENT_ROWS * this.#width));
    this.keys = blank();
    this.values = blank();
    this.#tensors = Array.from({ length: layers }, () => []);
  }

  get bytes(): number {
    return 2 * this.keys.length * RECENT_ROWS * this.#width * Float32Array.BYTES_PER_ELEMENT;
  }

  /** [1, rows, KV * D] each. */
  tensors(layer: number, rows: number): { key: Tensor; value: Tensor } {
    const own = this.#tensors[layer] as { key: Tensor; value: Tensor }[];
    const known = own[rows];
    if (known) return known;
    const first = (all: readonly Float32Array[]) =>
      float32((all[layer] as Float32Array).subarray(0, rows * this.#width), [1, rows, this.#width]);
    const fresh = { key: first(this.keys), value: first(this.values) };
    own[rows] = fresh;
    return fresh;
  }

  /** Takes row `row` of `newRows` [2 * layers, S, KV * D] (keys and values of each layer in turn) to place `at`. */
  take(newRows: Float32Array, passRows: number, row: number, at: number): void {
    const width = this.#width;
    for (let layer = 0; layer < this.keys.length; layer++) {
      const keyAt = (2 * layer * passRows + row) * width;
      copy(newRows, keyAt, this.keys[layer] as Float32Array, at * width, width);
      copy(newRows, keyAt + passRows * width, this.values[layer] as Float32Array, at * width, width);
    }
  }
}
