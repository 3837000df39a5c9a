/** Training and held-out rows for Medusa heads, and the task that the loop runs. */
import { float32, floatsOf, idsOf, type Tensor, type TensorProgram } from '../runtime/tensor-program.ts';
import { GuessCounter, headLabelFeeds, rankOf, type TeacherLabels } from './batches.ts';
import { HEADS_TRAINING_IO as IO } from './heads-program.ts';
import { stateRows } from './hidden-states.ts';
import type { TrainingTask } from './loop.ts';
import type { Sequence } from './sequences.ts';
import { gatherStates, readStateRows, type StateRows } from './state-rows.ts';

/** No token stands there: the answer has ended. */
const PAST_THE_END = -2;
/** A token stands there, but the draft vocabulary lacks it: never right. */
const OUTSIDE = -1;

/** States, and for each row and head the draft index of the token to guess. */
export interface HeadRows extends StateRows {
  /** [count, heads]; PAST_THE_END or OUTSIDE where there is nothing to learn. */
  labels: Int32Array;
}

/** Reads the rows of `sequences`, whose first is row `firstRow` of the files, one a depth. */
export async function readHeadRows(
  files: readonly string[],
  sequences: readonly Sequence[],
  firstRow: number,
  hiddenSize: number,
  heads: number,
  indexOf: Int32Array,
): Promise<HeadRows> {
  const rows = await readStateRows(files, sequences, firstRow, hiddenSize);
  const labels = new Int32Array(rows.count * heads).fill(PAST_THE_END);
  let row = 0;
  for (const sequence of sequences) {
    const answer = sequence.answerTokenIds;
    for (let j = 0; j < stateRows(sequence); j++, row++) {
      for (let k = 0; k < heads; k++) {
        const id = answer[j + k + 1];
        if (id !== undefined) labels[row * heads + k] = indexOf[id] ?? OUTSIDE;
      }
    }
  }
  return { ...rows, labels };
}

/** Share of held-out tokens that the draft vocabulary covers, as head 1 meets them. */
export function coverage(rows: HeadRows, heads: number): number {
  let inside = 0;
  let all = 0;
  for (let row = 0; row < rows.count; row++) {
    const label = rows.labels[row * heads] as number;
    if (label === PAST_THE_END) continue;
    all++;
    if (label !== OUTSIDE) inside++;
  }
  return inside / all;
}

export interface HeadParameters {
  /** [hidden, depths * hidden]. */
  fuse: Float32Array;
  weights: Float32Array[];
  biases: Float32Array[];
  /** [draft vocabulary, hidden]. */
  output: Float32Array;
}

export class HeadsTask implements TrainingTask {
  readonly parameters: readonly Float32Array[];
  readonly items: number;
  readonly #heads: number;

  /** `taught` tells of the training rows. */
  constructor(
    readonly head: HeadParameters,
    private readonly training: HeadRows,
    private readonly heldOut: HeadRows,
    readonly batchItems: number,
    private readonly trainProgram: TensorProgram,
    private readonly evaluateProgram: TensorProgram,
    private readonly taught: TeacherLabels | null,
  ) {
    this.#heads = head.weights.length;
    this.parameters = [
      head.fuse,
      ...head.weights.flatMap((weight, k) => [weight, head.biases[k] as Float32Array]),
      head.output,
    ];
    this.items = training.count;
  }

  async gradients(batch: Int32Array): Promise<{ loss: number; gradients: Float32Array[] }> {
    const feeds = this.#parameterFeeds();
    feeds[IO.hidden] = this.#states(this.training, batch);
    for (let k = 0; k < this.#heads; k++) {
      const wanted = Array.from(batch, (row) => this.training.labels[row * this.#heads + k] as number);
      const { labels, weights } = headLabelFeeds(wanted, this.training, batch, k, this.taught);
      feeds[IO.labels(k)] = labels;
      feeds[IO.rowWeights(k)] = weights;
    }
    const blocks = this.head.weights.flatMap((_, k) => [IO.weight(k), IO.bias(k)]);
    const names = [IO.fuse, ...blocks, IO.output].map(IO.gradient);
    const outputs = await this.trainProgram.run(feeds, [IO.loss, ...names]);
    return {
      loss: floatsOf(outputs, IO.loss)[0] as number,
      gradients: names.map((name) => floatsOf(outputs, name)),
    };
  }

  async evaluate(): Promise<number[][]> {
    const counter = new GuessCounter(this.#heads);
    const feeds = this.#parameterFeeds();
    for (let start = 0; start < this.heldOut.count; start += this.batchItems) {
      const length = Math.min(this.batchItems, this.heldOut.count - start);
      const batch = Int32Array.from({ length }, (_, i) => start + i);
      feeds[IO.hidden] = this.#states(this.heldOut, batch);
      const outputs = await this.evaluateProgram.run(
        feeds,
        this.head.weights.map((_, k) => IO.top(k)),
      );
      for (let k = 0; k < this.#heads; k++) {
        const top = idsOf(outputs, IO.top(k));
        for (let i = 0; i < length; i++) {
          const label = this.heldOut.labels[(start + i) * this.#heads + k] as number;
          if (label !== PAST_THE_END) counter.add(k, rankOf(top, i, label));
        }
      }
    }
    return counter.shares();
  }

  #states(rows: HeadRows, batch: Int32Array): Tensor {
    return float32(gatherStates(rows, batch), [batch.length, rows.states.length * rows.hiddenSize]);
  }

  #parameterFeeds(): Record<string, Tensor> {
    const H = this.training.hiddenSize;
    const { fuse, output } = this.head;
    const feeds: Record<string, Tensor> = {
      [IO.fuse]: float32(fuse, [H, fuse.length / H]),
      [IO.output]: float32(output, [output.length / H, H]),
    };
    for (let k = 0; k < this.#heads; k++) {
      feeds[IO.weight(k)] = float32(this.head.weights[k] as Float32Array, [H, H]);
      feeds[IO.bias(k)] = float32(this.head.biases[k] as Float32Array);
    }
    return feeds;
  }
}
