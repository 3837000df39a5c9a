/**
 * The target's own distribution behind each state, over the draft vocabulary: what a draft learns from beside the one
 * token that greedy decoding took (distillation; Hinton et al. 2015, Zhou et al. 2024 for drafts).
 */
import { EngineError } from '../errors.ts';
import { GraphBuilder } from '../graphs/graph-builder.ts';
import { float32, floatsOf, idsOf, type OpenProgram } from '../runtime/tensor-program.ts';
import { gatherStates, type StateRows } from './state-rows.ts';

/** Tokens kept of each distribution, the most likely: together nearly all of it. */
export const TEACHER_TOKENS = 8;
const BATCH_ROWS = 1024;

export interface Teacher {
  /** [rows, TEACHER_TOKENS]: draft indices, most likely first. */
  indices: Uint16Array;
  /** [rows, TEACHER_TOKENS]: their probabilities, made to add up to one. */
  probs: Float32Array;
}

/** `output` is the target's output matrix restricted to the draft vocabulary, [draft vocabulary, hiddenSize]. */
export async function readTeacher(
  openProgram: OpenProgram,
  rows: StateRows,
  output: Float32Array,
  onProgress: (doneRows: number, totalRows: number) => void,
  signal: AbortSignal | undefined,
): Promise<Teacher> {
  const H = rows.hiddenSize;
  const last = { ...rows, states: rows.states.slice(-1) };
  const matrix = float32(output, [output.length / H, H]);
  const teacher: Teacher = {
    indices: new Uint16Array(rows.count * TEACHER_TOKENS),
    probs: new Float32Array(rows.count * TEACHER_TOKENS),
  };
  const program = await openProgram(buildTeacherProgram(output.length / H, H));
  try {
    for (let start = 0; start < rows.count; start += BATCH_ROWS) {
      if (signal?.aborted)
        throw new EngineError('cancelled', 'reading the distribution of the target was cancelled');
      const length = Math.min(BATCH_ROWS, rows.count - start);
      const batch = Int32Array.from({ length }, (_, i) => start + i);
      const outputs = await program.run(
        { [IO.hidden]: float32(gatherStates(last, batch), [length, H]), [IO.output]: matrix },
        [IO.indices, IO.probs],
      );
      teacher.indices.set(idsOf(outputs, IO.indices), start * TEACHER_TOKENS);
      teacher.probs.set(floatsOf(outputs, IO.probs), start * TEACHER_TOKENS);
      onProgress(start + length, rows.count);
    }
  } finally {
    await program.release();
  }
  return teacher;
}

const IO = { hidden: 'hidden', output: 'output', indices: 'indices', probs: 'probs' } as const;

function buildTeacherProgram(draftVocabSize: number, hiddenSize: number): Uint8Array {
  const g = new GraphBuilder('teacher');
  const hidden = g.input(IO.hidden, 'float32', ['N', hiddenSize]);
  const output = g.input(IO.output, 'float32', [draftVocabSize, hiddenSize]);
  const logits = g.node('Gemm', [hidden, output], { transB: 1 });
  g.node('TopK', [logits, g.ints([TEACHER_TOKENS])], { axis: -1 }, ['top_logits', IO.indices]);
  g.node('Softmax', ['top_logits'], { axis: -1 }, [IO.probs]);
  g.output(IO.indices, 'int64', ['N', TEACHER_TOKENS]);
  g.output(IO.probs, 'float32', ['N', TEACHER_TOKENS]);
  return g.build();
}
