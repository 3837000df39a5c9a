/**
 * Greedy answers to many prompts at once, for training data: B sequences share each pass, a finished one makes room
 * for the next. Throughput is all that counts here; decoding under measurement never comes this way.
 */
import { EngineError } from '../../errors.ts';
import { CACHE_BLOCK } from '../../graphs/attention.ts';
import { LLAMA_IO, type LlamaShape } from '../../graphs/llama-graph.ts';
import type { TokenId } from '../../protocol.ts';
import { prefill } from '../prefill.ts';
import { float32, floatsOf, idsOf, type Tensor } from '../tensor-program.ts';
import { CacheBlocks } from './cache-blocks.ts';
import { OnnxKvCache } from './kv-cache.ts';
import { OnnxCausalLm } from './onnx-causal-lm.ts';
import type { OnnxSession } from './onnx-session.ts';

export interface BatchOptions {
  /** Most tokens of one answer, end token included. */
  maxNewTokens: number;
  /** Longest prompt admitted; a longer one is an error. */
  maxPromptTokens: number;
  /** Sequences that share a pass. */
  batchSize: number;
  /** Called once a prompt, in order of completion; `tokenIds` end with the end token where the answer ended by it. */
  onAnswer: (promptIndex: number, tokenIds: TokenId[]) => Promise<void> | void;
  signal?: AbortSignal;
}

interface Slot {
  promptIndex: number;
  length: number;
  answer: TokenId[];
}

export class BatchGenerator {
  readonly #session: OnnxSession;
  readonly #shape: LlamaShape;
  readonly #single: OnnxCausalLm;
  readonly #endTokenIds: ReadonlySet<TokenId>;

  constructor(session: OnnxSession, shape: LlamaShape, endTokenIds: readonly TokenId[]) {
    this.#session = session;
    this.#shape = shape;
    this.#single = new OnnxCausalLm(session, shape);
    this.#endTokenIds = new Set(endTokenIds);
  }

  async generate(prompts: readonly (readonly TokenId[])[], options: BatchOptions): Promise<void> {
    const { batchSize, maxNewTokens, maxPromptTokens } = options;
    const { layers, kvHeads, headDim } = this.#shape;
    const width = kvHeads * headDim;
    const perSequence = Math.ceil((maxPromptTokens + maxNewTokens) / CACHE_BLOCK);
    const blocks = new CacheBlocks(this.#shape, batchSize * perSequence);
    const firstSlot = (at: number) => at * perSequence * CACHE_BLOCK;
    const slots: (Slot | null)[] = Array.from({ length: batchSize }, () => null);
    let next = 0;

    /** Ends a sequence when its last token says so. */
    const settle = async (at: number): Promise<void> => {
      const slot = slots[at];
      if (!slot) return;
      const last = slot.answer.at(-1) as TokenId;
      if (!this.#endTokenIds.has(last) && slot.answer.length < maxNewTokens) return;
      slots[at] = null;
      await options.onAnswer(slot.promptIndex, slot.answer);
    };

    for (;;) {
      for (let at = 0; at < batchSize; at++) {
        while (slots[at] === null && next < prompts.length) {
          if (options.signal?.aborted) throw new EngineError('cancelled', 'generation was cancelled');
          const promptIndex = next++;
          const prompt = prompts[promptIndex] as readonly TokenId[];
          if (prompt.length === 0 || prompt.length > maxPromptTokens) {
            throw new EngineError(
              'invalid-argument',
              `prompt ${promptIndex} has ${prompt.length} tokens (allowed: 1 to ${maxPromptTokens})`,
            );
          }
          const cache = this.#single.createCache();
          if (!(cache instanceof OnnxKvCache)) throw new Error('the target made a foreign cache');
          const first = await prefill(this.#single, cache, prompt, { signal: options.signal });
          copyRows(cache, blocks, firstSlot(at), perSequence * CACHE_BLOCK);
          slots[at] = { promptIndex, length: prompt.length, answer: [first.topIds[0] as TokenId] };
          await settle(at);
        }
      }
      const active = slots.flatMap((slot, at) => (slot ? [{ slot, at }] : []));
      if (active.length === 0) return;
      if (options.signal?.aborted) throw new EngineError('cancelled', 'generation was cancelled');

      const outputs = await this.#session.run(this.#feeds(slots, blocks, perSequence), [
        LLAMA_IO.newRows,
        LLAMA_IO.topIds,
      ]);
      const newRows = floatsOf(outputs, LLAMA_IO.newRows);
      const top = idsOf(outputs, LLAMA_IO.topIds);
      for (const { slot, at } of active) {
        for (let layer = 0; layer < layers; layer++) {
          const key = newRows.subarray((2 * layer * batchSize + at) * width);
          const value = newRows.subarray(((2 * layer + 1) * batchSize + at) * width);
          blocks.write(layer, firstSlot(at) + slot.length, key, value, 0);
        }
        slot.length++;
        slot.answer.push(top[at * 2] as TokenId);
        await settle(at);
      }
    }
  }

  /** One row a sequence, which sees all slots of its own blocks; an empty sequence runs token 0 and is ignored. */
  #feeds(slots: readonly (Slot | null)[], blocks: CacheBlocks, perSequence: number) {
    const { layers, kvHeads, headDim, heads } = this.#shape;
    const B = slots.length;
    const groups = heads / kvHeads;
    const ids = new BigInt64Array(B);
    const positions = new BigInt64Array(B);
    const outputRows = new BigInt64Array(B);
    for (const [b, slot] of slots.entries()) {
      ids[b] = BigInt(slot?.answer.at(-1) ?? 0);
      positions[b] = BigInt(slot?.length ?? 0);
      outputRows[b] = BigInt(b);
    }
    const feeds: Record<string, Tensor> = {
      [LLAMA_IO.inputIds]: { type: 'int64', data: ids, dims: [B, 1] },
      [LLAMA_IO.positions]: { type: 'int64', data: positions, dims: [B, 1] },
      [LLAMA_IO.bias]: float32(new Float32Array(B * groups), [B, 1, groups, 1]),
      [LLAMA_IO.blockOnes]: float32(new Float32Array(perSequence).fill(1), [1, perSequence]),
      [LLAMA_IO.outputRows]: { type: 'int64', data: outputRows, dims: [B] },
    };
    const none = (width: number) => float32(new Float32Array(0), [B, kvHeads, 0, width]);
    const [noKeys, noValues] = [none(headDim), none(headDim + 1)];
    for (let layer = 0; layer < layers; layer++) {
      const { keys, values } = blocks.layer(layer, B * perSequence);
      feeds[LLAMA_IO.pastKey(layer)] = float32(keys, [B, perSequence, kvHeads, headDim, CACHE_BLOCK]);
      feeds[LLAMA_IO.pastValue(layer)] = float32(values, [B, perSequence, kvHeads, CACHE_BLOCK, headDim + 1]);
      feeds[LLAMA_IO.recentKey(layer)] = noKeys;
      feeds[LLAMA_IO.recentValue(layer)] = noValues;
    }
    return feeds;
  }
}

/** Puts a sequence's rows into `count` slots from `first` on and empties the rest of them. */
function copyRows(cache: OnnxKvCache, blocks: CacheBlocks, first: number, count: number): void {
  for (let layer = 0; layer < cache.shape.layers; layer++) {
    const { keys, values } = cache.rows(layer);
    for (let row = 0; row < cache.length; row++) blocks.write(layer, first + row, keys, values, row);
    for (let slot = cache.length; slot < count; slot++) blocks.clear(layer, first + slot);
  }
}
