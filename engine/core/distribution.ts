/**
 * Distributions over the vocabulary, sparse: only tokens that have mass. Pure; random numbers come in as arguments.
 */
import type { TokenId } from '../protocol.ts';
import { lowerBound } from './lower-bound.ts';
import type { SeededRandom } from './random.ts';

export interface Distribution {
  /** [n] ascending. */
  readonly ids: Int32Array;
  /** [n] above 0, together 1. */
  readonly probs: Float64Array;
}

/** Probability of one token, 0 where it has no mass. */
export function probOf({ ids, probs }: Distribution, tokenId: TokenId): number {
  const at = lowerBound(ids, tokenId, 0, ids.length);
  return ids[at] === tokenId ? (probs[at] as number) : 0;
}

/** Bits of a token id that a draw decides: vocabularies of up to a million tokens. */
const ID_BITS = 20;

/**
 * One token, decided bit by bit of its id, highest first: each by a random number of its own against the mass of the
 * tokens without that bit. It always takes ID_BITS numbers.
 *
 * One number against cumulated probabilities would have the same law. But the target's probabilities differ by rounding
 * between a pass over one row and one over several, cumulated differences are as large as the mass of a rare token, and
 * a number that falls among rare tokens would draw another one. Here a difference of rounding turns a draw about as
 * seldom as it is small, so that methods which draw as vanilla does write vanilla's text.
 */
export function draw({ ids, probs }: Distribution, random: SeededRandom): TokenId {
  let low = 0;
  let high = ids.length;
  const last = ids.at(-1) ?? -1;
  if (last < 0 || last >= 2 ** ID_BITS)
    throw new Error(`a draw needs ids from 0 to ${2 ** ID_BITS - 1}, the last of ${ids.length} is ${last}`);
  let prefix = 0;
  for (let bit = 1 << (ID_BITS - 1); bit > 0; bit >>= 1) {
    const uniform = random.uniform();
    const middle = lowerBound(ids, prefix | bit, low, high);
    const left = sumOf(probs, low, middle);
    if (uniform * (left + sumOf(probs, middle, high)) < left) {
      high = middle;
    } else {
      low = middle;
      prefix |= bit;
    }
  }
  return ids[low] as TokenId;
}

function sumOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] as number;
  return sum;
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
