/** Training and held-out rows for Hydra heads, and the task that the loop runs. */
import type { HydraParameter } from '../graphs/hydra-shape.ts';
import { halfToFloat } from '../models/half.ts';
import {
  float32,
  floatsOf,
  idsOf,
  int64,
  type Tensor,
  type TensorProgram,
} from '../runtime/tensor-program.ts';
import { GuessCounter, labelFeeds, rankOf } from './batches.ts';
import { readStates, stateRows } from './hidden-states.ts';
import { HYDRA_TRAINING_IO as IO } from './hydra-program.ts';
import type { TrainingTask } from './loop.ts';
import type { Sequence } from './sequences.ts';

/** No token stands there: the answer has ended. */
const NONE = -1;

/** States in memory as float16, and the answer's tokens from the one that each state chose on. */
export interface HydraRows {
  count: number;
  hiddenSize: number;
  states: Uint16Array;
  /** [count, depths + 1] target ids; NONE after the answer's end. */
  tokens: Int32Array;
  depths: number;
}

/** Reads the rows of `sequences`, whose first is row `firstRow` of the file. */
export async function readHydraRows(
  file: string,
  sequences: readonly Sequence[],
  firstRow: number,
  hiddenSize: number,
  depths: number,
): Promise<HydraRows> {
  const count = sequences.reduce((sum, sequence) => sum + stateRows(sequence), 0);
  const tokens = new Int32Array(count * (depths + 1)).fill(NONE);
  let row = 0;
  for (const sequence of sequences) {
    const answer = sequence.answerTokenIds;
    for (let j = 0; j < stateRows(sequence); j++, row++)
      for (let k = 0; k <= depths; k++) tokens[row * (depths + 1) + k] = answer[j + k] ?? NONE;
  }
  const states = await readStates(file, firstRow, count, hiddenSize);
  return { count, hiddenSize, states, tokens, depths };
}

/** Share of held-out tokens that the draft vocabulary covers, as the first head meets them. */
export function hydraCoverage({ count, tokens, depths }: HydraRows, indexOf: Int32Array): number {
  let inside = 0;
  for (let row = 0; row < count; row++)
    if ((indexOf[tokens[row * (depths + 1) + 1] as number] as number) >= 0) inside++;
  return inside / count;
}

export class HydraTask implements TrainingTask {
  readonly items: number;
  readonly #halves = Float32Array.from({ length: 65536 }, (_, bits) => halfToFloat(bits));

  /** `indexOf` gives each target id its draft index, -1 outside. */
  constructor(
    readonly parameters: readonly Float32Array[],
    private readonly names: readonly HydraParameter[],
    private readonly training: HydraRows,
    private readonly heldOut: HydraRows,
    private readonly indexOf: Int32Array,
    readonly batchItems: number,
    private readonly trainProgram: TensorProgram,
    private readonly evaluateProgram: TensorProgram,
  ) {
    this.items = training.count;
  }

  async gradients(batch: Int32Array): Promise<{ loss: number; gradients: Float32Array[] }> {
    const rows = this.training;
    const feeds = this.#feeds(rows, batch);
    for (let k = 0; k < rows.depths; k++) {
      const { labels, weights } = labelFeeds(Array.from(batch, (row) => this.#label(rows, row, k)));
      feeds[IO.labels(k)] = labels;
      feeds[IO.rowWeights(k)] = weights;
    }
    const fetches = this.names.map(({ name }) => IO.gradient(name));
    const outputs = await this.trainProgram.run(feeds, [IO.loss, ...fetches]);
    return {
      loss: floatsOf(outputs, IO.loss)[0] as number,
      gradients: fetches.map((name) => floatsOf(outputs, name)),
    };
  }

  /**
   * [d][k]: share of right answers among the first k + 1 guesses at depth d + 1, given that the best guess at all depths
   * before was right. The tokens before are then the answer's own, as they are in training.
   */
  async evaluate(): Promise<number[][]> {
    const rows = this.heldOut;
    const counter = new GuessCounter(rows.depths);
    const fetches = Array.from({ length: rows.depths }, (_, k) => IO.top(k));
    for (let start = 0; start < rows.count; start += this.batchItems) {
      const length = Math.min(this.batchItems, rows.count - start);
      const batch = Int32Array.from({ length }, (_, i) => start + i);
      const outputs = await this.evaluateProgram.run(this.#feeds(rows, batch), fetches);
      const tops = fetches.map((name) => idsOf(outputs, name));
      for (let i = 0; i < length; i++) {
        for (const [k, top] of tops.entries()) {
          if (rows.tokens[(start + i) * (rows.depths + 1) + k + 1] === NONE) break;
          const rank = rankOf(top, i, this.#label(rows, start + i, k));
          counter.add(k, rank);
          if (rank !== 0) break;
        }
      }
    }
    return counter.shares();
  }

  /** Draft index of the token to guess at depth k (from 0); -1 where there is none or the heads lack it. */
  #label({ tokens, depths }: HydraRows, row: number, k: number): number {
    const id = tokens[row * (depths + 1) + k + 1] as number;
    return id === NONE ? -1 : (this.indexOf[id] as number);
  }

  #feeds(rows: HydraRows, batch: Int32Array): Record<string, Tensor> {
    const { hiddenSize: H, depths, tokens } = rows;
    const hidden = new Float32Array(batch.length * H);
    for (const [i, row] of batch.entries())
      for (let j = 0; j < H; j++)
        hidden[i * H + j] = this.#halves[rows.states[row * H + j] as number] as number;
    const feeds: Record<string, Tensor> = { [IO.hidden]: float32(hidden, [batch.length, H]) };
    for (let k = 0; k < depths; k++)
      feeds[IO.tokens(k)] = int64(
        Array.from(batch, (row) => Math.max(tokens[row * (depths + 1) + k] as number, 0)),
      );
    for (const [i, { name, shape }] of this.names.entries())
      feeds[name] = float32(this.parameters[i] as Float32Array, shape);
    return feeds;
  }
}
