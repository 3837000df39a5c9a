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

/** Without the baseline, which is A; the letters are the places in `asked`, also where a run could not be read. */
export function letteredRuns(asked: readonly string[], { comparisons }: ComparisonView): LetteredRun[] {
  return comparisons.map(({ run, comparison }) => ({
    letter: letterOf(asked.indexOf(run) + 1),
    run,
    comparison,
  }));
}
