import { describe, expect, it } from 'vitest';
import { type WatchedGroup, watchOf, watchSentences } from '../../engine/core/run-notes.ts';

const group = (
  questionId: number,
  repeat: number,
  vanillaRate: number | null,
  load = { others: 0.01, steal: 0 } as WatchedGroup['load'],
): WatchedGroup => ({ questionId, repeat, vanillaRate, load, pace: null });

const paced = (paces: readonly number[]): WatchedGroup[] =>
  paces.map((pace, i) => ({ ...group(i, 0, 40), pace }));

describe('watchOf', () => {
  it('a quiet machine', () => {
    const watch = watchOf([group(1, 0, 40), group(2, 0, 50), group(1, 1, 41), group(2, 1, 49)]);
    expect(watch).toMatchObject({ others: 0.01, steal: 0, noisy: false });
    expect(watch.drift[0]?.mean).toBeCloseTo(Math.sqrt((41 / 40) * (49 / 50)), 12);
    expect(watchSentences(watch)[0]).toMatch(
      /^Quiet machine: other processes took 1 % of the machine; 0 % was/,
    );
  });

  it('tells of a disturbed cost curve, which makes the run itself no noisier', () => {
    const quiet = [group(1, 0, 40)];
    expect(watchSentences(watchOf(quiet, { others: 0.05, steal: 0 }))).toHaveLength(1);
    const watch = watchOf(quiet, { others: 0.4, steal: 0 });
    expect(watch.noisy).toBe(false);
    expect(watchSentences(watch)[1]).toMatch(
      /^While the cost of a pass was measured, other processes took 40 % of the machine; 0 % was/,
    );
  });

  it('is noisy by others, by steal, or by the drift of vanilla between repeats', () => {
    const quiet = [group(1, 0, 40)];
    expect(watchOf(quiet).noisy).toBe(false);
    expect(watchOf([group(1, 0, 40, { others: 0.11, steal: 0 })]).noisy).toBe(true);
    expect(watchOf([group(1, 0, 40, { others: 0, steal: 0.021 })]).noisy).toBe(true);
    expect(watchOf([...quiet, group(1, 1, 42.1)]).noisy).toBe(true);
    expect(watchOf([...quiet, group(1, 1, 37.9)]).noisy).toBe(true);
    expect(watchOf([...quiet, group(1, 1, 39)]).noisy).toBe(false);
    expect(watchSentences(watchOf([...quiet, group(1, 1, 42.1)]))[0]).toMatch(/^Unsteady machine: /);
    const loud = [group(1, 0, 40, { others: 0.2, steal: 0 }), group(1, 1, 30)];
    expect(watchSentences(watchOf(loud))[0]).toMatch(/^Noisy machine: .*0\.75 times/);
  });

  it('is unsteady where vanilla did not keep the pace of the cost curve, which counters of the system do not show', () => {
    const even = Array.from({ length: 11 }, (_, i) => 1.05 + 0.02 * i);
    const quiet = watchOf(paced(even));
    expect(quiet.pace).toEqual({ median: even[5], low: even[1], high: even[9] });
    expect(quiet.noisy).toBe(false);
    expect(watchSentences(quiet)[0]).toBe(
      "Quiet machine: other processes took 1 % of the machine; 0 % was stolen by the hypervisor; vanilla's steps took 1.15 times what the cost curve says (1.07 to 1.23 in eight of ten answers).",
    );
    const sped = watchOf(paced(even.map((pace, i) => (i < 2 ? pace / 1.5 : pace))));
    expect(watchSentences(sped)[0]).toMatch(
      /^Unsteady machine: .* \(0\.71 to 1\.23 in eight of ten answers\)/,
    );
    expect(watchOf(paced(even.map((pace) => 1.2 * pace))).noisy).toBe(true);
    expect(watchOf(paced(even.map((pace) => pace / 1.6))).noisy).toBe(true);
    expect(watchOf(paced([1, 9])).pace).toBeNull();
  });

  it('says what is not known', () => {
    const unknown = { others: null, steal: null };
    const watch = watchOf([group(1, 0, null, unknown), group(1, 1, 40, unknown)]);
    expect(watch).toEqual({ others: null, steal: null, drift: [], pace: null, noisy: false });
    expect(watchSentences(watch)).toEqual(['Machine: load n/a, not recorded.']);
    const half = watchOf([group(1, 0, null, { others: 0.2, steal: null })]);
    expect(watchSentences(half)[0]).toMatch(
      /^Noisy machine: other processes took 20 % .*; steal not known\./,
    );
  });

  it('compares a repeat only where the question is whole in both', () => {
    const watch = watchOf([
      group(1, 0, 40),
      group(1, 0, 80),
      group(1, 1, 60),
      group(2, 0, 10),
      group(2, 1, 10),
    ]);
    expect(watch.drift).toMatchObject([{ mean: 1, count: 1 }]);
  });
});
