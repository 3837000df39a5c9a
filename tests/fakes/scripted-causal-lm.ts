import type { TokenId } from '../../engine/protocol.ts';
import type {
  CausalLm,
  ForwardRequest,
  ForwardResult,
  KvCache,
  PassRows,
} from '../../engine/runtime/causal-lm.ts';

/** All that a row of a pass sees: the cache, its ancestors and itself. */
export function textUpTo(
  cache: KvCache,
  tokenIds: readonly TokenId[],
  parents: readonly number[],
  row: number,
): TokenId[] {
  const path: TokenId[] = [];
  for (let at = row; at >= 0; at = parents[at] as number) path.unshift(tokenIds[at] as TokenId);
  return [...(cache as ScriptedCache).tokenIds, ...path];
}

/** A language model by rule: the next token is a function of the whole text before it. Its cache holds the tokens. */
export class ScriptedCausalLm implements CausalLm {
  readonly stateSize = 2;
  passes = 0;

  constructor(
    private readonly next: (text: readonly TokenId[]) => TokenId,
    readonly vocabSize = 64,
    readonly contextLength = 512,
  ) {}

  /** Caches that nobody gave back. */
  readonly open = new Set<KvCache>();

  createCache(): ScriptedCache {
    const cache = new ScriptedCache(this.contextLength);
    this.open.add(cache);
    return cache;
  }

  releaseCache(cache: KvCache): void {
    if (!this.open.delete(cache)) throw new Error('this cache was released before');
  }

  async forward({
    cache,
    tokenIds,
    parents,
    outputRows,
    wantLogits,
    wantHidden,
  }: ForwardRequest): Promise<ForwardResult> {
    this.passes++;
    const choices = outputRows.map((row) => this.next(textUpTo(cache, tokenIds, parents, row)));
    const logits = wantLogits ? new Float32Array(choices.length * this.vocabSize) : null;
    for (const [i, choice] of choices.entries()) logits?.set([10], i * this.vocabSize + choice);
    return {
      topIds: Int32Array.from(choices.flatMap((id) => [id, (id + 1) % this.vocabSize])),
      topLogits: Float32Array.from(choices.flatMap(() => [10, 0])),
      hidden: wantHidden
        ? Float32Array.from(choices.flatMap((id, i) => [id, outputRows[i] as number]))
        : null,
      logits,
      rows: { count: tokenIds.length, tokenIds } as PassRows,
    };
  }

  commit(cache: KvCache, rows: PassRows, keep: readonly number[]): void {
    const { tokenIds } = rows as PassRows & { tokenIds: TokenId[] };
    for (const row of keep) (cache as ScriptedCache).tokenIds.push(tokenIds[row] as TokenId);
  }

  truncate(cache: KvCache, length: number): void {
    (cache as ScriptedCache).tokenIds.length = length;
  }
}

export class ScriptedCache implements KvCache {
  readonly tokenIds: TokenId[] = [];
  readonly exactDepth = Number.POSITIVE_INFINITY;
  constructor(readonly capacity: number) {}
  get length(): number {
    return this.tokenIds.length;
  }
  get cacheBytes(): number {
    return this.tokenIds.length * 4;
  }
}

/** A rule whose text depends on all of its past, so that a wrong row changes everything after it. */
export function hashRule(vocabSize: number, seed = 1): (text: readonly TokenId[]) => TokenId {
  return (text) => {
    let h = seed;
    for (const id of text) h = (Math.imul(h ^ id, 0x01000193) >>> 0) % 0x7fffffff;
    return h % vocabSize;
  };
}
