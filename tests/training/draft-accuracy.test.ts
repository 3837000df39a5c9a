/** The counting of held-out figures: the program here is scripted, since what it guesses is not what is tested. */
import { describe, expect, it } from 'vitest';
import {
  float32,
  floatsOf,
  idsOf,
  int64,
  type Tensor,
  type TensorProgram,
} from '../../engine/runtime/tensor-program.ts';
import { DRAFT_TRAINING_IO as IO } from '../../engine/training/draft-program.ts';
import { DraftTask, packBlocks } from '../../engine/training/draft-task.ts';
import type { Sequence } from '../../engine/training/sequences.ts';
import { TEACHER_TOKENS } from '../../engine/training/teacher.ts';
import { TINY_SHAPE } from '../fixtures/tiny-llama.ts';

/** Gives the five guesses of each scored row in turn, whatever it is asked. */
function scripted(guesses: number[][]): TensorProgram {
  let next = 0;
  return {
    run: async (feeds) => {
      const count = feeds[IO.rows]?.dims[0] as number;
      const rows = guesses.slice(next, next + count);
      next += count;
      return { [IO.top]: int64(rows.flat(), [count, 5]) };
    },
    release: async () => {},
  };
}

const sequence = (answerTokenIds: number[]): Sequence => ({
  promptId: 'p',
  category: 'math',
  promptTokenIds: [1, 2],
  answerTokenIds,
});
const identity = Int32Array.from({ length: TINY_SHAPE.vocabSize }, (_, id) => (id === 13 ? -1 : id));
const first = (id: number) => [id, 50, 51, 52, 53];
const third = (id: number) => [50, 51, id, 52, 53];

describe('held-out figures of the draft', () => {
  it('count positions after accepted ones, start anew in each sequence, and take outside tokens for wrong', async () => {
    // Guessed tokens: 11 12 13 14 | 21 22. Token 13 is outside the draft vocabulary.
    const blocks = packBlocks([sequence([10, 11, 12, 13, 14]), sequence([20, 21, 22])]);
    const program = scripted([first(11), first(12), first(13), first(14), third(21), first(22)]);
    const task = new DraftTask([], [], TINY_SHAPE, blocks, blocks, identity, 2, program, program, null);
    const accuracy = await task.evaluate();
    expect(accuracy).toEqual([
      [4 / 6, 4 / 6, 5 / 6, 5 / 6, 5 / 6],
      // After 11 comes 12 (right), after 12 comes 13 (wrong); after 14 comes another sequence, which does not count.
      [1 / 2, 1 / 2, 1 / 2, 1 / 2, 1 / 2],
      [0, 0, 0, 0, 0],
    ]);
  });
});

describe('a teacher of the draft', () => {
  it('softens each label by what the target said there; behind the last state the label stands alone', async () => {
    const [one, two] = [sequence([10, 11, 12, 14]), sequence([20, 21, 22])];
    const blocks = packBlocks([one, two]);
    const rows = 5;
    const teacher = {
      // Row r names tokens 8 r, 8 r + 1, ...; the first has all the weight.
      indices: Uint16Array.from({ length: rows * TEACHER_TOKENS }, (_, i) => i),
      probs: Float32Array.from({ length: rows * TEACHER_TOKENS }, (_, i) => (i % TEACHER_TOKENS ? 0 : 1)),
    };
    let fed: Record<string, Tensor> = {};
    const program: TensorProgram = {
      run: async (feeds) => {
        fed = feeds;
        return { [IO.loss]: float32(Float32Array.of(0), []) };
      },
      release: async () => {},
    };
    const firstRow = new Map([
      [one, 0],
      [two, 3],
    ]);
    const taught = { teacher, share: 0.25, firstRow };
    const task = new DraftTask([], [], TINY_SHAPE, blocks, [], identity, 2, program, program, taught);
    await task.gradients(Int32Array.of(0));
    const T = TEACHER_TOKENS + 1;
    const [ids, weights] = [idsOf(fed, IO.labels), floatsOf(fed, IO.rowWeights)];
    const row = (i: number) => [
      ids[i * T],
      ids[i * T + 1],
      ...[0, 1].map((t) => Math.round(100 * (weights[i * T + t] as number))),
    ];
    // Five labels share a weight of one. The states of an answer of n tokens are rows 0 to n - 2; row j chose token j.
    expect([0, 1].map(row)).toEqual([
      [11, 8, 15, 5],
      [12, 16, 15, 5],
    ]);
    expect(row(2)).toEqual([14, 0, 20, 0]);
    expect(row(3)).toEqual([21, 32, 15, 5]);
    expect(row(4)).toEqual([22, 0, 20, 0]);
  });
});
