/**
 * How often tokens follow each other, in the target's own answers and in the text so far. Medusa's heads guess without
 * seeing one another's tokens: what they propose behind a path is weighed by what follows its last two tokens (draft
 * rescoring by n-grams: Kim et al. 2024, "Exploring and Improving Drafts in Blockwise Parallel Decoding", section 5; counts
 * of the text itself as in cache language models, Kuhn and De Mori 1990).
 */
import type { NodeIndex, TokenId } from '../protocol.ts';
import { lowerBound } from './lower-bound.ts';
import type { RankedCandidates, TokenTree } from './token-tree.ts';

/** What was seen more than once, in ascending order of tokens. */
export interface NgramCounts {
  /** [n, 3]: token, next token, how often. */
  bigrams: Int32Array;
  /** [n, 4]: two tokens, next token, how often. */
  trigrams: Int32Array;
}

const SEEN = 2;
/** More than any vocabulary has: two ids are one exact number, and so are the number of a context and an id. */
const IDS = 2 ** 20;

/** Of texts whose first token is only looked at, not counted: the last one of a prompt, then the answer. */
export function countNgrams(texts: Iterable<readonly TokenId[]>): NgramCounts {
  const [pairs, triples] = [new FollowerCounter(), new FollowerCounter()];
  for (const text of texts) {
    for (let i = 2; i < text.length; i++) {
      const [before, last, next] = [text[i - 2], text[i - 1], text[i]] as [TokenId, TokenId, TokenId];
      pairs.add(last, next);
      triples.add(before * IDS + last, next);
    }
  }
  return {
    bigrams: Int32Array.from(pairs.rows().flatMap(({ context, next, count }) => [context, next, count])),
    trigrams: Int32Array.from(
      triples
        .rows()
        .flatMap(({ context, next, count }) => [Math.floor(context / IDS), context % IDS, next, count]),
    ),
  };
}

class FollowerCounter {
  readonly #numbers = new Map<number, number>();
  /** By number of the context and next token. */
  readonly #counts = new Map<number, number>();

  add(context: number, next: TokenId): void {
    const number = this.#numbers.get(context) ?? this.#numbers.size;
    this.#numbers.set(context, number);
    const key = number * IDS + next;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Those seen often enough, ascending. */
  rows(): { context: number; next: TokenId; count: number }[] {
    const contexts = [...this.#numbers.keys()];
    const kept = [...this.#counts].filter(([, count]) => count >= SEEN);
    const rows = kept.map(([key, count]) => ({
      context: contexts[Math.floor(key / IDS)] as number,
      next: key % IDS,
      count,
    }));
    return rows.sort((a, b) => a.context - b.context || a.next - b.next);
  }
}

/** Times that a context counts for the shorter one behind it. */
const BIGRAM_PRIOR = 5;
const TRIGRAM_PRIOR = 2;
/** Times that an occurrence in the text itself counts for one in the answers. */
const TEXT_WEIGHT = 30;
/** Exponent of the ratio: the heads know part of it already. Both by paper decoding of held-out answers (docs/experiments.md). */
const TRUST = 0.5;

export class Ngrams {
  readonly #single: Float64Array;
  readonly #bigrams: Contexts;
  readonly #trigrams: Contexts;

  constructor({ bigrams, trigrams }: NgramCounts, vocabSize: number) {
    const seen = new Float64Array(vocabSize).fill(0.5);
    for (let row = 0; row < bigrams.length; row += 3)
      seen[bigrams[row + 1] as number] =
        (seen[bigrams[row + 1] as number] as number) + (bigrams[row + 2] as number);
    const all = seen.reduce((sum, count) => sum + count, 0);
    this.#single = seen.map((count) => count / all);
    this.#bigrams = new Contexts(bigrams, 2);
    this.#trigrams = new Contexts(trigrams, 3);
  }

  /** For `fillTemplate`; `text` ends with the root. */
  behind(text: readonly TokenId[]) {
    return (
      ranked: RankedCandidates,
      { tokenIds, parents }: TokenTree,
      node: NodeIndex,
    ): RankedCandidates => {
      const parent = parents[node] as NodeIndex;
      const before = parent < 0 ? text.at(-2) : tokenIds[parent];
      const { probs } = ranked;
      if (!probs) return ranked;
      return this.weighed({ ...ranked, probs }, text, before, tokenIds[node] as TokenId);
    };
  }

  /**
   * A list of candidates behind two tokens, in its new order: each probability times (P(next | two tokens) / P(next)) to
   * the power of `TRUST`, all of them together as probable as before.
   */
  weighed(
    { tokenIds, probs }: { tokenIds: ArrayLike<TokenId>; probs: ArrayLike<number> },
    text: readonly TokenId[],
    before: TokenId | undefined,
    last: TokenId,
  ): WeighedCandidates {
    const pair = this.#bigrams.find(last);
    const triple = before === undefined ? -1 : this.#trigrams.find(before * IDS + last);
    const here = followers(text, before, last);
    let [had, has] = [0, 0];
    const list = Array.from(tokenIds, (tokenId, rank) => {
      const alone = this.#single[tokenId] as number;
      const two = this.#bigrams.share(pair, tokenId, here.behindOne, { share: alone, weight: BIGRAM_PRIOR });
      const three = this.#trigrams.share(triple, tokenId, here.behindTwo, {
        share: two,
        weight: TRIGRAM_PRIOR,
      });
      const prob = (probs[rank] as number) * (three / alone) ** TRUST;
      had += probs[rank] as number;
      has += prob;
      return { tokenId, prob };
    });
    list.sort((a, b) => b.prob - a.prob);
    return {
      tokenIds: Int32Array.from(list, ({ tokenId }) => tokenId),
      probs: Float32Array.from(list, ({ prob }) => Math.min(1, (prob * had) / has)),
    };
  }
}

/** Times that each token follows a context in a text. */
class Followers {
  readonly #counts = new Map<TokenId, number>();
  total = 0;

