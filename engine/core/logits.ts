/**
 * From a row of logits to what a token is chosen from: repetition penalty, temperature, top-k, top-p, in this order
 * (Hugging Face transformers, generation/logits_process.py: the same rules, ties included). Rows are [vocabSize];
 * -Infinity marks a token that cannot come.
 */
import type { TokenId } from '../protocol.ts';
import { type Distribution, normalised } from './distribution.ts';

/**
 * The row after the penalty (Keskar et al. 2019, section 4.1): a token's presence counts, not how often it stands
 * there. `present` are the tokens of prompt and answer, `path` those that a tree node adds. The row itself where the
 * penalty is off, else a copy.
 */
export function penalised(
  row: Float32Array,
  penalty: number,
  present: ReadonlySet<TokenId>,
  path: readonly TokenId[] = [],
): Float32Array {
  if (penalty === 1) return row;
  const result = row.slice();
  const apply = (id: TokenId) => {
    const logit = row[id] as number;
    result[id] = logit > 0 ? logit / penalty : logit * penalty;
  };
  for (const id of present) apply(id);
  // `apply` reads the original row: a token that stands twice on the path is penalised once.
  for (const id of path) if (!present.has(id)) apply(id);
  return result;
}

/** Best and second token of a row with their logits; a tie goes to the lower id. */
export function bestTwo(row: Float32Array): { ids: [TokenId, TokenId]; logits: [number, number] } {
  let [first, second] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [firstId, secondId] = [-1, -1];
  for (let id = 0; id < row.length; id++) {
    const logit = row[id] as number;
    if (logit > first || firstId < 0) {
      [second, secondId] = [first, firstId];
      [first, firstId] = [logit, id];
    } else if (logit > second || secondId < 0) {
      [second, secondId] = [logit, id];
    }
  }
  return { ids: [firstId, secondId], logits: [first, second] };
}

export interface Shaping {
  temperature: number;
  /** 0 = off. */
  topK: number;
  /** 1 = off. */
  topP: number;
}

/** The model's own distribution. */
export const UNSHAPED: Shaping = { temperature: 1, topK: 0, topP: 1 };

/** Softmax of a row over the tokens that temperature, top-k and top-p leave. Throws where no logit is a number. */
export function distributionOf(row: Float32Array, { temperature, topK, topP }: Shaping): Distribution {
  const max = greatest(row);
  const floor = topK > 0 && topK < row.length ? kthGreatest(row, topK) : Number.NEGATIVE_INFINITY;

  const ids = new Int32Array(row.length);
  const weights = new Float64Array(row.length);
  let count = 0;
  for (let id = 0; id < row.length; id++) {
    const logit = row[id] as number;
    if (logit < floor) continue;
    ids[count] = id;
    weights[count++] = Math.exp((logit - max) / temperature);
  }
  const kept = weights.subarray(0, count);
  if (topP < 1) cutToNucleus(kept, topP);
  const result = normalised(ids, kept);
  if (!result) throw new Error('no token is left of a row of logits');
  return result;
}

/** Softmax of a row at some tokens, to the bit as `distributionOf` has it without shaping, and without its arrays. */
export function softmaxAt(row: Float32Array, tokenIds: readonly TokenId[]): number[] {
  const max = greatest(row);
  let sum = 0;
  for (let id = 0; id < row.length; id++) sum += Math.exp((row[id] as number) - max);
  return tokenIds.map((id) => Math.exp((row[id] as number) - max) / sum);
}

function greatest(row: Float32Array): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < row.length; id++) if ((row[id] as number) > max) max = row[id] as number;
  if (!Number.isFinite(max)) throw new Error(`a row of ${row.length} logits has no greatest one`);
  return max;
}

/** The k-th greatest value, equal ones counted one by one; 1 <= k <= length. A heap of the k greatest, least on top. */
function kthGreatest(row: Float32Array, k: number): number {
  const heap = row.slice(0, k).sort(); // ascending order is a heap
  for (let i = k; i < row.length; i++) {
    const value = row[i] as number;
    if (value <= (heap[0] as number)) continue;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= k) break;
      if (child + 1 < k && (heap[child + 1] as number) < (heap[child] as number)) child++;
      if ((heap[child] as number) >= value) break;
      heap[hole] = heap[child] as number;
      hole = child;
    }
    heap[hole] = value;
  }
  return heap[0] as number;
}

/**
 * Zeroes what lies outside the smallest set of greatest weights whose share reaches `topP` (Holtzman et al. 2020); of
 * equal weights the earlier stays. All weights under total * (1 - topP) / n together are less than the share that may
 * go, so none of the set is among them: only the others have to be sorted, a few thousand of 50,000.
 */
function cutToNucleus(weights: Float64Array, topP: number): void {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i] as number;
  const negligible = (total * (1 - topP)) / weights.length;
  const ascending = atLeast(weights, negligible).sort();

  let reached = 0;
  let at = ascending.length;
  while (at > 0 && reached < topP * total) reached += ascending[--at] as number;
  const least = ascending[at] as number;
  let ties = 0;
  while (ascending[at + ties] === least) ties++;
  for (let i = 0; i < weights.length; i++) {
    if ((weights[i] as number) < least || (weights[i] === least && ties-- <= 0)) weights[i] = 0;
  }
}

function atLeast(weights: Float64Array, least: number): Float64Array {
  const result = new Float64Array(weights.length);
  let count = 0;
  for (let i = 0; i < weights.length; i++)
    if ((weights[i] as number) >= least) result[count++] = weights[i] as number;
  return result.subarray(0, count);
}
