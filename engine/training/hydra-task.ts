/** Training and held-out rows for Hydra heads, and the task that the loop runs. */
import { copiedToken } from '../core/copied-token.ts';
import type { HydraParameter } from '../graphs/hydra-shape.ts';
import {
  float32,
  floatsOf,
  idsOf,
  int64,
  type Tensor,
  type TensorProgram,
} from '../runtime/tensor-program.ts';
import { GuessCounter, headLabelFeeds, rankOf, type TeacherLabels } from './batches.ts';
import { stateRows } from './hidden-states.ts';
import { HYDRA_TRAINING_IO as IO } from './hydra-program.ts';
import type { TrainingTask } from './loop.ts';
import type { Sequence } from './sequences.ts';
import { gatherStates, readStateRows, type StateRows } from './state-rows.ts';

/** No token stands there: the answer has ended. */
const NONE = -1;

/** States, and the answer's tokens from the one that each chose on. */
export interface HydraRows extends StateRows {
  /** [count, depths + 1] target ids; NONE after the answer's end. */
  tokens: Int32Array;
  /** [count]: what a copy would go on with behind the token that each row chose, the target's id or NONE. */
  copied: Int32Array;
  /** [count]: tokens in common. */
  inCommon: Uint8Array;
  depths: number;
}

/** Reads the rows of `sequences`, whose first is row `firstRow` of the files, one a depth. */
export async function readHydraRows(
  files: readonly string[],
  sequences: readonly Sequence[],
  firstRow: number,
  hiddenSize: number,
  depths: number,
): Promise<HydraRows> {
  const rows = await readStateRows(files, sequences, firstRow, hiddenSize);
  const tokens = new Int32Array(rows.count * (depths + 1)).fill(NONE);
  const copied = new Int32Array(rows.count);
  const inCommon = new Uint8Array(rows.count);
  let row = 0;
  for (const sequence of sequences) {
    const answer = sequence.answerTokenIds;
    const text = [...sequence.promptTokenIds];
    for (let j = 0; j < stateRows(sequence); j++, row++) {
      for (let k = 0; k <= depths; k++) tokens[row * (depths + 1) + k] = answer[j + k] ?? NONE;
      text.push(answer[j] as number);
      const copy = copiedToken(text);
      copied[row] = copy.tokenId ?? NONE;
      inCommon[row] = copy.inCommon;
    }
  }
  return { ...rows, tokens, copied, inCommon, depths };
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

  /** `vocabSize` is the target's; `indexOf` gives each of its ids a draft index, -1 outside; `taught` tells of the training rows. */
  constructor(
    readonly parameters: readonly Float32Array[],
    private readonly names: readonly HydraParameter[],
    private readonly training: HydraRows,
    private readonly heldOut: HydraRows,
    private readonly vocabSize: number,
    private readonly indexOf: Int32Array,
    readonly batchItems: number,
    private readonly trainProgram: TensorProgram,
    private readonly evaluateProgram: TensorProgram,
    private readonly taught: TeacherLabels | null,
  ) {
    this.items = training.count;
  }

  async gradients(batch: Int32Array): Promise<{ loss: number; gradients: Float32Array[] }> {
    const rows = this.training;
    const feeds = this.#feeds(rows, batch);
    for (let k = 0; k < rows.depths; k++) {
      const wanted = Array.from(batch, (row) => this.#label(rows, row, k));
      const { labels, weights } = headLabelFeeds(wanted, rows, batch, k, this.taught);
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
    const { hiddenSize, depths, states, tokens, behind, copied, inCommon } = rows;
    const feeds: Record<string, Tensor> = {
      [IO.hidden]: float32(gatherStates(rows, batch), [batch.length, states.length * hiddenSize]),
    };
    for (let k = 0; k < depths; k++)
      feeds[IO.tokens(k)] = int64(
        Array.from(batch, (row) => Math.max(tokens[row * (depths + 1) + k] as number, 0)),
      );
    for (let k = 0; k < depths; k++) {
      // Depth k stands where the row k further on stands; past the answer's end there is nothing to guess.
      const places = Array.from(batch, (row) => ((behind[row] as number) >= k ? row + k : null));
      feeds[IO.copied(k)] = int64(
        places.map((row) => {
          const id = row === null ? NONE : (copied[row] as number);
          return id === NONE ? this.vocabSize : id;
        }),
      );
      feeds[IO.inCommon(k)] = int64(places.map((row) => (row === null ? 0 : (inCommon[row] as number))));
    }
    for (const [i, { name, shape }] of this.names.entries())
      feeds[name] = float32(this.parameters[i] as Float32Array, shape);
    return feeds;
  }
}
