/**
 * What a draft's probability is worth: how often candidates that it gave such a probability were the target's choice,
 * by depth. Bins are even in the probability's logarithm where candidates are many and chances small.
 */

export interface BinCounts {
  trials: number;
  hits: number;
}

/** [depth][bin]. */
export type Reliability = BinCounts[][];

/** Upper bounds of the bins; the last is 1. */
export const BIN_BOUNDS: readonly number[] = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1,
];

export class ReliabilityCounter {
  readonly #bins: Reliability = [];

  /** One list of candidates that was tried; `right` is the rank of the target's choice, null where it is in none. */
  add(depth: number, probs: ArrayLike<number>, right: number | null): void {
    while (this.#bins.length <= depth) this.#bins.push(BIN_BOUNDS.map(() => ({ trials: 0, hits: 0 })));
    const bins = this.#bins[depth] as BinCounts[];
    for (let rank = 0; rank < probs.length; rank++) {
      const bin = bins[binOf(probs[rank] as number)] as BinCounts;
      bin.trials++;
      if (rank === right) bin.hits++;
    }
  }

  counts(): Reliability {
    return this.#bins;
  }
}

function binOf(prob: number): number {
  const bin = BIN_BOUNDS.findIndex((bound) => prob <= bound);
  return bin < 0 ? BIN_BOUNDS.length - 1 : bin;
}

/** Trials of a bin that its own middle counts for. */
const PRIOR_TRIALS = 4;

/** Chance that a candidate of that depth (from 0) and probability is accepted, given that its path is. */
export type Chance = (depth: number, prob: number) => number;

/**
 * Shares of the bins, made never to fall with a rising probability (pool adjacent violators; Zadrozny and Elkan 2002),
 * linear between the bins' middles. Below the deepest measured depth its values stand.
 */
export function chanceFrom(reliability: Reliability): Chance {
  const curves = reliability.map(risingShares);
  return (depth, prob) => {
    const shares = curves[Math.min(depth, curves.length - 1)];
    if (!shares) return prob;
    const next = MIDDLES.findIndex((middle) => middle >= prob);
    if (next === 0) return shares[0] as number;
    if (next < 0) return shares.at(-1) as number;
    const [low, high] = [MIDDLES[next - 1] as number, MIDDLES[next] as number];
    const at = (prob - low) / (high - low);
    return (shares[next - 1] as number) * (1 - at) + (shares[next] as number) * at;
  };
}

const MIDDLES = BIN_BOUNDS.map((bound, bin) => (bound + (BIN_BOUNDS[bin - 1] ?? 0)) / 2);

function risingShares(bins: readonly BinCounts[]): number[] {
  const blocks: { hits: number; trials: number; bins: number }[] = [];
  for (const [bin, { hits, trials }] of bins.entries()) {
    const middle = MIDDLES[bin] as number;
    blocks.push({ hits: hits + PRIOR_TRIALS * middle, trials: trials + PRIOR_TRIALS, bins: 1 });
    for (;;) {
      const [before, last] = [blocks.at(-2), blocks.at(-1)];
      if (!before || !last || before.hits / before.trials <= last.hits / last.trials) break;
      blocks.splice(-2, 2, {
        hits: before.hits + last.hits,
        trials: before.trials + last.trials,
        bins: before.bins + last.bins,
      });
    }
  }
  return blocks.flatMap((block) => new Array<number>(block.bins).fill(block.hits / block.trials));
}
