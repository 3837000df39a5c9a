/** The target's states of some sequences in memory, float16, as every training of heads reads them. */
import { halfToFloat } from '../models/half.ts';
import { readStates, stateRows } from './hidden-states.ts';
import type { Sequence } from './sequences.ts';

export interface StateRows {
  count: number;
  hiddenSize: number;
  /** By depth, lowest first: [count, hiddenSize], float16 bits. */
  states: readonly Uint16Array[];
  /** [count]: rows of the same sequence behind each, at most 255. */
  behind: Uint8Array;
}

/** Reads the rows of `sequences`, whose first is row `firstRow` of the files, one a depth. */
export async function readStateRows(
  files: readonly string[],
  sequences: readonly Sequence[],
  firstRow: number,
  hiddenSize: number,
): Promise<StateRows> {
  const count = sequences.reduce((sum, sequence) => sum + stateRows(sequence), 0);
  const behind = new Uint8Array(count);
  let row = 0;
  for (const sequence of sequences)
    for (let left = stateRows(sequence) - 1; left >= 0; left--) behind[row++] = Math.min(left, 255);
  const states: Uint16Array[] = [];
  for (const file of files) states.push(await readStates(file, firstRow, count, hiddenSize));
  return { count, hiddenSize, states, behind };
}

const HALVES = Float32Array.from({ length: 65536 }, (_, bits) => halfToFloat(bits));

/** The states of some rows, those of a row side by side: [rows, depths * hiddenSize]. */
export function gatherStates({ states, hiddenSize: H }: StateRows, rows: Int32Array): Float32Array {
  const out = new Float32Array(rows.length * states.length * H);
  for (const [f, from] of states.entries())
    for (const [i, row] of rows.entries()) {
      const at = (i * states.length + f) * H;
      for (let d = 0; d < H; d++) out[at + d] = HALVES[from[row * H + d] as number] as number;
    }
  return out;
}
