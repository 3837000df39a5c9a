/** Labels that a teacher's distribution softens, and where the teacher of each row and head stands. */
import { describe, expect, it } from 'vitest';
import { floatToHalf } from '../../engine/models/half.ts';
import { OnnxSession } from '../../engine/runtime/onnx/onnx-session.ts';
import { floatsOf, idsOf } from '../../engine/runtime/tensor-program.ts';
import { taughtLabelFeeds, teacherRows } from '../../engine/training/batches.ts';
import type { StateRows } from '../../engine/training/state-rows.ts';
import { readTeacher, TEACHER_TOKENS } from '../../engine/training/teacher.ts';
import { seededUniform } from '../fixtures/seeded-uniform.ts';

const H = 16;
const V = 12;
const uniform = seededUniform(5);

function randomRows(count: number): { rows: StateRows; values: number[][] } {
  const values = Array.from({ length: count }, () =>
    Array.from({ length: H }, () => Math.round(uniform() * 8) / 4),
  );
  const states = Uint16Array.from(values.flat(), floatToHalf);
  return { rows: { count, hiddenSize: H, states: [states], behind: new Uint8Array(count) }, values };
}

describe('a teacher', () => {
  it('is the softmax over the most likely tokens of the draft vocabulary, row by row', async () => {
    const { rows, values } = randomRows(5);
    const output = Float32Array.from({ length: V * H }, () => uniform() - 0.5);
    const open = (model: string | Uint8Array) => OnnxSession.create(model, { threads: 1 });
    const { indices, probs } = await readTeacher(open, rows, output, () => {}, undefined);
    for (const [row, state] of values.entries()) {
      const logits = Array.from({ length: V }, (_, id) =>
        state.reduce((sum, value, d) => sum + value * (output[id * H + d] as number), 0),
      );
      const best = logits.map((_, id) => id).sort((a, b) => (logits[b] as number) - (logits[a] as number));
      const kept = best.slice(0, TEACHER_TOKENS);
      expect([...indices.subarray(row * TEACHER_TOKENS, (row + 1) * TEACHER_TOKENS)]).toEqual(kept);
      const total = kept.reduce((sum, id) => sum + Math.exp(logits[id] as number), 0);
      for (const [t, id] of kept.entries())
        expect(probs[row * TEACHER_TOKENS + t]).toBeCloseTo(Math.exp(logits[id] as number) / total, 5);
    }
  });

  it('of head k stands k + 1 rows on, and nowhere past the sequence', () => {
    const rows = { behind: Uint8Array.from([2, 1, 0, 1, 0]) };
    expect(teacherRows(rows, Int32Array.from([0, 1, 2, 3, 4]), 0)).toEqual([1, 2, -1, 4, -1]);
    expect(teacherRows(rows, Int32Array.from([0, 3]), 1)).toEqual([2, -1]);
  });

  it('shares a row’s weight with the label; a row without teacher has the label alone, one without label nothing', () => {
    const teacher = {
      indices: Uint16Array.from({ length: TEACHER_TOKENS }, (_, t) => t),
      probs: Float32Array.from({ length: TEACHER_TOKENS }, () => 1 / TEACHER_TOKENS),
    };
    const { labels, weights } = taughtLabelFeeds([3, 7, -1, 5], [0, -1, 0, 0], { teacher, share: 0.4 });
    const T = TEACHER_TOKENS + 1;
    expect(labels.dims).toEqual([4, T]);
    const w = floatsOf({ weights }, 'weights');
    const sums = [0, 1, 2, 3].map((row) => w.subarray(row * T, (row + 1) * T).reduce((a, b) => a + b, 0));
    for (const [row, sum] of [1 / 3, 1 / 3, 0, 1 / 3].entries()) expect(sums[row]).toBeCloseTo(sum, 6);
    expect(w[0]).toBeCloseTo(0.6 / 3, 6);
    expect(w[1]).toBeCloseTo(0.4 / 3 / TEACHER_TOKENS, 6);
    expect(w[T]).toBeCloseTo(1 / 3, 6);
    expect(idsOf({ labels }, 'labels')[T]).toBe(7);
  });
});
