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

export function readLlamaConfig(gguf: Gguf): LlamaConfig {
  const { metadata, tensors, path } = gguf;
  const architecture = metadata.get('general.architecture');
  if (architecture !== 'llama') {
    throw new EngineError(
      'unsupported-model',
      `${path} has architecture ${JSON.stringify(architecture ?? null)} (supported: "llama")`,
    );
  }
  const number = (key: string, fallback?: number): number => {
    const value = metadata.get(`llama.${key}`);
    if (value === undefined && fallback !== undefined) return fallback;
    if (typeof value !== 'number' && typeof value !== 'bigint') {
      throw new EngineError('file-corrupt', `${path} has no number llama.${key}`);
    }
    return Number(value);
  };
  const scaling = metadata.get('llama.rope.scaling.type');
  if (scaling !== undefined && scaling !== 'none') {
    throw new EngineError(
      'unsupported-model',
      `${path} uses rope scaling ${JSON.stringify(scaling)} (supported: none)`,
    );
  }
  for (const name of tensors.keys()) {
    if (
      name.endsWith('.bias') ||
      name.startsWith('rope_freqs') ||
      name.includes('_exps') ||
      name.includes('_norm_')
    ) {
      throw new EngineError(
        'unsupported-model',
        `${path} has tensor ${name}, which this engine does not compute`,
      );
    }
  }
  const embedding = tensors.get('token_embd.weight');
  if (!embedding) throw new EngineError('file-corrupt', `${path} has no tensor token_embd.weight`);
  const hiddenSize = number('embedding_length');
  const heads = number('attention.head_count');
  const headDim = number('attention.key_length', hiddenSize / heads);
  const rotated = number('rope.dimension_count', headDim);
  if (rotated !== headDim) {
    throw new EngineError(
      'unsupported-model',
      `${path} rotates ${rotated} of ${headDim} head dimensions (supported: all)`,
    );
  }
  const kvHeads = number('attention.head_count_kv', heads);
  if (heads % kvHeads !== 0 || headDim % 2 !== 0) {
    throw new EngineError(
      'file-corrupt',
      `${path} has ${heads} heads of ${headDim} for ${kvHeads} key/value heads`,
    );
  }
  const name = metadata.get('general.name');
  return {
    name: typeof name === 'string' ? name : 'unnamed',
    layers: number('block_count'),
    hiddenSize,
    heads,
    kvHeads,
    headDim,
    feedForward: number('feed_forward_length'),
    vocabSize: embedding.shape[0] as number,
    ropeTheta: number('rope.freq_base', 10000),
    rmsEpsilon: number('attention.layer_norm_rms_epsilon'),
    contextLength: number('context_length'),
    tiedEmbeddings: !tensors.has('output.weight'),
  };
}
