/**
 * Measures how large the inputs of a target's linear layers get, in the rotated basis and float32, over the target's
 * own answers to training prompts, and turns that into steps of int8.
 */
import { EngineError } from '../errors.ts';
import { observedName } from '../graphs/linear-layer.ts';
import type { LlamaShape } from '../graphs/llama-graph.ts';
import type { TokenId } from '../protocol.ts';
import { CHUNK_ROWS } from '../runtime/append-chain.ts';
import { OnnxLlama } from '../runtime/onnx/onnx-llama.ts';
import type { OnnxSession } from '../runtime/onnx/onnx-session.ts';
import { floatsOf } from '../runtime/tensor-program.ts';
import { linearNames } from './int8-artifact.ts';

/**
 * Steps cover this share of the largest input seen: inputs in the rotated basis are close to normal, and a finer step
 * for all is worth more than the few that are cut (docs/experiments.md).
 */
const COVERED = 0.85;
const LARGEST_INTEGER = 127;

export interface Calibration {
  steps: Record<string, number>;
  rows: number;
}

/** `session` runs a graph whose layers are observed (int8-layers.ts). */
export async function measureSteps(
  session: OnnxSession,
  shape: LlamaShape,
  sequences: readonly (readonly TokenId[])[],
  options: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<Calibration> {
  const names = linearNames(shape.layers);
  const llama = new OnnxLlama(session, shape);
  const largest = new Map(names.map((name) => [name, 0]));
  let rows = 0;
  for (const [done, tokenIds] of sequences.entries()) {
    if (options.signal?.aborted) throw new EngineError('cancelled', 'the calibration was cancelled');
    const cache = llama.createCache();
    for (let start = 0; start < tokenIds.length; start += CHUNK_ROWS) {
      const chunk = tokenIds.slice(start, start + CHUNK_ROWS);
      const chain = chunk.map((_, row) => row);
      const pass = await llama.forward(
        cache,
        chunk,
        chain.map((row) => row - 1),
        chain,
        names.map(observedName),
      );
      llama.commit(cache, pass.rows, chain);
      rows += chunk.length;
      for (const name of names) {
        const seen = floatsOf(pass.outputs, observedName(name));
        largest.set(
          name,
          seen.reduce((a, b) => Math.max(a, b), largest.get(name) ?? 0),
        );
      }
    }
    options.onProgress?.(done + 1, sequences.length);
  }
  const steps = Object.fromEntries(names.map((name) => [name, stepOf(name, largest.get(name) ?? 0)]));
  return { steps, rows };
}

function stepOf(name: string, largest: number): number {
  if (!(largest > 0 && Number.isFinite(largest)))
    throw new Error(`layer ${name} saw no input to calibrate on: its largest is ${largest}`);
  return (largest * COVERED) / LARGEST_INTEGER;
}
