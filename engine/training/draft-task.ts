/** Blocks of packed sequences for the draft model, and the task that the loop runs. */
import type { LlamaShape } from '../graphs/llama-graph.ts';
import {
  float32,
  floatsOf,
  idsOf,
  int64,
  type Tensor,
  type TensorProgram,
} from '../runtime/tensor-program.ts';
import { GuessCounter, labelFeeds, rankOf, type TeacherLabels, taughtLabelFeeds } from './batches.ts';
import { type DraftParameter, DRAFT_TRAINING_IO as IO } from './draft-program.ts';
import { stateRows } from './hidden-states.ts';
import type { TrainingTask } from './loop.ts';
import type { Sequence } from './sequences.ts';

/** Tokens of one block; a sequence longer than this is left out. */
export const BLOCK_TOKENS = 512;

/** Draft positions that the held-out figures tell of. */
const CHAIN_POSITIONS = 3;

/** Sequences that share a block, each with its place in it. */
export type Block = { sequence: Sequence; start: number }[];

/** Fills blocks in order, a sequence into the first that has room among the last few. */
export function packBlocks(sequences: readonly Sequence[], blockTokens = BLOCK_TOKENS): Block[] {
  const blocks: { block: Block; used: number }[] = [];
  /** Blocks still looked at: more would pack a little tighter and take longer. */
  const window = 16;
  for (const sequence of sequences) {
    const length = sequence.promptTokenIds.length + sequence.answerTokenIds.length;
    if (length > blockTokens) continue;
    let place = blocks.slice(-window).find(({ used }) => used + length <= blockTokens);
    if (!place) {
      place = { block: [], used: 0 };
      blocks.push(place);
    }
    place.block.push({ sequence, start: place.used });
    place.used += length;
  }
  return blocks.map(({ block }) => block);
}

/** A teacher's rows are the target's states; `firstRow` says where those of a training sequence begin. */
export interface DraftTeacher extends TeacherLabels {
  firstRow: ReadonlyMap<Sequence, number>;
}

export class DraftTask implements TrainingTask {
  readonly items: number;
  readonly batchItems: number;

  constructor(
    readonly parameters: readonly Float32Array[],
    private readonly names: readonly DraftParameter[],
    private readonly shape: LlamaShape,
    private readonly training: readonly Block[],
    private readonly heldOut: readonly Block[],
    private readonly indexOf: Int32Array,
    batchBlocks: number,
    private readonly trainProgram: TensorProgram,
    private readonly evaluateProgram: TensorProgram,
    private readonly taught: DraftTeacher | null,
  ) {
    this.items = training.length;
    this.batchItems = batchBlocks;
  }

  async gradients(batch: Int32Array): Promise<{ loss: number; gradients: Float32Array[] }> {
    const blocks = Array.from(batch, (i) => this.training[i] as Block);
    const { feeds, labels } = this.#feeds(blocks);
    const scored = this.taught
      ? taughtLabelFeeds(labels, teacherRowsOf(blocks, this.taught), this.taught)
      : labelFeeds(labels);
    feeds[IO.labels] = scored.labels;
    feeds[IO.rowWeights] = scored.weights;
    const fetches = this.names.map(({ name }) => IO.gradient(name));
    const outputs = await this.trainProgram.run(feeds, [IO.loss, ...fetches]);
    return {
      loss: floatsOf(outputs, IO.loss)[0] as number,
      gradients: fetches.map((name) => floatsOf(outputs, name)),
    };
  }

  /**
   * [d][k]: share of right answers among the first k + 1 guesses at draft position d + 1, given that the best guess at
   * all d positions before was right. A draft token that greedy decoding accepts is the answer's own, so the context of
   * such a chain is the true one, and the rows of one pass tell of chains exactly.
   */
  async evaluate(): Promise<number[][]> {
    const counter = new GuessCounter(CHAIN_POSITIONS);
    for (let start = 0; start < this.heldOut.length; start += this.batchItems) {
      const { feeds, labels, firsts } = this.#feeds(this.heldOut.slice(start, start + this.batchItems));
      const top = idsOf(await this.evaluateProgram.run(feeds, [IO.top]), IO.top);
      /** Best guesses in a row that were right, up to the row at hand. */
      let run = 0;
      for (const [i, label] of labels.entries()) {
        if (firsts.has(i)) run = 0;
        // A token outside the draft vocabulary has label -1, which no guess equals: wrong.
        const rank = rankOf(top, i, label);
        for (let d = 0; d < CHAIN_POSITIONS && d <= run; d++) counter.add(d, rank);
        run = rank === 0 ? run + 1 : 0;
      }
    }
    return counter.shares();
  }

  /** All inputs but labels; `labels` has a draft index or -1 for each scored row, `firsts` each sequence's first row. */
  #feeds(blocks: readonly Block[]): {
    feeds: Record<string, Tensor>;
    labels: number[];
    firsts: ReadonlySet<number>;
  } {
    const T = BLOCK_TOKENS;
    const B = blocks.length;
    const groups = this.shape.heads / this.shape.kvHeads;
    const ids = new Int32Array(B * T);
    const positions = new Int32Array(B * T);
    const bias = new Float32Array(B * groups * T * T).fill(Number.NEGATIVE_INFINITY);
    const rows: number[] = [];
    const labels: number[] = [];
    const firsts = new Set<number>();
    for (const [b, block] of blocks.entries()) {
      let used = 0;
      for (const { sequence, start } of block) {
        const tokens = [...sequence.promptTokenIds, ...sequence.answerTokenIds];
        for (const [i, id] of tokens.entries()) {
          ids[b * T + start + i] = id;
          positions[b * T + start + i] = i;
          this.#see(bias, b, start + i, start);
        }
        firsts.add(rows.length);
        // The first answer token comes from the target's prompt pass: no draft ever has to guess it.
        for (let i = sequence.promptTokenIds.length; i < tokens.length - 1; i++) {
          rows.push(b * T + start + i);
          labels.push(this.indexOf[tokens[i + 1] as number] as number);
        }
        used = Math.max(used, start + tokens.length);
      }
      // Unused rows see themselves alone, so that their softmax has something to divide by.
      for (let t = used; t < T; t++) this.#see(bias, b, t, t);
    }
    const feeds: Record<string, Tensor> = {
      [IO.inputIds]: int64(ids, [B, T]),
      [IO.positions]: int64(positions, [B, T]),
      [IO.bias]: float32(bias, [B, 1, groups * T, T]),
      [IO.rows]: int64(rows),
    };
    for (const [i, { name, shape }] of this.names.entries())
      feeds[name] = float32(this.parameters[i] as Float32Array, shape);
    return { feeds, labels, firsts };
  }

  /** Lets row t of block b see rows `first` to t. */
  #see(bias: Float32Array, b: number, t: number, first: number): void {
    const T = BLOCK_TOKENS;
    const groups = this.shape.heads / this.shape.kvHeads;
    for (let g = 0; g < groups; g++) {
      const row = ((b * groups + g) * T + t) * T;
      bias.fill(0, row + first, row + t + 1);
    }
  }
}

/**
 * The teacher's row behind each scored row of some blocks, in their order; -1 behind the last, which has none. Row j of a
 * sequence's states chose answer token j, the first scored row guesses answer token 1.
 */
function teacherRowsOf(blocks: readonly Block[], { firstRow }: DraftTeacher): number[] {
  return blocks.flat().flatMap(({ sequence }) => {
    const first = firstRow.get(sequence) as number;
    const rows = stateRows(sequence);
    return Array.from({ length: rows }, (_, i) => (i + 1 < rows ? first + i + 1 : -1));
  });
}
