import type { TokenId } from '../../engine/protocol.ts';
import type { CausalLm, ForwardRequest, ForwardResult, KvCache } from '../../engine/runtime/causal-lm.ts';
import { ScriptedCache, ScriptedCausalLm } from './scripted-causal-lm.ts';

/** Passes kept; one of three rows with its logits takes some 600 kB on the embedded model. */
const KEPT_PASSES = 500;

/**
 * A model that is not asked the same twice: for tests that decode one prompt some thousands of times, where most first
 * steps are the same pass again. Results are the inner model's own, from one cache of its that follows the text.
 */
export class RememberingLm implements CausalLm {
  readonly vocabSize: number;
  readonly stateSize: number;
  readonly contextLength: number;
  readonly #inner: CausalLm;
  readonly #cacheOwner = new ScriptedCausalLm(() => 0);
  readonly #innerCache: KvCache;
  /** Tokens whose rows the inner cache holds. */
  readonly #cachedTokens: TokenId[] = [];
  /** In the order of use, oldest first. */
  readonly #passes = new Map<string, ForwardResult>();

  constructor(inner: CausalLm) {
    this.#inner = inner;
    this.#innerCache = inner.createCache();
    this.vocabSize = inner.vocabSize;
    this.stateSize = inner.stateSize;
    this.contextLength = inner.contextLength;
  }

  createCache(): ScriptedCache {
    return new ScriptedCache(this.contextLength);
  }

  releaseCache(): void {}

  async forward(request: ForwardRequest): Promise<ForwardResult> {
    const { tokenIds, parents, outputRows, wantLogits, wantHidden } = request;
    const text = (request.cache as ScriptedCache).tokenIds;
    const key = JSON.stringify([text, tokenIds, parents, outputRows, wantLogits, wantHidden]);
    const pass = this.#passes.get(key) ?? (await this.#ask(text, request));
    this.#passes.delete(key);
    this.#passes.set(key, pass);
    const [oldest] = this.#passes.keys();
    if (this.#passes.size > KEPT_PASSES && oldest !== undefined) this.#passes.delete(oldest);
    return { ...pass, rows: { count: tokenIds.length, tokenIds } as ForwardResult['rows'] };
  }

  async #ask(text: readonly TokenId[], request: ForwardRequest): Promise<ForwardResult> {
    let shared = 0;
    while (shared < text.length && text[shared] === this.#cachedTokens[shared]) shared++;
    this.#inner.truncate(this.#innerCache, shared);
    this.#cachedTokens.length = shared;
    const missing = text.slice(shared);
    if (missing.length > 0) {
      const rows = missing.map((_, row) => row);
      const pass = await this.#inner.forward({
        cache: this.#innerCache,
        tokenIds: missing,
        parents: rows.map((row) => row - 1),
        outputRows: [missing.length - 1],
      });
      this.#inner.commit(this.#innerCache, pass.rows, rows);
      this.#cachedTokens.push(...missing);
    }
    return this.#inner.forward({ ...request, cache: this.#innerCache });
  }

  commit(cache: KvCache, rows: ForwardResult['rows'], keep: readonly number[]): void {
    this.#cacheOwner.commit(cache, rows, keep);
  }

  truncate(cache: KvCache, length: number): void {
    this.#cacheOwner.truncate(cache, length);
  }
}
