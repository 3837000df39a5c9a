/** How the linear layers of a rotated target are stored: as int8, or in float32 with their inputs observed. */
import type { StoreLinear } from '../graphs/prepare-llama.ts';
import { quantizeColumns } from './quantize-matrix.ts';

/** Part of a prepared folder's key: raise it when rotation or rounding change. */
export const INT8_REVISION = 1;

/**
 * Behind a norm every row has the same size; what attention and the gate leave differs much from row to row, and one
 * scale for all rows costs accuracy (docs/experiments.md).
 */
const isPerRow = (name: string): boolean => name.startsWith('attn_output') || name.startsWith('down');

/** `steps`: input units of one integer step, by layer. */
export function storeInt8(steps: Record<string, number>): StoreLinear {
  return async (name, matrix, outSize, file) => {
    const step = steps[name];
    if (step === undefined) throw new Error(`no step is known for layer ${name}`);
    const { values, scales } = quantizeColumns(matrix, outSize);
    return {
      kind: 'int8',
      matrix: await file.append(values),
      scales: await file.append(scales),
      input: { step, perRow: isPerRow(name) },
    };
  };
}

export const storeObserved: StoreLinear = async (name, matrix, _outSize, file) => ({
  kind: 'observed',
  matrix: await file.append(matrix),
  perRow: isPerRow(name),
});
