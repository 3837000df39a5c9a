/** How the linear layers of a rotated target are stored: as int8, or in float32 with their inputs observed. */
import type { StoreLinear } from '../graphs/prepare-llama.ts';
import { quantizeColumns } from './quantize-matrix.ts';

/** Part of a prepared folder's key: raise it when rotation or rounding change. */
export const INT8_REVISION = 3;

/**
 * Behind a norm every row has the same size; what attention and the gate leave differs much from row to row, and one
 * step for all rows costs accuracy (docs/experiments.md).
 */
const isPerRow = (name: string): boolean => name.startsWith('attn_output') || name.startsWith('down');

/** `steps`: input units of one integer step, by the name of layers that share an input. */
export function storeInt8(steps: Record<string, number>): StoreLinear {
  return async (name, matrices, file) => {
    const step = steps[name];
    if (step === undefined) throw new Error(`no step is known for layer ${name}`);
    const stored = [];
    for (const { matrix, outSize } of matrices) {
      const { values, scales } = quantizeColumns(matrix, outSize);
      stored.push({ outSize, matrix: await file.append(values), scales: await file.append(scales) });
    }
    return { arithmetic: { kind: 'int8', step, perRow: isPerRow(name) }, matrices: stored };
  };
}

export const storeObserved: StoreLinear = async (name, matrices, file) => {
  const stored = [];
  for (const { matrix, outSize } of matrices) stored.push({ outSize, matrix: await file.append(matrix) });
  return { arithmetic: { kind: 'observed', perRow: isPerRow(name) }, matrices: stored };
};
