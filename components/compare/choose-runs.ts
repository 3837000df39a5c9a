/** Which runs are compared where the address leaves it open. Pure. */
import type { RunListEntry } from '../data/api-schema.ts';
import { MOST_COMPARED } from '../data/compare-schema.ts';

export interface Chosen {
  /** Empty where there is no run. */
  base: string;
  /** Without the baseline, each once. */
  runs: string[];
}

export interface AskedRuns {
  base: string | null;
  runs: readonly string[] | null;
  /** Pinned in this browser; empty where none is. */
  pinned: string;
}

/**
 * The address first, then the pinned baseline, then the two newest runs: the older is the baseline, so that "faster"
 * means an improvement. `known` is newest first; runs without figures have nothing to compare.
 */
export function chooseRuns(known: readonly RunListEntry[], { base, runs, pinned }: AskedRuns): Chosen {
  const ids = known.filter(({ hasFigures }) => hasFigures).map(({ id }) => id);
  const others = (id: string) => ids.filter((other) => other !== id);
  const asked = [...new Set(runs ?? [])].filter((id) => id !== '');
  const pin = ids.includes(pinned) && !asked.includes(pinned) ? pinned : null;
  const newest = ids.filter((id) => !asked.includes(id));
  const chosen = base ?? pin ?? (asked.length > 0 ? newest[0] : (ids[1] ?? ids[0])) ?? '';
  const beside = runs === null ? others(chosen).slice(0, 1) : asked.filter((id) => id !== chosen);
  return { base: chosen, runs: beside.slice(0, MOST_COMPARED) };
}
