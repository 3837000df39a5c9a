/**
 * Does the runtime multiply integers exactly here? x86-64 processors without VNNI add pairs of uint8 x int8 products in
 * 16 bits, which saturate at large values (onnxruntime, "Quantize ONNX models", on U8S8 and VPMADDUBSW). Decoding in
 * int8 rests on exact sums, so this is tried with the largest values before int8 is used.
 */
import { GraphBuilder } from '../graphs/graph-builder.ts';
import { floatsOf, type OpenProgram } from '../runtime/tensor-program.ts';

/** Inner size and columns: the shapes of a layer, small. */
const DEPTH = 1536;
const WIDTH = 48;
/** One row, a few, and more than any kernel takes at once. */
const ROWS = [1, 4, 33];

/** Null where all products are exact, otherwise one line that says which was not. */
export async function findInexactProduct(openProgram: OpenProgram): Promise<string | null> {
  const weights = Int8Array.from({ length: DEPTH * WIDTH }, (_, i) =>
    weightAt(Math.floor(i / WIDTH), i % WIDTH),
  );
  const program = await openProgram(productGraph(weights));
  try {
    for (const rows of ROWS) {
      const data = Float32Array.from({ length: rows * DEPTH }, (_, i) =>
        inputAt(Math.floor(i / DEPTH), i % DEPTH),
      );
      const outputs = await program.run({ input: { type: 'float32', data, dims: [rows, DEPTH] } }, [
        'output',
      ]);
      const products = floatsOf(outputs, 'output');
      for (let at = 0; at < rows * WIDTH; at++) {
        const exact = exactProduct(data, weights, Math.floor(at / WIDTH), at % WIDTH);
        if (products[at] !== Math.fround(exact)) {
          return `a product of ${rows} rows gave ${products[at]} where exact integers give ${exact}`;
        }
      }
    }
    return null;
  } finally {
    await program.release();
  }
}

/** Column 0 all 127, column 1 all -127, then mixtures of the largest values and middling ones. */
function weightAt(k: number, column: number): number {
  if (column === 0) return 127;
  if (column === 1) return -127;
  return ((k * 89 + column * 53) % 255) - 127;
}

/** Row 0 all 127 (255 of uint8), row 1 alternating, then mixtures. */
function inputAt(row: number, k: number): number {
  if (row === 0) return 127;
  if (row === 1) return k % 2 === 0 ? 127 : -127;
  return ((k * 71 + row * 37) % 255) - 127;
}

function exactProduct(data: Float32Array, weights: Int8Array, row: number, column: number): number {
  let sum = 0;
  for (let k = 0; k < DEPTH; k++) {
    sum += (data[row * DEPTH + k] as number) * (weights[k * WIDTH + column] as number);
  }
  return sum;
}

/** The same nodes as an int8 layer (graphs/linear-layer.ts) with all scales 1. */
function productGraph(weights: Int8Array): Uint8Array {
  const g = new GraphBuilder('exact-integers');
  const input = g.input('input', 'float32', ['rows', DEPTH]);
  const one = g.floats([], [1]);
  const zeroPoint = g.byte(128);
  const quantised = g.node('QuantizeLinear', [input, one, zeroPoint]);
  const scales = g.floats([WIDTH], new Float32Array(WIDTH).fill(1));
  g.node('MatMulIntegerToFloat', [quantised, g.int8s([DEPTH, WIDTH], weights), one, scales, zeroPoint], {}, [
    'output',
  ]);
  g.output('output', 'float32', ['rows', WIDTH]);
  return g.build();
}
