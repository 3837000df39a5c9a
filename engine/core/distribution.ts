/**
 * Distributions over the vocabulary, sparse: only tokens that have mass. Pure; random numbers come in as arguments.
 */
import type { TokenId } from '../protocol.ts';

export interface Distribution {
  /** [n] ascending. */
  readonly ids: Int32Array;
  /** [n] above 0, together 1. */
  readonly probs: Float64Array;
}

/** Probability of one token, 0 where it has no mass. */
export function probOf({ ids, probs }: Distribution, tokenId: TokenId): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] as number) < tokenId) low = middle + 1;
    else high = middle;
  }
  return ids[low] === tokenId ? (probs[low] as number) : 0;
}

/** The token whose place on the line of cumulated probabilities holds `uniform`, a number in [0, 1). */
export function draw({ ids, probs }: Distribution, uniform: number): TokenId {
  let sum = 0;
  for (let i = 0; i < ids.length; i++) {
    sum += probs[i] as number;
    if (uniform < sum) return ids[i] as TokenId;
  }
  // The rounded sum may stay below 1, and the uniform above it.
  const last = ids.at(-1);
  if (last === undefined) throw new Error('nothing to draw from: the distribution is empty');
  return last;
}

/** In nats. */
export function entropy({ probs }: Distribution): number {
  let sum = 0;
  for (let i = 0; i < probs.length; i++) {
    const prob = probs[i] as number;
    sum -= prob * Math.log(prob);
  }
  return sum;
}

/**
 * normalise(max(0, target - draft)): what the target has beyond the draft (Leviathan et al. 2023, Algorithm 1). The
 * target itself where nothing is left: both are then the same, and only rounding can have refused a token.
 */
export function residual(target: Distribution, draft: Distribution): Distribution {
  const rest = new Float64Array(target.ids.length);
  let j = 0;
  for (let i = 0; i < rest.length; i++) {
    const id = target.ids[i] as number;
    while (j < draft.ids.length && (draft.ids[j] as number) < id) j++;
    const drafted = draft.ids[j] === id ? (draft.probs[j] as number) : 0;
    rest[i] = Math.max(0, (target.probs[i] as number) - drafted);
  }
  return normalised(target.ids.slice(), rest) ?? target;
}

/** The rest of a distribution once a token is out of the question; null where nothing is left. */
export function without({ ids, probs }: Distribution, tokenId: TokenId): Distribution | null {
  return normalised(
    ids.slice(),
    probs.map((prob, i) => (ids[i] === tokenId ? 0 : prob)),
  );
}

/**
 * Drops what has no mass and scales the rest to 1, in the given arrays, which are the result's from then on; null where
 * nothing has mass. `weights` are 0 or more.
 */
export function normalised(ids: Int32Array, weights: Float64Array): Distribution | null {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    if (weight <= 0) continue;
    ids[count] = ids[i] as number;
    weights[count++] = weight;
    sum += weight;
  }
  if (count === 0) return null;
  for (let i = 0; i < count; i++) weights[i] = (weights[i] as number) / sum;
  return { ids: ids.subarray(0, count), probs: weights.subarray(0, count) };
}
