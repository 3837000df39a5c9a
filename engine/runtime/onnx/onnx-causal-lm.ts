/** The target: CausalLm on a Llama graph whose output is the whole vocabulary. */
import { LLAMA_IO, type LlamaShape } from '../../graphs/llama-graph.ts';
import type { CausalLm, ForwardRequest, ForwardResult, KvCache, PassRows } from '../causal-lm.ts';
import { floatsOf, idsOf } from '../tensor-program.ts';
import { OnnxLlama } from './onnx-llama.ts';
import type { OnnxSession } from './onnx-session.ts';

export class OnnxCausalLm implements CausalLm {
  readonly vocabSize: number;
  readonly stateSize: number;
  readonly contextLength: number;
  readonly #llama: OnnxLlama;

  constructor(session: OnnxSession, shape: LlamaShape) {
    this.#llama = new OnnxLlama(session, shape);
    this.vocabSize = shape.vocabSize;
    this.stateSize = shape.stateDepths.length * shape.hiddenSize;
    this.contextLength = shape.contextLength;
  }

  createCache(): KvCache {
    return this.#llama.createCache();
  }

  releaseCache(cache: KvCache): void {
    this.#llama.releaseCache(cache);
  }

  async forward(request: ForwardRequest): Promise<ForwardResult> {
    const { cache, tokenIds, parents, outputRows, wantLogits, wantHidden } = request;
    const fetches: string[] = [LLAMA_IO.topIds, LLAMA_IO.topLogits];
    if (wantHidden) fetches.push(LLAMA_IO.hidden);
    if (wantLogits) fetches.push(LLAMA_IO.logits);
    const { outputs, rows } = await this.#llama.forward(cache, tokenIds, parents, outputRows, fetches);
    return {
      topIds: idsOf(outputs, LLAMA_IO.topIds),
      topLogits: floatsOf(outputs, LLAMA_IO.topLogits),
      hidden: wantHidden ? floatsOf(outputs, LLAMA_IO.hidden) : null,
      logits: wantLogits ? floatsOf(outputs, LLAMA_IO.logits) : null,
      rows,
    };
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
