/** Where what is shown comes from. Pure. */
import type { RunListEntry } from '../data/api-schema.ts';

export type Source = 'live' | 'replay' | 'sample';

export function sourceOf({ sample, status }: Pick<RunListEntry, 'sample' | 'status'>): Source {
  if (sample) return 'sample';
  return status === 'running' ? 'live' : 'replay';
}

/**
 * The run that pages begin with, of a list that has the newest first: the newest benchmark with figures. A race that
 * was saved is one question. Null where there is none.
 */
export function firstRun(runs: readonly Pick<RunListEntry, 'id' | 'origin' | 'hasFigures'>[]): string | null {
  return runs.find(({ origin, hasFigures }) => origin === 'benchmark' && hasFigures)?.id ?? null;
}