  add(next: TokenId): void {
    this.#counts.set(next, this.of(next) + 1);
    this.total++;
  }

  of(next: TokenId): number {
    return this.#counts.get(next) ?? 0;
  }
}

function followers(text: readonly TokenId[], before: TokenId | undefined, last: TokenId) {
  const [behindOne, behindTwo] = [new Followers(), new Followers()];
  for (let at = 0; at + 1 < text.length; at++) {
    if (text[at] !== last) continue;
    behindOne.add(text[at + 1] as TokenId);
    if (at > 0 && text[at - 1] === before) behindTwo.add(text[at + 1] as TokenId);
  }
  return { behindOne, behindTwo };
}

export interface WeighedCandidates extends RankedCandidates {
  tokenIds: Int32Array;
  probs: Float32Array;
}

/** What follows contexts of one length, found by halving. */
class Contexts {
  /** One number a context, ascending. */
  readonly #keys: Float64Array;
  /** By context: its first row; one more at the end. */
  readonly #starts: Int32Array;
  readonly #totals: Float64Array;
  readonly #nexts: Int32Array;
  readonly #counts: Int32Array;

  /** `rows` [n, tokens + 1], ascending. */
  constructor(rows: Int32Array, tokens: number) {
    const width = tokens + 1;
    const n = rows.length / width;
    this.#nexts = Int32Array.from({ length: n }, (_, row) => rows[row * width + tokens - 1] as number);
    this.#counts = Int32Array.from({ length: n }, (_, row) => rows[row * width + tokens] as number);
    const keys: number[] = [];
    const starts: number[] = [];
    const totals: number[] = [];
    for (let row = 0; row < n; row++) {
      let key = 0;
      for (let place = 0; place < tokens - 1; place++)
        key = key * IDS + (rows[row * width + place] as number);
      if (key !== keys.at(-1)) {
        keys.push(key);
        starts.push(row);
        totals.push(0);
      }
      totals[totals.length - 1] = (totals.at(-1) as number) + (this.#counts[row] as number);
    }
    this.#keys = Float64Array.from(keys);
    this.#starts = Int32Array.from([...starts, n]);
    this.#totals = Float64Array.from(totals);
  }

  /** The context's place; -1 where it was never seen. */
  find(key: number): number {
    const at = lowerBound(this.#keys, key, 0, this.#keys.length);
    return this.#keys[at] === key ? at : -1;
  }

  /** P(next | context), of which the share in the shorter context counts for `weight` times. */
  share(context: number, next: TokenId, here: Followers, shorter: { share: number; weight: number }): number {
    const times = TEXT_WEIGHT * here.of(next) + (context < 0 ? 0 : this.#count(context, next));
    const all = TEXT_WEIGHT * here.total + (context < 0 ? 0 : (this.#totals[context] as number));
    return (times + shorter.weight * shorter.share) / (all + shorter.weight);
  }

  #count(context: number, next: TokenId): number {
    const end = this.#starts[context + 1] as number;
    const at = lowerBound(this.#nexts, next, this.#starts[context] as number, end);
    return at < end && this.#nexts[at] === next ? (this.#counts[at] as number) : 0;
  }
}
