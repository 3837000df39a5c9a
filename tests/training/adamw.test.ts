import { describe, expect, it } from 'vitest';
import { AdamW, cosineRate } from '../../engine/training/adamw.ts';

describe('AdamW', () => {
  it('follows the published update, by hand over two steps', () => {
    const parameter = Float32Array.of(1, -2);
    const adam = new AdamW([parameter], {
      beta1: 0.9,
      beta2: 0.99,
      epsilon: 1e-8,
      weightDecay: 0.1,
      clipNorm: null,
    });
    // Step 1: with bias correction the first update is the sign of the gradient times the rate, plus the decay.
    adam.update([Float32Array.of(0.5, -0.25)], 0.01);
    expect(parameter[0]).toBeCloseTo(1 - 0.01 * (1 + 0.1 * 1), 6);
    expect(parameter[1]).toBeCloseTo(-2 - 0.01 * (-1 + 0.1 * -2), 6);
    // Step 2 with gradient 0.1: m = 0.9 * 0.05 + 0.1 * 0.1, v = 0.99 * 0.0025 + 0.01 * 0.01.
    const before = parameter[0] as number;
    adam.update([Float32Array.of(0.1, 0)], 0.01);
    const mean = (0.9 * 0.05 + 0.1 * 0.1) / (1 - 0.9 ** 2);
    const square = (0.99 * 0.0025 + 0.01 * 0.01) / (1 - 0.99 ** 2);
    expect(parameter[0]).toBeCloseTo(before - 0.01 * (mean / Math.sqrt(square) + 0.1 * before), 6);
  });

  it('clips by the norm over all parameters', () => {
    const a = Float32Array.of(0);
    const b = Float32Array.of(0);
    const adam = new AdamW([a, b], { beta1: 0, beta2: 0, epsilon: 1, weightDecay: 0, clipNorm: 1 });
    expect(adam.update([Float32Array.of(3), Float32Array.of(4)], 1)).toBeCloseTo(5, 6);
    // Gradients become 0.6 and 0.8; with both betas 0 the update is d / (|d| + 1).
    expect(a[0]).toBeCloseTo(-0.6 / 1.6, 6);
    expect(b[0]).toBeCloseTo(-0.8 / 1.8, 6);
  });

  it('stops at a gradient that is not finite', () => {
    const adam = new AdamW([Float32Array.of(0)]);
    expect(() => adam.update([Float32Array.of(Number.NaN)], 1)).toThrow('not finite at step 1');
  });
});

describe('cosineRate', () => {
  it('warms up, peaks, and ends at a tenth', () => {
    expect(cosineRate(1, 0, 100, 10)).toBeCloseTo(0.1);
    expect(cosineRate(1, 9, 100, 10)).toBeCloseTo(1);
    expect(cosineRate(1, 10, 100, 10)).toBeCloseTo(1);
    expect(cosineRate(1, 55, 100, 10)).toBeCloseTo(0.55);
    expect(cosineRate(1, 100, 100, 10)).toBeCloseTo(0.1);
  });
});
