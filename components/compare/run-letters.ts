/** Runs of a comparison by letters: A is the baseline. Long names stand once, in the list of runs. */
import type { ComparisonView } from '../data/compare-schema.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export function letterOf(place: number): string {
  return LETTERS[place] ?? `#${place + 1}`;
}

export interface LetteredRun {
  letter: string;
  run: string;
  comparison: ComparisonView['comparisons'][number]['comparison'];
}

/** Without the baseline, which is A. */
export function letteredRuns({ comparisons }: ComparisonView): LetteredRun[] {
  return comparisons.map(({ run, comparison }, i) => ({ letter: letterOf(i + 1), run, comparison }));
}
