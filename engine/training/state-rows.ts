/** The target's states of some sequences in memory, float16, as every training of heads reads them. */
import { halfToFloat } from '../models/half.ts';
import { readStates, stateRows } from './hidden-states.ts';
import type { Sequence } from './sequences.ts';

export interface StateRows {
  count: number;
  hiddenSize: number;
  /** [count, hiddenSize], float16 bits. */
  states: Uint16Array;
  /** [count]: rows of the same sequence behind each, at most 255. */
  behind: Uint8Array;
}

/** Reads the rows of `sequences`, whose first is row `firstRow` of the file. */
export async function readStateRows(
  file: string,
  sequences: readonly Sequence[],
  firstRow: number,
  hiddenSize: number,
): Promise<StateRows> {
  const count = sequences.reduce((sum, sequence) => sum + stateRows(sequence), 0);
  const behind = new Uint8Array(count);
  let row = 0;
  for (const sequence of sequences)
    for (let left = stateRows(sequence) - 1; left >= 0; left--) behind[row++] = Math.min(left, 255);
  return { count, hiddenSize, states: await readStates(file, firstRow, count, hiddenSize), behind };
}

const HALVES = Float32Array.from({ length: 65536 }, (_, bits) => halfToFloat(bits));

/** The states of some rows, [rows, hiddenSize]. */
export function gatherStates({ states, hiddenSize }: StateRows, rows: Int32Array): Float32Array {
  const out = new Float32Array(rows.length * hiddenSize);
  for (const [i, row] of rows.entries())
    for (let d = 0; d < hiddenSize; d++)
      out[i * hiddenSize + d] = HALVES[states[row * hiddenSize + d] as number] as number;
  return out;
}
