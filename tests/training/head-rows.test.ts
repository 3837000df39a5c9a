/** Which token each head must guess at each row, and how the held-out figures count them. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { floatToHalf } from '../../engine/models/half.ts';
import { int64, type TensorProgram } from '../../engine/runtime/tensor-program.ts';
import { HEADS_TRAINING_IO as IO } from '../../engine/training/heads-program.ts';
import { coverage, type HeadRows, HeadsTask, readHeadRows } from '../../engine/training/heads-task.ts';
import type { Sequence } from '../../engine/training/sequences.ts';

const H = 2;
const sequences: Sequence[] = [
  { promptId: 'a', category: 'math', promptTokenIds: [90, 91], answerTokenIds: [10, 11, 12, 13] },
  { promptId: 'b', category: 'math', promptTokenIds: [90], answerTokenIds: [20] },
  { promptId: 'c', category: 'math', promptTokenIds: [90], answerTokenIds: [30, 31] },
];
/** Token n has draft index n + 100; token 12 has none. */
const indexOf = Int32Array.from({ length: 100 }, (_, id) => (id === 12 ? -1 : id + 100));

/** A states file whose value at row r, place d is r + d / 2, after `skipped` rows of something else. */
async function rowsOf(skipped = 0): Promise<HeadRows> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'gorgon-rows-')), 'states.f16');
  const values = Array.from({ length: (skipped + 4) * H }, (_, i) => {
    const row = Math.floor(i / H) - skipped;
    return floatToHalf(row < 0 ? 99 : row + (i % H) / 2);
  });
  await writeFile(file, Uint16Array.from(values));
  return readHeadRows([file], sequences, skipped, H, 2, indexOf);
}

/** Guesses the same five draft indices for every row, and keeps what it was fed. */
function constant(top: number[], seen: unknown[][] = []): TensorProgram {
  return {
    run: async (feeds, fetches) => {
      const count = feeds[IO.hidden]?.dims[0] as number;
      seen.push(Array.from((feeds[IO.hidden]?.data ?? []) as Float32Array));
      return Object.fromEntries(
        fetches.map((name) => [name, int64(new Array(count).fill(top).flat(), [count, 5])]),
      );
    },
    release: async () => {},
  };
}

describe('rows for Medusa heads', () => {
  it('row j knows the answer up to token j - 1, predicts token j; head k (from 0) guesses token j + k + 1', async () => {
    const rows = await rowsOf();
    expect(rows.count).toBe(4);
    expect([...rows.labels]).toEqual([
      ...[111, -1], // the target says 10; heads guess 11 and 12, which is outside the draft vocabulary
      ...[-1, 113],
      ...[113, -2], // no token stands after 13
      ...[131, -2],
    ]);
  });

  it('are read from their place in the file', async () => {
    expect((await rowsOf(3)).states).toEqual((await rowsOf()).states);
  });

  it('count outside tokens as wrong and leave out what is past the end', async () => {
    const rows = await rowsOf();
    expect(coverage(rows, 2)).toBe(3 / 4);
    const seen: unknown[][] = [];
    const program = constant([113, 111, 0, 1, 2], seen);
    const head = {
      fuse: new Float32Array(H * H),
      weights: [new Float32Array(H * H), new Float32Array(H * H)],
      biases: [new Float32Array(H), new Float32Array(H)],
      output: new Float32Array(H),
    };
    const task = new HeadsTask(head, rows, rows, 3, program, program, null);
    expect(await task.evaluate()).toEqual([
      [1 / 4, 2 / 4, 2 / 4, 2 / 4, 2 / 4],
      [1 / 2, 1 / 2, 1 / 2, 1 / 2, 1 / 2],
    ]);
    expect(seen).toEqual([
      [0, 0.5, 1, 1.5, 2, 2.5],
      [3, 3.5],
    ]);
  });
});
