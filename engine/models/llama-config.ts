/** The shape of a llama-architecture model, out of GGUF metadata. What the engine does not compute is refused by name. */
import { EngineError } from '../errors.ts';
import type { Gguf } from './gguf.ts';

export interface LlamaConfig {
  name: string;
  layers: number;
  hiddenSize: number;
  heads: number;
  kvHeads: number;
  headDim: number;
  feedForward: number;
  vocabSize: number;
  ropeTheta: number;
  rmsEpsilon: number;
  contextLength: number;
  /** The output matrix is the token embedding. */
  tiedEmbeddings: boolean;
}

/** Settings that change the computation, with the one value under which they do not. */
const NEUTRAL_SETTINGS: readonly { key: string; neutral: string | number | boolean }[] = [
  { key: 'llama.rope.scaling.type', neutral: 'none' },
  { key: 'llama.rope.scale_linear', neutral: 1 },
  { key: 'llama.attention.sliding_window', neutral: 0 },
  { key: 'llama.attention.causal', neutral: true },
  { key: 'llama.expert_count', neutral: 0 },
];

/** Throws `unsupported-model` for other models, `file-corrupt` where config and tensors do not fit together. */
export function readLlamaConfig(gguf: Gguf): LlamaConfig {
  const { metadata, tensors, path } = gguf;
  const architecture = metadata.get('general.architecture');
  if (architecture !== 'llama') {
    throw new EngineError(
      'unsupported-model',
      `${path} has architecture ${JSON.stringify(architecture ?? null)} (supported: "llama")`,
    );
  }
  refuseOtherSettings(gguf);
  const { whole, positive } = numbersOf(gguf);
  const hiddenSize = whole('embedding_length');
  const heads = whole('attention.head_count');
  const kvHeads = whole('attention.head_count_kv', heads);
  const headDim = whole('attention.key_length', hiddenSize / heads);
  if (heads % kvHeads !== 0 || headDim % 2 !== 0) {
    throw new EngineError(
      'file-corrupt',
      `${path} has ${heads} heads of ${headDim} for ${kvHeads} key/value heads`,
    );
  }
  const rotated = whole('rope.dimension_count', headDim);
  const valueDim = whole('attention.value_length', headDim);
  if (rotated !== headDim || valueDim !== headDim) {
    throw new EngineError(
      'unsupported-model',
      `${path} has keys of ${headDim} per head, ${rotated} of them rotated, and values of ${valueDim} (supported: all the same)`,
    );
  }
  const name = metadata.get('general.name');
  const tokens = metadata.get('tokenizer.ggml.tokens');
  const config: LlamaConfig = {
    name: typeof name === 'string' ? name : 'unnamed',
    layers: whole('block_count'),
    hiddenSize,
    heads,
    kvHeads,
    headDim,
    feedForward: whole('feed_forward_length'),
    vocabSize: Array.isArray(tokens) ? tokens.length : whole('vocab_size'),
    ropeTheta: positive('rope.freq_base', 10000),
    rmsEpsilon: positive('attention.layer_norm_rms_epsilon'),
    contextLength: whole('context_length'),
    tiedEmbeddings: !tensors.has('output.weight'),
  };
  checkTensors(gguf, config);
  return config;
}

/** Numbers of the `llama.` namespace: present or with a default, and in the only range that makes sense. */
function numbersOf({ metadata, path }: Gguf) {
  const positive = (key: string, absent?: number): number => {
    const value = metadata.get(`llama.${key}`) ?? absent;
    if (typeof value !== 'number' && typeof value !== 'bigint') {
      throw new EngineError('file-corrupt', `${path} has no number llama.${key}`);
    }
    if (!(value > 0 && Number.isFinite(Number(value)))) {
      throw new EngineError('file-corrupt', `${path} has llama.${key} ${value} (allowed: positive numbers)`);
    }
    return Number(value);
  };
  const whole = (key: string, absent?: number): number => {
    const value = positive(key, absent);
    if (!Number.isSafeInteger(value)) {
      throw new EngineError('file-corrupt', `${path} has llama.${key} ${value} (allowed: whole numbers)`);
    }
    return value;
  };
  return { whole, positive };
}

function refuseOtherSettings({ metadata, path }: Gguf): void {
  for (const { key, neutral } of NEUTRAL_SETTINGS) {
    const value = metadata.get(key);
    // Numbers of 64 bits come as bigint.
    const plain = typeof value === 'bigint' ? Number(value) : value;
    if (plain !== undefined && plain !== neutral) {
      throw new EngineError(
        'unsupported-model',
        `${path} has ${key} ${JSON.stringify(plain)} (supported: ${JSON.stringify(neutral)})`,
      );
    }
  }
}

/** The file holds exactly the tensors that the engine computes with, each of the shape that the config says. */
function checkTensors({ tensors, path }: Gguf, config: LlamaConfig): void {
  const { layers, hiddenSize, heads, kvHeads, headDim, feedForward, vocabSize } = config;
  const expected = new Map<string, readonly number[]>([
    ['token_embd.weight', [vocabSize, hiddenSize]],
    ['output_norm.weight', [hiddenSize]],
  ]);
  if (!config.tiedEmbeddings) expected.set('output.weight', [vocabSize, hiddenSize]);
  // More layers than tensors cannot be; the loop below then names the first that is missing.
  for (let i = 0; i < Math.min(layers, tensors.size); i++) {
    const add = (name: string, ...shape: number[]) => expected.set(`blk.${i}.${name}.weight`, shape);
    add('attn_norm', hiddenSize);
    add('attn_q', heads * headDim, hiddenSize);
    add('attn_k', kvHeads * headDim, hiddenSize);
    add('attn_v', kvHeads * headDim, hiddenSize);
    add('attn_output', hiddenSize, heads * headDim);
    add('ffn_norm', hiddenSize);
    add('ffn_gate', feedForward, hiddenSize);
    add('ffn_up', feedForward, hiddenSize);
    add('ffn_down', hiddenSize, feedForward);
  }
  for (const name of tensors.keys()) {
    if (!expected.has(name)) {
      throw new EngineError(
        'unsupported-model',
        `${path} has tensor ${name}, which this engine does not compute`,
      );
    }
  }
  for (const [name, shape] of expected) {
    const tensor = tensors.get(name);
    if (!tensor) throw new EngineError('file-corrupt', `${path} has no tensor ${name}`);
    if (tensor.shape.join() !== shape.join()) {
      throw new EngineError(
        'file-corrupt',
        `${path}: tensor ${name} has shape [${tensor.shape}], its config says [${shape}]`,
      );
    }
  }
}
