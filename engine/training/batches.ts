/** What the batches of every training have in common: labels as feeds, and counts of how far down the right guess stood. */
import { float32, int64, type Tensor } from '../runtime/tensor-program.ts';
import type { StateRows } from './state-rows.ts';
import { TEACHER_TOKENS, type Teacher } from './teacher.ts';

/** Guesses that the evaluation graphs give a row, best first. */
const GUESSES = 5;

export interface LabelFeeds {
  /** int64 [rows, T]. */
  labels: Tensor;
  /** float32 [rows, T]. */
  weights: Tensor;
}

/** Labels of rows; one below 0 stands for nothing to learn: its row weighs nothing, the others share a weight of one. */
export function labelFeeds(labels: readonly number[]): LabelFeeds {
  const weight = 1 / labels.filter((label) => label >= 0).length;
  return {
    labels: int64(
      labels.map((label) => Math.max(label, 0)),
      [labels.length, 1],
    ),
    weights: float32(
      Float32Array.from(labels, (label) => (label >= 0 ? weight : 0)),
      [labels.length, 1],
    ),
  };
}

/** What a teacher would say beside the labels. */
export interface TeacherLabels {
  teacher: Teacher;
  /** Part of a row's weight that goes to the teacher's tokens by their probabilities, 0 to 1. */
  share: number;
}

/** What head k (from 0) is to guess at `batch`, rows of `rows`, whose labels are `wanted`; `taught` where a teacher has a say. */
export function headLabelFeeds(
  wanted: readonly number[],
  rows: Pick<StateRows, 'behind'>,
  batch: Int32Array,
  k: number,
  taught: TeacherLabels | null,
): LabelFeeds {
  return taught ? taughtLabelFeeds(wanted, teacherRows(rows, batch, k), taught) : labelFeeds(wanted);
}

/** As `labelFeeds`, but each row with its teacher's row (below 0: it has none, the label alone counts). */
export function taughtLabelFeeds(
  labels: readonly number[],
  teacherRows: readonly number[],
  { teacher, share }: TeacherLabels,
): LabelFeeds {
  const weight = 1 / labels.filter((label) => label >= 0).length;
  const T = TEACHER_TOKENS + 1;
  const indices = new Int32Array(labels.length * T);
  const weights = new Float32Array(labels.length * T);
  for (const [i, label] of labels.entries()) {
    if (label < 0) continue;
    const row = teacherRows[i] as number;
    const taught = row < 0 ? 0 : share;
    indices[i * T] = label;
    weights[i * T] = weight * (1 - taught);
    if (row < 0) continue;
    for (let t = 0; t < TEACHER_TOKENS; t++) {
      indices[i * T + 1 + t] = teacher.indices[row * TEACHER_TOKENS + t] as number;
      weights[i * T + 1 + t] = weight * taught * (teacher.probs[row * TEACHER_TOKENS + t] as number);
    }
  }
  return { labels: int64(indices, [labels.length, T]), weights: float32(weights, [labels.length, T]) };
}

/** Where the target chose what head k (from 0) guesses at each row: k + 1 rows on; -1 past the sequence's last. */
export function teacherRows({ behind }: Pick<StateRows, 'behind'>, rows: Int32Array, k: number): number[] {
  return Array.from(rows, (row) => ((behind[row] as number) > k ? row + k + 1 : -1));
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
