/**
 * Greedy answers to many prompts at once, for training data: B sequences share each pass, a finished one makes room
 * for the next. Throughput is all that counts here; decoding under measurement never comes this way.
 */
import { EngineError } from '../../errors.ts';
import { LLAMA_IO, type LlamaShape } from '../../graphs/llama-graph.ts';
import type { TokenId } from '../../protocol.ts';
import { prefill } from '../prefill.ts';
import { floatsOf, idsOf, type Tensor } from '../tensor-program.ts';
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
    const capacity = maxPromptTokens + maxNewTokens;
    const { layers, kvHeads, headDim } = this.#shape;
    const width = kvHeads * headDim;
    const blank = () => Array.from({ length: layers }, () => new Float32Array(batchSize * width * capacity));
    const keys = blank();
    const values = blank();
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
          copyIntoSlot(cache, keys, values, at, capacity);
          slots[at] = { promptIndex, length: prompt.length, answer: [first.topIds[0] as TokenId] };
          await settle(at);
        }
      }
      const active = slots.flatMap((slot, at) => (slot ? [{ slot, at }] : []));
      if (active.length === 0) return;
      if (options.signal?.aborted) throw new EngineError('cancelled', 'generation was cancelled');

      const outputs = await this.#session.run(this.#feeds(slots, keys, values, capacity), [
        LLAMA_IO.newRows,
        LLAMA_IO.topIds,
      ]);
      const newRows = floatsOf(outputs, LLAMA_IO.newRows);
      const top = idsOf(outputs, LLAMA_IO.topIds);
      for (const { slot, at } of active) {
        for (let layer = 0; layer < layers; layer++) {
          const keyTo = keys[layer] as Float32Array;
          const valueTo = values[layer] as Float32Array;
          const keyAt = (2 * layer * batchSize + at) * width;
          const valueAt = ((2 * layer + 1) * batchSize + at) * width;
          for (let d = 0; d < width; d++) {
            keyTo[(at * width + d) * capacity + slot.length] = newRows[keyAt + d] as number;
          }
          for (let h = 0; h < kvHeads; h++) {
            const from = valueAt + h * headDim;
            valueTo.set(
              newRows.subarray(from, from + headDim),
              ((at * kvHeads + h) * capacity + slot.length) * headDim,
            );
          }
        }
        slot.length++;
        slot.answer.push(top[at * 2] as TokenId);
        await settle(at);
      }
    }
  }

  /** One row a sequence; an empty slot runs token 0 on nothing and is ignored. */
  #feeds(slots: readonly (Slot | null)[], keys: Float32Array[], values: Float32Array[], capacity: number) {
    const { layers, kvHeads, headDim, heads } = this.#shape;
    const B = slots.length;
    const groups = heads / kvHeads;
    const row = capacity + 1;
    const bias = new Float32Array(B * groups * row);
    const ids = new BigInt64Array(B);
    const positions = new BigInt64Array(B);
    const outputRows = new BigInt64Array(B);
    for (const [b, slot] of slots.entries()) {
      const length = slot?.length ?? 0;
      ids[b] = BigInt(slot?.answer.at(-1) ?? 0);
      positions[b] = BigInt(length);
      outputRows[b] = BigInt(b);
      for (let g = 0; g < groups; g++) {
        const start = (b * groups + g) * row;
        bias.fill(Number.NEGATIVE_INFINITY, start + length, start + capacity);
      }
    }
    const feeds: Record<string, Tensor> = {
      [LLAMA_IO.inputIds]: { type: 'int64', data: ids, dims: [B, 1] },
      [LLAMA_IO.positions]: { type: 'int64', data: positions, dims: [B, 1] },
      [LLAMA_IO.bias]: { type: 'float32', data: bias, dims: [B, 1, groups, row] },
      [LLAMA_IO.split]: { type: 'int64', data: BigInt64Array.of(BigInt(capacity), 1n), dims: [2] },
      [LLAMA_IO.outputRows]: { type: 'int64', data: outputRows, dims: [B] },
    };
    for (let layer = 0; layer < layers; layer++) {
      feeds[LLAMA_IO.pastKey(layer)] = {
        type: 'float32',
        data: keys[layer] as Float32Array,
        dims: [B, kvHeads, headDim, capacity],
      };
      feeds[LLAMA_IO.pastValue(layer)] = {
        type: 'float32',
        data: values[layer] as Float32Array,
        dims: [B, kvHeads, capacity, headDim],
      };
    }
    return feeds;
  }
}

function copyIntoSlot(
  cache: OnnxKvCache,
  keys: Float32Array[],
  values: Float32Array[],
  at: number,
  capacity: number,
) {
  const { layers, kvHeads, headDim } = cache.shape;
  const width = kvHeads * headDim;
  for (let layer = 0; layer < layers; layer++) {
    const key = cache.keys[layer] as Float32Array;
    for (let d = 0; d < width; d++) {
      const from = d * cache.slots;
      (keys[layer] as Float32Array).set(key.subarray(from, from + cache.length), (at * width + d) * capacity);
    }
    const value = cache.values[layer] as Float32Array;
    for (let h = 0; h < kvHeads; h++) {
      const from = h * cache.slots * headDim;
      (values[layer] as Float32Array).set(
        value.subarray(from, from + cache.length * headDim),
        (at * kvHeads + h) * capacity * headDim,
      );
    }
  }
}
