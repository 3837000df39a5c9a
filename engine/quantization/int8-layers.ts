/** How the linear layers of a rotated target are stored: as int8, or in float32 with their inputs observed. */
import type { StoreLinear } from '../graphs/prepare-llama.ts';
import { joinColumns, quantizeColumns } from './quantize-matrix.ts';

/** Part of a prepared folder's key: raise it when rotation or rounding change. */
export const INT8_REVISION = 2;

/**
 * Behind a norm every row has the same size; what attention and the gate leave differs much from row to row, and one
 * step for all rows costs accuracy (docs/experiments.md).
 */
const isPerRow = (name: string): boolean => name.startsWith('attn_output') || name.startsWith('down');

/** Query, key and value are narrow: one product of all three takes less time than three. */
const isJoined = (name: string): boolean => name.startsWith('qkv');

/** `steps`: input units of one integer step, by the name of layers that share an input. */
export function storeInt8(steps: Record<string, number>): StoreLinear {
  return async (name, matrices, file) => {
    const step = steps[name];
    if (step === undefined) throw new Error(`no step is known for layer ${name}`);
    const sizes = matrices.map(({ outSize }) => outSize);
    const quantised = matrices.map(({ matrix, outSize }) => quantizeColumns(matrix, outSize));
    const stored = [];
    for (const { values, scales } of isJoined(name) ? [joinColumns(quantised)] : quantised)
      stored.push({
        outSize: scales.length,
        matrix: await file.append(values),
        scales: await file.append(scales),
      });
    return {
      arithmetic: { kind: 'int8', step, perRow: isPerRow(name) },
      matrices: stored,
      ...(isJoined(name) ? { joined: sizes } : {}),
    };
  };
}

export const storeObserved: StoreLinear = async (name, matrices, file) => {
  const stored = [];
  for (const { matrix, outSize } of matrices) stored.push({ outSize, matrix: await file.append(matrix) });
  return { arithmetic: { kind: 'observed', perRow: isPerRow(name) }, matrices: stored };
};
