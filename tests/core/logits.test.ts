/** The processors against a second, plain reading of transformers' rules: sort everything, cut, softmax. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probOf } from '../../engine/core/distribution.ts';
import {
  bestTwo,
  distributionOf,
  penalised,
  type Shaping,
  softmaxAt,
  UNSHAPED,
} from '../../engine/core/logits.ts';

/** Probability of every token by the letter of logits_process.py: temperature, then top-k, then top-p. */
function plain(row: Float32Array, { temperature, topK, topP }: Shaping): number[] {
  let scores = Array.from(row, (logit) => logit / temperature);
  if (topK > 0) {
    const kth = [...scores].sort((a, b) => b - a)[Math.min(topK, scores.length) - 1] as number;
    scores = scores.map((score) => (score < kth ? Number.NEGATIVE_INFINITY : score));
  }
  const softmax = (of: number[]) => {
    const max = Math.max(...of);
    const sum = of.reduce((total, score) => total + Math.exp(score - max), 0);
    return of.map((score) => Math.exp(score - max) / sum);
  };
  if (topP < 1) {
    const probs = softmax(scores);
    const order = probs
      .map((_, id) => id)
      .sort((a, b) => (probs[b] as number) - (probs[a] as number) || a - b);
    let before = 0;
    for (const id of order) {
      if (before >= topP) scores[id] = Number.NEGATIVE_INFINITY;
      before += probs[id] as number;
    }
  }
  return softmax(scores);
}

/** On a grid: two logits are equal or well apart, so that rounding decides no cut. */
const logit = fc.integer({ min: -160, max: 160 }).map((n) => n / 8);

describe('softmaxAt', () => {
  it('gives the probabilities of the whole distribution, to the bit, in the order asked for', () => {
    fc.assert(
      fc.property(fc.array(logit, { minLength: 1, maxLength: 60 }), (logits) => {
        const row = Float32Array.from(logits);
        const ids = logits.map((_, id) => id).reverse();
        const law = distributionOf(row, UNSHAPED);
        expect(softmaxAt(row, ids)).toEqual(ids.map((id) => probOf(law, id)));
      }),
      { numRuns: 500, seed: 8 },
    );
  });

  it('is 0 where a token cannot come, and refuses a row in which none can', () => {
    const never = Number.NEGATIVE_INFINITY;
    expect(softmaxAt(Float32Array.of(never, 3), [0, 1])).toEqual([0, 1]);
    expect(() => softmaxAt(Float32Array.of(never, never), [0])).toThrow('2 logits has no greatest one');
  });
});

describe('distributionOf', () => {
  it('equals the plain reading for any row and settings', () => {
    fc.assert(
      fc.property(
        fc.array(logit, { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0.05, max: 5, noNaN: true }),
        fc.integer({ min: 0, max: 70 }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        (logits, temperature, topK, topP) => {
          const row = Float32Array.from(logits);
          const shaping = { temperature, topK, topP };
          const law = distributionOf(row, shaping);
          const expected = plain(row, shaping);
          for (const [id, prob] of expected.entries()) expect(probOf(law, id)).toBeCloseTo(prob, 10);
          expect(law.probs.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
        },
      ),
      { numRuns: 2000, seed: 7 },
    );
  });

  const row = Float32Array.of(1, 3, 2, 3, -1);
  const idsOf = (shaping: Partial<Shaping>) => [...distributionOf(row, { ...UNSHAPED, ...shaping }).ids];

  it('keeps ties with the k-th best, as transformers does', () => {
    expect(idsOf({ topK: 1 })).toEqual([1, 3]);
    expect(idsOf({ topK: 3 })).toEqual([1, 2, 3]);
    expect(idsOf({ topK: 5 })).toEqual([0, 1, 2, 3, 4]);
    expect(idsOf({ topK: 99 })).toEqual([0, 1, 2, 3, 4]);
  });

  it('takes the smallest set that reaches p, at least one token, the lower id of equals', () => {
    expect(idsOf({ topP: 1e-9 })).toEqual([1]);
    expect(idsOf({ topP: 0.5 })).toEqual([1, 3]);
    const [half, quarter] = [Math.log(0.5), Math.log(0.25)];
    const halves = Float32Array.of(quarter, half, quarter);
    expect([...distributionOf(halves, { ...UNSHAPED, topP: 0.49 }).ids]).toEqual([1]);
    expect([...distributionOf(halves, { ...UNSHAPED, topP: 0.51 }).ids]).toEqual([0, 1]);
  });

  it('cuts top-p from what top-k has left', () => {
    // Of (3, 3, 2) the two best hold 0.84; of the whole row they hold 0.76.
    expect(idsOf({ topK: 3, topP: 0.8 })).toEqual([1, 3]);
    expect(idsOf({ topP: 0.8 })).toEqual([1, 2, 3]);
  });

  it('gives no mass to tokens that cannot come, whatever the temperature', () => {
    const some = Float32Array.of(Number.NEGATIVE_INFINITY, 2, Number.NEGATIVE_INFINITY, 1);
    for (const temperature of [0.01, 1, 100])
      expect([...distributionOf(some, { ...UNSHAPED, temperature }).ids]).toEqual([1, 3]);
    expect(() => distributionOf(Float32Array.of(Number.NaN), UNSHAPED)).toThrow('no greatest one');
  });
});

describe('penalised', () => {
  it('divides what is above 0, multiplies what is below, once a token', () => {
    const row = Float32Array.of(2, -2, 0, 4, -4);
    const twice = penalised(row, 2, new Set([0, 1, 2]), [1, 3, 3]);
    expect([...twice]).toEqual([1, -4, 0, 2, -4]);
    expect([...row]).toEqual([2, -2, 0, 4, -4]);
  });

  it('leaves the row alone when it is off, and a token that cannot come out', () => {
    const row = Float32Array.of(1, Number.NEGATIVE_INFINITY);
    expect(penalised(row, 1, new Set([0]))).toBe(row);
    expect([...penalised(row, 3, new Set([1]))]).toEqual([1, Number.NEGATIVE_INFINITY]);
  });
});

describe('bestTwo', () => {
  it('is the head of a sorted row, ties by id', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 9 }), (values) => {
        const order = values.map((_, id) => id).sort((a, b) => (values[b] as number) - (values[a] as number));
        const { ids, logits } = bestTwo(Float32Array.from(values));
        expect(ids).toEqual(order.slice(0, 2));
        expect(logits).toEqual(ids.map((id) => values[id]));
      }),
      { numRuns: 500, seed: 3 },
    );
  });
});
