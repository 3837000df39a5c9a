import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../engine/core/random.ts';
import { fitOf, homogeneityOf } from './chi-square.ts';

describe('fitOf', () => {
  it('gives Pearson’s statistic', () => {
    const { statistic, degrees } = fitOf([44, 56], [0.5, 0.5]);
    expect(statistic).toBeCloseTo(1.44, 12);
    expect(degrees).toBe(1);
  });

  it('pools cells that are too rare, and calls an impossible outcome by its name', () => {
    expect(fitOf([50, 47, 1, 1, 1], [0.5, 0.47, 0.01, 0.01, 0.01]).degrees).toBe(1);
    expect(fitOf([50, 49, 1], [0.5, 0.5, 0]).fits).toBe(false);
  });

  it('sees a shift of one in a hundred in 200,000 draws, and lets the law itself pass', () => {
    const random = new SeededRandom(3);
    const counts = [0, 0, 0];
    for (let i = 0; i < 200_000; i++) {
      const cell = random.uniform() < 0.5 ? 0 : random.uniform() < 0.5 ? 1 : 2;
      counts[cell] = (counts[cell] as number) + 1;
    }
    expect(fitOf(counts, [0.5, 0.25, 0.25]).fits).toBe(true);
    expect(fitOf(counts, [0.51, 0.25, 0.24]).fits).toBe(false);
  });
});

describe('homogeneityOf', () => {
  const sample = (seed: number, size: number, edge: number) => {
    const random = new SeededRandom(seed);
    const counts = new Map<string, number>();
    for (let i = 0; i < size; i++) {
      const key = random.uniform() < edge ? 'a' : String(Math.floor(random.uniform() * 300));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  };
  it('lets two samples of one law pass, sizes apart, rare outcomes pooled', () => {
    const fit = homogeneityOf(sample(1, 20_000, 0.6), sample(2, 5_000, 0.6));
    expect(fit.degrees).toBeGreaterThan(5);
    expect(fit.fits).toBe(true);
  });
  it('tells two laws apart', () => {
    expect(homogeneityOf(sample(1, 20_000, 0.6), sample(2, 20_000, 0.5)).fits).toBe(false);
  });
});
