/**
 * The frozen target's states over its own answers, as float16 on disk, a file a depth: made once, read by every training
 * of heads, in the model's own basis. Row j of a sequence is the state that predicts answer token j; the last token of an answer has none to guess.
 */
import { open } from 'node:fs/promises';
import { EngineError } from '../errors.ts';
import { floatToHalf } from '../models/half.ts';
import { scoreFrom } from '../runtime/append-chain.ts';
import type { CausalLm } from '../runtime/causal-lm.ts';
import type { ChangeBasis } from './change-basis.ts';
import type { Sequence } from './sequences.ts';

/** States a sequence gives: one for each answer token that another follows. */
export function stateRows(sequence: Sequence): number {
  return Math.max(0, sequence.answerTokenIds.length - 1);
}

export interface CollectOptions {
  onProgress: (doneRows: number, totalRows: number) => void;
  signal?: AbortSignal | undefined;
  /** From the target's states to the model's own basis, where they are in another. */
  changeBasis?: ChangeBasis | undefined;
}

/**
 * Writes [rows, hiddenSize] float16, sequence after sequence, to a file for each depth of the target's states. Files that
 * hold the first part already, from a killed run over the same sequences, are gone on with.
 */
export async function collectHiddenStates(
  lm: CausalLm,
  sequences: readonly Sequence[],
  files: readonly string[],
  { onProgress, signal, changeBasis }: CollectOptions,
): Promise<void> {
  const rowBytes = (lm.stateSize / files.length) * 2;
  const total = sequences.reduce((sum, sequence) => sum + stateRows(sequence), 0);
  const handles = await Promise.all(files.map((file) => open(file, 'a+')));
  try {
    const sizes = await Promise.all(handles.map((handle) => handle.stat()));
    const present = Math.floor(Math.min(...sizes.map(({ size }) => size)) / rowBytes);
    let rows = 0;
    for (const sequence of sequences) {
      const count = stateRows(sequence);
      if (rows + count <= present) {
        rows += count;
        continue;
      }
      if (signal?.aborted) throw new EngineError('cancelled', 'collecting states was cancelled');
      const states = await statesOf(lm, sequence, files.length, changeBasis);
      for (const [f, handle] of handles.entries()) {
        await handle.truncate(rows * rowBytes);
        await handle.write(states[f] as Uint16Array, 0, count * rowBytes);
      }
      rows += count;
      onProgress(rows, total);
    }
    for (const handle of handles)
      if (rows * rowBytes < (await handle.stat()).size) await handle.truncate(rows * rowBytes);
  } finally {
    for (const handle of handles) await handle.close();
  }
}

/** Reads rows [count, hiddenSize] from `firstRow` on, as float16 bits. */
export async function readStates(
  file: string,
  firstRow: number,
  count: number,
  hiddenSize: number,
): Promise<Uint16Array> {
  const states = new Uint16Array(count * hiddenSize);
  const bytes = new Uint8Array(states.buffer);
  const handle = await open(file, 'r');
  try {
    const start = firstRow * hiddenSize * 2;
    for (let done = 0; done < bytes.length; ) {
      const length = Math.min(bytes.length - done, READ_BYTES);
      const { bytesRead } = await handle.read(bytes, done, length, start + done);
      if (bytesRead === 0) throw new Error(`${file} ends after ${done} of ${bytes.length} bytes`);
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
  return states;
}

/** A read of more than 2 GiB fails. */
const READ_BYTES = 1 << 28;

/** By depth: [rows, hiddenSize], float16 bits. */
async function statesOf(
  lm: CausalLm,
  { promptTokenIds, answerTokenIds }: Sequence,
  depths: number,
  changeBasis: ChangeBasis = async (states) => states,
): Promise<Uint16Array[]> {
  const text = [...promptTokenIds, ...answerTokenIds].slice(0, -2);
  const first = promptTokenIds.length - 1;
  const H = lm.stateSize / depths;
  const states = Array.from({ length: depths }, () => new Uint16Array((text.length - first) * H));
  let row = 0;
  for await (const pass of scoreFrom(lm, text, first)) {
    const hidden = await changeBasis(pass.hidden);
    for (let at = 0; at < hidden.length; at += lm.stateSize, row++)
      for (const [f, out] of states.entries())
        for (let d = 0; d < H; d++) out[row * H + d] = floatToHalf(hidden[at + f * H + d] as number);
  }
  return states;
}
