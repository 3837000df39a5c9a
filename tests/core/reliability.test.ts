import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../engine/core/random.ts';
import { BIN_BOUNDS, chanceFrom, ReliabilityCounter } from '../../engine/core/reliability.ts';

describe('reliability', () => {
  it('counts every candidate of a list, and the right one as a hit', () => {
    const counter = new ReliabilityCounter();
    counter.add(0, [0.55, 0.25], 0);
    counter.add(0, [0.55, 0.25], null);
    counter.add(1, [1], 0);
    const [first = [], second = []] = counter.counts();
    const at = (bins: typeof first, prob: number) => bins[BIN_BOUNDS.findIndex((bound) => prob <= bound)];
    expect(at(first, 0.55)).toEqual({ trials: 2, hits: 1 });
    expect(at(first, 0.25)).toEqual({ trials: 2, hits: 0 });
    expect(at(second, 1)).toEqual({ trials: 1, hits: 1 });
    expect(first.reduce((sum, { trials }) => sum + trials, 0)).toBe(4);
  });

  it('finds the law that the hits followed, and never falls', () => {
    const random = new SeededRandom(3);
    const counter = new ReliabilityCounter();
    const law = (prob: number) => prob ** 2;
    for (let i = 0; i < 60000; i++) {
      const prob = random.uniform();
      counter.add(0, [prob], random.uniform() < law(prob) ? 0 : null);
    }
    const chance = chanceFrom(counter.counts());
    for (const prob of [0.1, 0.35, 0.55, 0.85]) expect(chance(0, prob)).toBeCloseTo(law(prob), 1);
    const probs = Array.from({ length: 101 }, (_, i) => i / 100);
    const chances = probs.map((prob) => chance(0, prob));
    for (const [i, value] of chances.entries())
      expect(value).toBeGreaterThanOrEqual(chances[Math.max(0, i - 1)] as number);
    // A depth that was not measured is taken for the deepest that was.
    expect(chance(5, 0.55)).toBe(chance(0, 0.55));
  });

  it('does not fall where the counts do, and believes the draft where nothing was counted', () => {
    const counter = new ReliabilityCounter();
    for (let i = 0; i < 100; i++) {
      counter.add(0, [0.25], 0);
      counter.add(0, [0.65], i % 2 === 0 ? 0 : null);
    }
    const chance = chanceFrom(counter.counts());
    expect(chance(0, 0.65)).toBeGreaterThanOrEqual(chance(0, 0.25));
    expect(chanceFrom([])(0, 0.3)).toBe(0.3);
    expect(chance(0, 0.97)).toBeGreaterThan(0.9);
  });
});
