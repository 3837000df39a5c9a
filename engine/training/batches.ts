/** What the batches of every training have in common: labels as feeds, and counts of how far down the right guess stood. */
import { float32, int64, type Tensor } from '../runtime/tensor-program.ts';

/** Guesses that the evaluation graphs give a row, best first. */
const GUESSES = 5;

/** Labels of rows; one below 0 stands for nothing to learn: its row weighs nothing, the others share a weight of one. */
export function labelFeeds(labels: readonly number[]): { labels: Tensor; weights: Tensor } {
  const counted = labels.filter((label) => label >= 0).length;
  return {
    labels: int64(labels.map((label) => Math.max(label, 0))),
    weights: float32(Float32Array.from(labels, (label) => (label >= 0 ? 1 / counted : 0))),
  };
}

/** [p][k]: how often the right guess of place p was among the first k + 1. */
export class GuessCounter {
  readonly #right: number[][];
  readonly #all: number[];

  constructor(places: number) {
    this.#right = Array.from({ length: places }, () => new Array<number>(GUESSES).fill(0));
    this.#all = new Array<number>(places).fill(0);
  }

  /** `rank` from 0, below 0 where no guess was right. */
  add(place: number, rank: number): void {
    this.#all[place] = (this.#all[place] as number) + 1;
    const counts = this.#right[place] as number[];
    if (rank >= 0) for (let r = rank; r < GUESSES; r++) counts[r] = (counts[r] as number) + 1;
  }

  shares(): number[][] {
    return this.#right.map((counts, place) => counts.map((n) => n / (this.#all[place] as number)));
  }
}

/** Where `label` stands among the guesses of row `row` of `top` [rows, 5]; below 0 where it does not. */
export function rankOf(top: Int32Array, row: number, label: number): number {
  return top.subarray(GUESSES * row, GUESSES * (row + 1)).indexOf(label);
}
