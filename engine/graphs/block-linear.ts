/**
 * Linear layers with weights of 4 or 8 bits in blocks along the input, each with a scale of its own, for drafts: no
 * calibration, activations are rounded row by row inside ONNX Runtime's MatMulNBits (docs/ContribOperators.md), and a
 * weight costs 0.56 bytes of memory traffic at 4 bits and 64 inputs a block. Drafts need not be exact; only what is
 * accepted of them matters.
 */
import type { GraphBuilder, WeightLocation } from './graph-builder.ts';
import type { WeightFile } from './weight-file.ts';

export type BlockBits = 4 | 8;

/** Inputs that share a scale. */
export const BLOCK_SIZE = 64;

export interface BlockMatrix {
  outSize: number;
  inSize: number;
  bits: BlockBits;
  /** uint8 [out, in / BLOCK_SIZE, BLOCK_SIZE * bits / 8], the lower half byte first. */
  codes: Uint8Array;
  /** [out, in / BLOCK_SIZE]; weight = (code - 2^(bits - 1)) * scale. */
  scales: Float32Array;
}

/**
 * Rounds a row-major [out, in] matrix; `in` must be a multiple of the block. The value of largest size in a block takes
 * the lowest code, which has no counterpart above, so that the whole range is used (as llama.cpp's Q4_0 does).
 */
export function quantizeBlocks(matrix: Float32Array, inSize: number, bits: BlockBits): BlockMatrix {
  if (inSize % BLOCK_SIZE !== 0)
    throw new Error(`${inSize} inputs do not divide into blocks of ${BLOCK_SIZE}`);
  const middle = 2 ** (bits - 1);
  const scales = new Float32Array(matrix.length / BLOCK_SIZE);
  const codes = new Uint8Array((matrix.length * bits) / 8);
  for (let block = 0; block < scales.length; block++) {
    const from = block * BLOCK_SIZE;
    let largest = 0;
    for (let i = from; i < from + BLOCK_SIZE; i++)
      if (Math.abs(matrix[i] as number) > Math.abs(largest)) largest = matrix[i] as number;
    const scale = largest / -middle;
    scales[block] = scale;
    for (let i = from; i < from + BLOCK_SIZE; i++) {
      const rounded = scale === 0 ? 0 : Math.round((matrix[i] as number) / scale);
      const code = Math.min(middle - 1, Math.max(-middle, rounded)) + middle;
      if (bits === 8) codes[i] = code;
      else codes[i >> 1] = (codes[i >> 1] as number) | (i % 2 === 0 ? code : code << 4);
    }
  }
  return { outSize: matrix.length / inSize, inSize, bits, codes, scales };
}

/** Where a rounded matrix lies in a file beside the model. */
export interface StoredBlocks extends Omit<BlockMatrix, 'codes' | 'scales'> {
  codes: WeightLocation;
  scales: WeightLocation;
}

export async function storeBlocks(file: WeightFile, matrix: BlockMatrix): Promise<StoredBlocks> {
  const { codes, scales, ...shape } = matrix;
  return { ...shape, codes: await file.append(codes), scales: await file.append(scales) };
}

/** Adds input [..., in] times the matrix transposed: [..., out]. */
export function blockLinear(g: GraphBuilder, name: string, input: string, matrix: StoredBlocks): string {
  const { outSize: N, inSize: K, bits, codes, scales } = matrix;
  const blocks = K / BLOCK_SIZE;
  return g.node(
    'MatMulNBits',
    [
      input,
      g.weight(name, [N, blocks, (BLOCK_SIZE * bits) / 8], codes, 'uint8'),
      g.weight(`${name}_scales`, [N * blocks], scales),
    ],
    // 4: activations as int8, the fastest of its kernels.
    { K, N, bits, block_size: BLOCK_SIZE, accuracy_level: 4 },
  );
}
