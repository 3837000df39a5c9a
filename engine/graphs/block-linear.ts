/**
 * Linear layers with weights of 4 or 8 bits in blocks along the input, each with a scale of its own, for drafts: no
 * calibration, activations are rounded row by row inside ONNX Runtime's MatMulNBits (docs/ContribOperators.md), and a
 * weight costs 0.56 bytes of memory traffic at 4 bits and 64 inputs a block. Drafts need not be exact; only what is
 * accepted of them matters.
 */
import type { GraphBuilder, WeightLocation } from './graph-builder.ts';
import type { WeightFile } from './weight-file.ts';

export type BlockBits = 4 | 8;

/** Bits of a draft's weights: fewer cost accepted tokens, more cost memory traffic (docs/experiments.md). */
export interface DraftBits {
  layers: BlockBits;
  output: BlockBits;
}

/** Inputs that share a scale. */
export const BLOCK_SIZE = 64;

export interface BlockMatrix {
  outSize: number;
  inSize: number;
  bits: BlockBits;
  /** uint8 [out, blocks, BLOCK_SIZE * bits / 8], the lower half byte first; the last block of a row may be padded. */
  codes: Uint8Array;
  /** [out, blocks]; weight = (code - 2^(bits - 1)) * scale. */
  scales: Float32Array;
}

const blocksOf = (inSize: number): number => Math.ceil(inSize / BLOCK_SIZE);

/**
 * Rounds a row-major [out, in] matrix. The value of largest size in a block takes the lowest code, which has no
 * counterpart above, so that the whole range is used (as llama.cpp's Q4_0 does).
 */
export function quantizeBlocks(matrix: Float32Array, inSize: number, bits: BlockBits): BlockMatrix {
  const outSize = matrix.length / inSize;
  const perRow = blocksOf(inSize);
  const middle = 2 ** (bits - 1);
  const scales = new Float32Array(outSize * perRow);
  const codes = new Uint8Array((outSize * perRow * BLOCK_SIZE * bits) / 8);
  const put = (at: number, code: number) => {
    if (bits === 8) codes[at] = code;
    else codes[at >> 1] = (codes[at >> 1] as number) | (at % 2 === 0 ? code : code << 4);
  };
  for (let out = 0; out < outSize; out++) {
    for (let b = 0; b < perRow; b++) {
      const block = out * perRow + b;
      const first = b * BLOCK_SIZE;
      const values = matrix.subarray(
        out * inSize + first,
        out * inSize + Math.min(first + BLOCK_SIZE, inSize),
      );
      let largest = 0;
      for (const value of values) if (Math.abs(value) > Math.abs(largest)) largest = value;
      const scale = Math.fround(largest / -middle);
      scales[block] = scale;
      for (let i = 0; i < BLOCK_SIZE; i++) {
        const rounded = scale === 0 || i >= values.length ? 0 : Math.round((values[i] as number) / scale);
        put(block * BLOCK_SIZE + i, Math.min(middle - 1, Math.max(-middle, rounded)) + middle);
      }
    }
  }
  return { outSize, inSize, bits, codes, scales };
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
export function blockLinear(
  g: GraphBuilder,
  name: string,
  input: string,
  matrix: StoredBlocks,
  named?: readonly string[],
): string {
  const { outSize: N, inSize: K, bits, codes, scales } = matrix;
  const blocks = blocksOf(K);
  return g.node(
    'MatMulNBits',
    [
      input,
      g.weight(name, [N, blocks, (BLOCK_SIZE * bits) / 8], codes, 'uint8'),
      g.weight(`${name}_scales`, [N * blocks], scales),
    ],
    // 4: activations as int8, the fastest of its kernels.
    { K, N, bits, block_size: BLOCK_SIZE, accuracy_level: 4 },
    named,
  );
}
