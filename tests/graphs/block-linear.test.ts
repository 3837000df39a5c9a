/** Matrices of 4 and 8 bits in ONNX Runtime against the float product. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type BlockBits,
  blockLinear,
  quantizeBlocks,
  storeBlocks,
} from '../../engine/graphs/block-linear.ts';
import { GraphBuilder } from '../../engine/graphs/graph-builder.ts';
import { WeightFile } from '../../engine/graphs/weight-file.ts';
import { OnnxSession } from '../../engine/runtime/onnx/onnx-session.ts';
import { float32, floatsOf } from '../../engine/runtime/tensor-program.ts';
import { seededUniform } from '../fixtures/seeded-uniform.ts';

/** The last block of a row is not full. */
const [IN, OUT, ROWS] = [150, 96, 5];
const uniform = seededUniform(4);
const random = (n: number) => Float32Array.from({ length: n }, () => uniform() * 2 - 1);

/** y [rows, OUT] of x [rows, IN] by the rounded matrix. */
async function product(x: Float32Array, matrix: Float32Array, bits: BlockBits): Promise<Float32Array> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-blocks-'));
  try {
    const file = await WeightFile.create(path.join(folder, 'weights.bin'));
    const stored = await storeBlocks(file, quantizeBlocks(matrix, IN, bits));
    await file.close();
    const g = new GraphBuilder('blocks');
    const y = blockLinear(g, 'w', g.input('x', 'float32', ['R', IN]), stored);
    g.node('Identity', [y], {}, ['y']);
    g.output('y', 'float32', ['R', OUT]);
    await writeFile(path.join(folder, 'model.onnx'), g.build());
    const session = await OnnxSession.create(path.join(folder, 'model.onnx'), { threads: 1 });
    const outputs = await session.run({ x: float32(x, [x.length / IN, IN]) }, ['y']);
    await session.release();
    return floatsOf(outputs, 'y').slice();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Root mean square difference from the float product, over the product's own. */
function relativeError(x: Float32Array, matrix: Float32Array, y: Float32Array): number {
  let difference = 0;
  let size = 0;
  for (let row = 0; row < x.length / IN; row++)
    for (let out = 0; out < OUT; out++) {
      let exact = 0;
      for (let i = 0; i < IN; i++) exact += (x[row * IN + i] as number) * (matrix[out * IN + i] as number);
      difference += (exact - (y[row * OUT + out] as number)) ** 2;
      size += exact ** 2;
    }
  return Math.sqrt(difference / size);
}

describe('a matrix in blocks', () => {
  it('multiplies as the float matrix does, up to its rounding', async () => {
    const [x, matrix] = [random(ROWS * IN), random(OUT * IN)];
    const four = relativeError(x, matrix, await product(x, matrix, 4));
    const eight = relativeError(x, matrix, await product(x, matrix, 8));
    expect(eight).toBeLessThan(0.015);
    expect(four).toBeLessThan(0.12);
    expect(four).toBeGreaterThan(2 * eight);
  });

  it('gives a row the same result whatever rows are beside it', async () => {
    const [x, matrix] = [random(ROWS * IN), random(OUT * IN)];
    const together = await product(x, matrix, 4);
    for (let row = 0; row < ROWS; row++) {
      const alone = await product(x.slice(row * IN, (row + 1) * IN), matrix, 4);
      expect(relativeError(x.subarray(row * IN, (row + 1) * IN), matrix, alone)).toBeLessThan(0.15);
      for (let out = 0; out < OUT; out++)
        expect(alone[out]).toBeCloseTo(together[row * OUT + out] as number, 4);
    }
  });

  it('of zeros is zero', async () => {
    expect(await product(random(IN), new Float32Array(OUT * IN), 4)).toEqual(new Float32Array(OUT));
  });
});
