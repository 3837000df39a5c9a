/**
 * Block formats of GGUF to float32 (ggml-org/ggml, src/ggml-quants.c; the reference values in the tests come from the
 * Python package `gguf`). Every decoder rounds where the reference rounds, so results are equal to the bit.
 */
import { EngineError } from '../errors.ts';
import { halfToFloat } from './half.ts';

/** Values a block holds, and its bytes. */
export interface BlockFormat {
  blockValues: number;
  blockBytes: number;
  decode: (bytes: DataView, offset: number, out: Float32Array, at: number) => void;
}

/** By the type's number in a GGUF file. */
export const BLOCK_FORMATS: Readonly<Record<number, BlockFormat & { name: string }>> = {
  0: {
    name: 'F32',
    blockValues: 1,
    blockBytes: 4,
    decode: (b, o, out, at) => (out[at] = b.getFloat32(o, true)),
  },
  1: {
    name: 'F16',
    blockValues: 1,
    blockBytes: 2,
    decode: (b, o, out, at) => (out[at] = halfToFloat(b.getUint16(o, true))),
  },
  2: { name: 'Q4_0', blockValues: 32, blockBytes: 18, decode: decodeQ4_0 },
  3: { name: 'Q4_1', blockValues: 32, blockBytes: 20, decode: decodeQ4_1 },
  8: { name: 'Q8_0', blockValues: 32, blockBytes: 34, decode: decodeQ8_0 },
};

/** Names of the other types, so that a refusal can name what it refuses. */
const OTHER_TYPES: Readonly<Record<number, string>> = {
  6: 'Q5_0',
  7: 'Q5_1',
  9: 'Q8_1',
  10: 'Q2_K',
  11: 'Q3_K',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  30: 'BF16',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
};

/** The format of a type number; an unknown one is refused by name. */
export function blockFormat(type: number, tensor: string): BlockFormat & { name: string } {
  const format = BLOCK_FORMATS[type];
  if (format) return format;
  const known = Object.values(BLOCK_FORMATS).map((f) => f.name);
  throw new EngineError(
    'unsupported-model',
    `tensor ${tensor} has type ${OTHER_TYPES[type] ?? `number ${type}`} (supported: ${known.join(', ')})`,
  );
}

/** Decodes `count` values; `bytes` must hold them all. */
export function dequantize(format: BlockFormat, bytes: Uint8Array, count: number): Float32Array {
  const blocks = count / format.blockValues;
  if (!Number.isInteger(blocks))
    throw new Error(`${count} values are not whole blocks of ${format.blockValues}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Float32Array(count);
  for (let block = 0; block < blocks; block++) {
    format.decode(view, block * format.blockBytes, out, block * format.blockValues);
  }
  return out;
}

/** d, then 16 bytes of two 4-bit values each: value i in the low, value i + 16 in the high half; minus 8, times d. */
function decodeQ4_0(bytes: DataView, offset: number, out: Float32Array, at: number): void {
  const d = halfToFloat(bytes.getUint16(offset, true));
  for (let i = 0; i < 16; i++) {
    const pair = bytes.getUint8(offset + 2 + i);
    out[at + i] = ((pair & 15) - 8) * d;
    out[at + 16 + i] = ((pair >> 4) - 8) * d;
  }
}

/** d and m, then values as in Q4_0; times d, plus m. */
function decodeQ4_1(bytes: DataView, offset: number, out: Float32Array, at: number): void {
  const d = halfToFloat(bytes.getUint16(offset, true));
  const m = halfToFloat(bytes.getUint16(offset + 2, true));
  for (let i = 0; i < 16; i++) {
    const pair = bytes.getUint8(offset + 4 + i);
    out[at + i] = Math.fround((pair & 15) * d) + m;
    out[at + 16 + i] = Math.fround((pair >> 4) * d) + m;
  }
}

/** d, then 32 signed bytes; times d. */
function decodeQ8_0(bytes: DataView, offset: number, out: Float32Array, at: number): void {
  const d = halfToFloat(bytes.getUint16(offset, true));
  for (let i = 0; i < 32; i++) out[at + i] = bytes.getInt8(offset + 2 + i) * d;
}
