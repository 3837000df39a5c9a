/**
 * What a copy of earlier text is worth: how often its tokens are the target's choices, by how many tokens the two places
 * have in common and by depth. Measured on answers of the target, at every place of them.
 */
import type { TokenId } from '../protocol.ts';
import { earlierPlace } from './copied-token.ts';

/** Places with more tokens in common are not told apart. */
export const LONGEST_MATCH = 20;
/** Tokens of a copy that are counted. */
export const MOST_COPIED = 16;

export interface CopyTrials {
  /** Times that all copied tokens before this one were right and another token followed. */
  trials: number;
  /** Times that this one was right, too. */
  hits: number;
}

export interface CopyCounts {
  /** Places of answers: roots that another token follows. */
  positions: number;
  /** [tokens in common, from 1][depth, from 0] */
  byMatch: CopyTrials[][];
}

/** Counts one answer after another. */
export class CopyCounter {
  readonly #counts: CopyCounts = {
    positions: 0,
    byMatch: Array.from({ length: LONGEST_MATCH }, () =>
      Array.from({ length: MOST_COPIED }, () => ({ trials: 0, hits: 0 })),
    ),
  };

  add(promptTokenIds: readonly TokenId[], answerTokenIds: readonly TokenId[]): void {
    const text = [...promptTokenIds];
    for (const [place, root] of answerTokenIds.slice(0, -1).entries()) {
      text.push(root);
      this.#counts.positions++;
      const { at, inCommon } = earlierPlace(text, LONGEST_MATCH);
      const trials = this.#counts.byMatch[inCommon - 1];
      if (!trials) continue;
      for (const [depth, counted] of trials.entries()) {
        const copied = text[at + 1 + depth];
        const choice = answerTokenIds[place + 1 + depth];
        if (copied === undefined || choice === undefined) break;
        counted.trials++;
        if (copied !== choice) break;
        counted.hits++;
      }
    }
  }

  counts(): CopyCounts {
    return this.#counts;
  }
}

/** Chance that a copied token is accepted, given that those before it are; `depth` from 0, `inCommon` from 1. */
export type CopyChance = (inCommon: number, depth: number) => number;

/** First match length of each bin: long matches are few, and alike. */
const BINS = [1, 2, 3, 4, 5, 8, 12, LONGEST_MATCH];
/** Trials that the chance one place before counts for: it changes slowly along a copy. */
const PRIOR_TRIALS = 8;

export function copyChanceFrom({ byMatch }: CopyCounts): CopyChance {
  const chances = BINS.map((from, bin) =>
    chancesOf(byMatch.slice(from - 1, (BINS[bin + 1] ?? Infinity) - 1)),
  );
  return (inCommon, depth) => {
    const bin = BINS.findLastIndex((from) => from <= inCommon);
    return chances[bin]?.[Math.min(depth, MOST_COPIED - 1)] ?? 0;
  };
}

/** [MOST_COPIED], the match lengths of a bin as one. */
function chancesOf(lengths: readonly CopyTrials[][]): number[] {
  let before = 0.5;
  return Array.from({ length: MOST_COPIED }, (_, depth) => {
    const trials = lengths.reduce((sum, counts) => sum + (counts[depth]?.trials ?? 0), 0);
    const hits = lengths.reduce((sum, counts) => sum + (counts[depth]?.hits ?? 0), 0);
    before = (hits + PRIOR_TRIALS * before) / (trials + PRIOR_TRIALS);
    return before;
  });
}

/**
 * Tokens per vanilla pass where every place copies as many tokens as are worth their rows at that very rate (Dinkelbach
 * 1967); 1 or more. `passes` is v(rows), null outside of what was measured.
 */
export function copyRate(counts: CopyCounts, passes: (rows: number) => number | null): number {
  const chance = copyChanceFrom(counts);
  const places = counts.byMatch.map((trials) => trials[0]?.trials ?? 0);
  let rate = 1;
  // Rises from one to the next and is there after a few.
  for (let round = 0; round < 20; round++) {
    let [tokens, cost] = [counts.positions, counts.positions];
    for (const [i, n] of places.entries()) {
      const best = bestCopy(chance, i + 1, rate, passes);
      tokens += n * best.tokens;
      cost += n * best.cost;
    }
    const next = cost > 0 ? Math.max(1, tokens / cost) : 1;
    if (next <= rate) break;
    rate = next;
  }
  return rate;
}

/** Expected tokens of the best copy behind a match, and its cost, beyond those of a plain step. */
function bestCopy(
  chance: CopyChance,
  inCommon: number,
  rate: number,
  passes: (rows: number) => number | null,
): { tokens: number; cost: number } {
  let best = { tokens: 0, cost: 0 };
  let [along, tokens] = [1, 0];
  for (let depth = 0; depth < MOST_COPIED; depth++) {
    along *= chance(inCommon, depth);
    tokens += along;
    const wide = passes(depth + 2);
    if (wide === null) break;
    const cost = wide - 1;
    if (tokens - rate * cost > best.tokens - rate * best.cost) best = { tokens, cost };
  }
  return best;
}
