/** Weights to int8: symmetric, one scale an output channel. */

export interface Int8Matrix {
  /** [in, out] row-major. */
  values: Int8Array;
  /** [out]; weight = value * scale. */
  scales: Float32Array;
}

/** Rounds a row-major [in, out] matrix; `limit` is the largest absolute integer. */
export function quantizeColumns(matrix: Float32Array, outSize: number, limit = 127): Int8Matrix {
  const scales = new Float32Array(outSize);
  for (let i = 0; i < matrix.length; i++) {
    const column = i % outSize;
    scales[column] = Math.max(scales[column] as number, Math.abs(matrix[i] as number));
  }
  for (let column = 0; column < outSize; column++) scales[column] = (scales[column] as number) / limit || 1;
  const values = new Int8Array(matrix.length);
  for (let i = 0; i < matrix.length; i++) {
    values[i] = Math.round((matrix[i] as number) / (scales[i % outSize] as number));
  }
  return { values, scales };
}
