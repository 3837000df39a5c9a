import { describe, expect, it } from 'vitest';
import {
  type Distribution,
  draw,
  entropy,
  normalised,
  probOf,
  residual,
  without,
} from '../../engine/core/distribution.ts';
import { distributionOf, UNSHAPED } from '../../engine/core/logits.ts';
import { SeededRandom } from '../../engine/core/random.ts';
import { fitOf } from '../law/chi-square.ts';
import { lawOf, probsOf } from '../law/laws.ts';

const vocabulary = 50_000;

/** A row as models give them: probabilities fall about as the rank rises (Zipf's law), in no order of ids. */
function zipfRow(seed: number): Float32Array {
  const row = Float32Array.from({ length: vocabulary }, (_, rank) => -1.1 * Math.log(rank + 1));
  const random = new SeededRandom(seed);
  for (let i = row.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [row[i], row[j]] = [row[j] as number, row[i] as number];
  }
  return row;
}

/** The common way to draw: the token whose place on the line of cumulated probabilities holds the number. */
function byOneNumber({ ids, probs }: Distribution, uniform: number): number | undefined {
  let sum = 0;
  return ids[
    probs.findIndex((prob) => {
      sum += prob;
      return uniform < sum;
    })
  ];
}

describe('draw', () => {
  it('follows the law, gaps among the ids and all', () => {
    const ids = Int32Array.of(0, 5, 6, 1023, 1024, 49_151);
    const probs = [0.4, 0.05, 0.3, 0.1, 0.1, 0.05];
    const law = { ids, probs: Float64Array.from(probs) };
    const random = new SeededRandom(9);
    const counts = probs.map(() => 0);
    for (let i = 0; i < 200_000; i++) {
      const at = ids.indexOf(draw(law, random));
      counts[at] = (counts[at] as number) + 1;
    }
    expect(fitOf(counts, probs).fits).toBe(true);
  });

  it('takes the same count of random numbers whatever it draws from', () => {
    const [one, many] = [new SeededRandom(4), new SeededRandom(4)];
    draw(lawOf(1), one);
    draw(distributionOf(zipfRow(1), UNSHAPED), many);
    expect(one.state).toEqual(many.state);
  });

  it('draws the same token from probabilities that differ by rounding', () => {
    const row = zipfRow(2);
    const noise = new SeededRandom(3);
    // As far apart as float32 logits of one row and of several.
    const other = row.map((logit) => logit + (noise.uniform() - 0.5) * 2e-5);
    const [a, b] = [distributionOf(row, UNSHAPED), distributionOf(other, UNSHAPED)];
    const draws = 1500;
    const tokens = new Set<number>();
    let turned = 0;
    let turnedByOneNumber = 0;
    for (let seed = 0; seed < draws; seed++) {
      const token = draw(a, new SeededRandom(seed));
      tokens.add(token);
      if (token !== draw(b, new SeededRandom(seed))) turned++;
      const uniform = new SeededRandom(seed).uniform();
      if (byOneNumber(a, uniform) !== byOneNumber(b, uniform)) turnedByOneNumber++;
    }
    expect(tokens.size).toBeGreaterThan(draws / 10);
    expect(turned).toBeLessThanOrEqual(1);
    expect(turnedByOneNumber).toBeGreaterThan(10);
  });

  it('refuses what it cannot draw from', () => {
    const empty = { ids: new Int32Array(), probs: new Float64Array() };
    expect(() => draw(empty, new SeededRandom(1))).toThrow('the last of 0 is -1');
    const huge = { ids: Int32Array.of(2 ** 20), probs: Float64Array.of(1) };
    expect(() => draw(huge, new SeededRandom(1))).toThrow('ids from 0 to 1048575');
  });
});

describe('what is left of a distribution', () => {
  it('is target beyond draft, or the target where the draft covers it all', () => {
    const left = residual(lawOf(0.5, 0.3, 0.15, 0.05), lawOf(0.2, 0.5, 0.2, 0.1));
    expect(probsOf(left, 4)).toEqual([1, 0, 0, 0]);
    const same = lawOf(0.5, 0.5);
    expect(residual(same, lawOf(0.5, 0.5))).toBe(same);
    // Tokens that only one of the two knows.
    const other = residual(lawOf(0.5, 0, 0.5), lawOf(0, 0.75, 0.25));
    expect(probsOf(other, 3).map((prob) => prob * 3)).toEqual([2, 0, 1]);
  });

  it('is the rest without a token, or nothing', () => {
    expect(probsOf(without(lawOf(0.5, 0.25, 0.25), 0) ?? lawOf(1), 3)).toEqual([0, 0.5, 0.5]);
    expect(without(lawOf(1), 0)).toBeNull();
    expect(normalised(Int32Array.of(1), Float64Array.of(0))).toBeNull();
  });
});

describe('a distribution', () => {
  const law = distributionOf(Float32Array.of(0, Number.NEGATIVE_INFINITY, Math.log(3)), UNSHAPED);
  it('knows its probabilities and its entropy', () => {
    expect([0, 1, 2, 3].map((id) => probOf(law, id))).toEqual([
      expect.closeTo(0.25),
      0,
      expect.closeTo(0.75),
      0,
    ]);
    expect(entropy(law)).toBeCloseTo(-(0.25 * Math.log(0.25) + 0.75 * Math.log(0.75)), 7);
  });
});
