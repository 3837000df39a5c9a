/** The draft model: DraftLm on a Llama graph whose output may be restricted to the frequent tokens. */
import { LLAMA_IO, type LlamaShape } from '../../graphs/llama-graph.ts';
import type { TokenId } from '../../protocol.ts';
import type { KvCache, PassRows } from '../causal-lm.ts';
import type { DraftLm, DraftPass } from '../draft-lm.ts';
import { floatsOf, idsOf } from '../tensor-program.ts';
import { OnnxLlama } from './onnx-llama.ts';
import type { OnnxSession } from './onnx-session.ts';

export class OnnxDraftLm implements DraftLm {
  readonly contextLength: number;
  readonly #llama: OnnxLlama;
  readonly #tokenMap: Int32Array | null;

  /** `tokenMap` gives the target's id of each output row; null when the output is the whole vocabulary. */
  constructor(session: OnnxSession, shape: LlamaShape, tokenMap: Int32Array | null) {
    this.#llama = new OnnxLlama(session, shape);
    this.#tokenMap = tokenMap;
    this.contextLength = shape.contextLength;
  }

  createCache(): KvCache {
    return this.#llama.createCache();
  }

  async forward(
    cache: KvCache,
    tokenIds: readonly TokenId[],
    { wantLogits } = { wantLogits: false },
  ): Promise<DraftPass> {
    const fetches: string[] = [LLAMA_IO.topIds, LLAMA_IO.topLogits, LLAMA_IO.topProbs];
    if (wantLogits) fetches.push(LLAMA_IO.logits);
    const chain = tokenIds.map((_, row) => row - 1);
    const { outputs, rows } = await this.#llama.forward(
      cache,
      tokenIds,
      chain,
      [tokenIds.length - 1],
      fetches,
    );
    return {
      candidates: {
        tokenIds: mapIds(idsOf(outputs, LLAMA_IO.topIds), this.#tokenMap),
        probs: floatsOf(outputs, LLAMA_IO.topProbs),
      },
      logits: wantLogits ? this.#byTargetId(floatsOf(outputs, LLAMA_IO.logits)) : null,
      rows,
    };
  }

  #byTargetId(logits: Float32Array): Float32Array {
    const map = this.#tokenMap;
    if (!map) return logits;
    const result = new Float32Array(this.#llama.shape.vocabSize).fill(Number.NEGATIVE_INFINITY);
    for (let i = 0; i < map.length; i++) result[map[i] as number] = logits[i] as number;
    return result;
  }

  commit(cache: KvCache, rows: PassRows, keep: readonly number[]): void {
    this.#llama.commit(cache, rows, keep);
  }

  truncate(cache: KvCache, length: number): void {
    this.#llama.truncate(cache, length);
  }

  release(): Promise<void> {
    return this.#llama.release();
  }
}

/** Draft indices to the target's token ids. */
export function mapIds(ids: Int32Array, tokenMap: Int32Array | null): Int32Array {
  return tokenMap ? ids.map((id) => tokenMap[id] as number) : ids;
}
