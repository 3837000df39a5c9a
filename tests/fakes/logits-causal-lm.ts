import { bestTwo } from '../../engine/core/logits.ts';
import type { TokenId } from '../../engine/protocol.ts';
import type { CausalLm, ForwardRequest, ForwardResult, KvCache } from '../../engine/runtime/causal-lm.ts';
import type { DraftLm } from '../../engine/runtime/draft-lm.ts';
import { ScriptedCache, ScriptedCausalLm, textUpTo } from './scripted-causal-lm.ts';

/** A language model by rule whose logits are a function of the whole text before them. Its cache holds the tokens. */
export class LogitsCausalLm implements CausalLm {
  readonly stateSize = 2;
  readonly #cacheOwner = new ScriptedCausalLm(() => 0);

  constructor(
    private readonly logitsAfter: (text: readonly TokenId[]) => Float32Array,
    readonly vocabSize: number,
    readonly contextLength = 512,
  ) {}

  createCache(): ScriptedCache {
    return new ScriptedCache(this.contextLength);
  }

  releaseCache(): void {}

  async forward({
    cache,
    tokenIds,
    parents,
    outputRows,
    wantLogits,
    wantHidden,
  }: ForwardRequest): Promise<ForwardResult> {
    const logits = new Float32Array(outputRows.length * this.vocabSize);
    const top = outputRows.map((row, i) => {
      const after = this.logitsAfter(textUpTo(cache, tokenIds, parents, row));
      logits.set(after, i * this.vocabSize);
      return bestTwo(after);
    });
    return {
      topIds: Int32Array.from(top.flatMap(({ ids }) => ids)),
      topLogits: Float32Array.from(top.flatMap((two) => two.logits)),
      hidden: wantHidden ? new Float32Array(outputRows.length * this.stateSize) : null,
      logits: wantLogits ? logits : null,
      rows: { count: tokenIds.length, tokenIds } as ForwardResult['rows'],
    };
  }

  commit(cache: KvCache, rows: ForwardResult['rows'], keep: readonly number[]): void {
    this.#cacheOwner.commit(cache, rows, keep);
  }

  truncate(cache: KvCache, length: number): void {
    this.#cacheOwner.truncate(cache, length);
  }
}

/** The same rule as a draft model: the best token by the softmax, and whole rows when asked for. */
export function draftByLogits(lm: LogitsCausalLm): DraftLm {
  return {
    contextLength: lm.contextLength,
    createCache: () => lm.createCache(),
    commit: (cache, rows, keep) => lm.commit(cache, rows, keep),
    truncate: (cache, length) => lm.truncate(cache, length),
    forward: async (cache, tokenIds, { wantLogits } = { wantLogits: false }) => {
      const parents = tokenIds.map((_, i) => i - 1);
      const outputRows = [tokenIds.length - 1];
      const pass = await lm.forward({ cache, tokenIds, parents, outputRows, wantLogits: true });
      const row = pass.logits as Float32Array;
      const sum = row.reduce((total, logit) => total + Math.exp(logit), 0);
      return {
        candidates: {
          tokenIds: pass.topIds.slice(0, 1),
          probs: Float32Array.of(Math.exp(pass.topLogits[0] as number) / sum),
        },
        logits: wantLogits ? row : null,
        rows: pass.rows,
      };
    },
  };
}

/** Logits between -scale and scale that depend on the whole text: a hash, then a generator. */
export function hashLogits(
  vocabSize: number,
  scale: number,
  seed = 1,
): (text: readonly TokenId[]) => Float32Array {
  return (text) => {
    let state = seed;
    for (const id of text) state = Math.imul(state ^ (id + 1), 0x01000193) >>> 0;
    return Float32Array.from({ length: vocabSize }, () => {
      state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
      return ((state >>> 8) / 2 ** 23 - 1) * scale;
    });
  };
}
