/**
 * How often a draft's candidates are the target's own choice, by the path that leads to them: counts, and what they
 * estimate. Fed with answers of the target, at every place of which the draft was asked.
 *
 * Denominators (Medusa's own divide deep heads by places that have no token there): a list of candidates is tried only
 * where all ranks before it were right and a token of the target's own is known to follow.
 */
import type { RankPath } from './token-tree.ts';

/** One list of candidates, reached by one path. */
export interface PathCounts {
  /** Times that the path was right and another token followed. */
  trials: number;
  /** [width], by rank: times that the token that followed was that candidate. */
  hits: number[];
}

export interface AcceptanceCounts {
  /** Candidates of a list. */
  width: number;
  /** By the ranks that lead there, joined by points; '' is the list below the root. Only lists that were tried. */
  paths: Record<string, PathCounts>;
}

export const pathKey = (path: RankPath): string => path.join('.');

export class AcceptanceCounter {
  readonly #counts: AcceptanceCounts;

  constructor(width: number) {
    this.#counts = { width, paths: {} };
  }

  /**
   * The ranks of one place (asked-places.ts). What stands behind a null is not counted: no path leads there.
   */
  add(ranks: readonly (number | null)[]): void {
    const path: number[] = [];
    for (const rank of ranks) {
      const counts = this.#at(path);
      counts.trials++;
      if (rank === null) return;
      counts.hits[rank] = (counts.hits[rank] ?? 0) + 1;
      path.push(rank);
    }
  }

  counts(): AcceptanceCounts {
    return this.#counts;
  }

  #at(path: RankPath): PathCounts {
    const { paths, width } = this.#counts;
    const key = pathKey(path);
    paths[key] ??= { trials: 0, hits: new Array<number>(width).fill(0) };
    return paths[key];
  }
}

/** Share of the trials below one path that each rank wins, given that the path is right; [width]. */
export type Acceptance = (path: RankPath) => readonly number[];

/** Trials that all lists of a depth together count for beside a list's own: a path seen twice says little by itself. */
const PRIOR_TRIALS = 16;

/** Conditional acceptance by path; where a path was seen seldom, near that of all paths as long. */
export function acceptanceOf(counts: AcceptanceCounts): Acceptance {
  const pooled = pooledByDepth(counts);
  return (path) => {
    const own = counts.paths[pathKey(path)] ?? { trials: 0, hits: [] };
    const all = pooled[path.length];
    return Array.from({ length: counts.width }, (_, rank) => {
      const share = all && all.trials > 0 ? (all.hits[rank] ?? 0) / all.trials : 0;
      return ((own.hits[rank] ?? 0) + PRIOR_TRIALS * share) / (own.trials + PRIOR_TRIALS);
    });
  };
}

/** [depth]: the lists of all paths of that length as one: acceptance by head and rank, given all before it accepted. */
export function pooledByDepth({ width, paths }: AcceptanceCounts): PathCounts[] {
  const pooled: PathCounts[] = [];
  for (const [key, { trials, hits }] of Object.entries(paths)) {
    const depth = key === '' ? 0 : key.split('.').length;
    while (pooled.length <= depth) pooled.push({ trials: 0, hits: new Array<number>(width).fill(0) });
    const all = pooled[depth] as PathCounts;
    all.trials += trials;
    for (const [rank, n] of hits.entries()) all.hits[rank] = (all.hits[rank] ?? 0) + n;
  }
  return pooled;
}
