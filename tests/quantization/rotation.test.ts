import { describe, expect, it } from 'vitest';
import { Rotation } from '../../engine/quantization/rotation.ts';

const norm = (v: ArrayLike<number>) => Math.sqrt(Array.from(v).reduce((sum, x) => sum + x * x, 0));

describe('a rotation', () => {
  it.each([1, 2, 3, 8, 24, 64, 576])('of %i elements is orthogonal', (n) => {
    const q = new Rotation(n).matrix();
    for (let a = 0; a < n; a += Math.max(1, n >> 3)) {
      for (let b = 0; b < n; b++) {
        let dot = 0;
        for (let i = 0; i < n; i++) dot += (q[a * n + i] as number) * (q[b * n + i] as number);
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 5);
      }
    }
  });

  it('spreads one outlier over all elements', () => {
    const x = new Float32Array(576);
    x[100] = 1000;
    const rotated = new Rotation(576).rotateRows(x.slice());
    expect(norm(rotated)).toBeCloseTo(1000, 1);
    expect(Math.max(...rotated.map(Math.abs))).toBeLessThan(1000 / 15);
  });

  it('of columns is that of the rows of the transposed matrix, block by block', () => {
    const [n, blocks, width] = [6, 2, 5];
    const matrix = Float32Array.from({ length: n * blocks * width }, (_, i) => Math.sin(i));
    const transposed = Float32Array.from({ length: matrix.length }, (_, at) => {
      const [row, column] = [Math.floor(at / (n * blocks)), at % (n * blocks)];
      return matrix[column * width + row] as number;
    });
    const rotation = new Rotation(n);
    rotation.rotateColumns(matrix, width);
    rotation.rotateRows(transposed);
    for (let row = 0; row < n * blocks; row++) {
      for (let column = 0; column < width; column++) {
        expect(matrix[row * width + column]).toBe(transposed[column * n * blocks + row]);
      }
    }
  });
});
