import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openGguf } from '../../engine/models/gguf.ts';
import { createGgufTokenizer } from '../../engine/models/gguf-tokenizer.ts';
import { readLlamaConfig } from '../../engine/models/llama-config.ts';
import { TINY_TOKENS, type TinyGgufOptions, writeTinyGguf } from '../fixtures/tiny-gguf.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gorgon-config-'));
});

async function withTiny<T>(
  options: TinyGgufOptions,
  read: (gguf: Awaited<ReturnType<typeof openGguf>>) => T,
) {
  const file = path.join(folder, 'tiny.gguf');
  await writeTinyGguf(file, options);
  const gguf = await openGguf(file);
  try {
    return read(gguf);
  } finally {
    await gguf.close();
  }
}
const configWith = (metadata: TinyGgufOptions['metadata'] = {}) => withTiny({ metadata }, readLlamaConfig);

describe('readLlamaConfig', () => {
  it('takes neutral settings and documented defaults', async () => {
    const config = await configWith({
      'llama.rope.scaling.type': 'none',
      'llama.attention.sliding_window': 0,
      'llama.rope.freq_base': undefined,
    });
    expect(config.ropeTheta).toBe(10000);
    expect(config.vocabSize).toBe(TINY_TOKENS.length);
  });

  it('refuses settings that change the computation, by name', async () => {
    for (const [key, value, shown] of [
      ['llama.rope.scale_linear', { float: 4 }, '4 (supported: 1)'],
      ['llama.attention.sliding_window', 4096, '4096 (supported: 0)'],
      ['llama.expert_count', 8, '8 (supported: 0)'],
    ] as const) {
      await expect(configWith({ [key]: value })).rejects.toMatchObject({
        code: 'unsupported-model',
        message: expect.stringContaining(`has ${key} ${shown}`),
      });
    }
    await expect(configWith({ 'llama.rope.dimension_count': 2 })).rejects.toThrow('2 of them rotated');
    await expect(configWith({ 'llama.attention.value_length': 8 })).rejects.toThrow('values of 8');
  });

  it('refuses numbers that make no sense', async () => {
    for (const [key, value, message] of [
      ['llama.attention.head_count', 0, 'llama.attention.head_count 0 (allowed: positive numbers)'],
      ['llama.embedding_length', { float: 16.5 }, 'llama.embedding_length 16.5 (allowed: whole numbers)'],
      ['llama.rope.freq_base', { float: Number.NaN }, 'llama.rope.freq_base NaN (allowed: positive numbers)'],
      ['llama.attention.layer_norm_rms_epsilon', 'small', 'has no number'],
      ['llama.attention.head_count_kv', 3, 'has 4 heads of 4 for 3 key/value heads'],
    ] as const) {
      await expect(configWith({ [key]: value }), key).rejects.toMatchObject({
        code: 'file-corrupt',
        message: expect.stringContaining(message),
      });
    }
  });

  it('compares every tensor with the config', async () => {
    await expect(configWith({ 'llama.feed_forward_length': 25 })).rejects.toThrow(
      'tensor blk.0.ffn_gate.weight has shape [24,16], its config says [25,16]',
    );
    await expect(configWith({ 'llama.block_count': 3 })).rejects.toThrow(
      'has no tensor blk.2.attn_norm.weight',
    );
    await expect(configWith({ 'llama.block_count': 1 })).rejects.toThrow('has tensor blk.1.attn_norm.weight');
    await expect(configWith({ 'llama.block_count': 4_000_000_000 })).rejects.toThrow('has no tensor blk.2.');
    await expect(withTiny({ extraTensors: ['output.weight'] }, readLlamaConfig)).rejects.toThrow(
      `tensor output.weight has shape [1], its config says [${TINY_TOKENS.length},16]`,
    );
    await expect(withTiny({ extraTensors: ['rope_freqs.weight'] }, readLlamaConfig)).rejects.toThrow(
      'has tensor rope_freqs.weight, which this engine does not compute',
    );
  });
});

describe('the tokenizer entries', () => {
  const tokenizerWith = (metadata: TinyGgufOptions['metadata']) =>
    withTiny({ metadata }, createGgufTokenizer);

  it('may have no bos, and a token of its own that ends a turn', async () => {
    const end = TINY_TOKENS.indexOf('<|im_end|>');
    const start = TINY_TOKENS.indexOf('<|im_start|>');
    expect((await tokenizerWith({ 'tokenizer.ggml.bos_token_id': undefined })).endTokenIds).toEqual([end]);
    expect((await tokenizerWith({ 'tokenizer.ggml.eot_token_id': start })).endTokenIds).toEqual([end, start]);
    expect((await tokenizerWith({ 'tokenizer.ggml.eot_token_id': end })).endTokenIds).toEqual([end]);
  });

  it('are refused where they do not fit together', async () => {
    const wrong: [TinyGgufOptions['metadata'], string][] = [
      [{ 'tokenizer.ggml.eos_token_id': 9999 }, 'has tokenizer.ggml.eos_token_id 9999 (allowed: 0 to'],
      [{ 'tokenizer.ggml.eos_token_id': undefined }, 'has no number tokenizer.ggml.eos_token_id'],
      [{ 'tokenizer.ggml.token_type': Int32Array.of(1) }, 'tokens and 1 token types'],
      [{ 'tokenizer.ggml.merges': undefined }, 'has no list tokenizer.ggml.merges'],
      [
        { 'tokenizer.ggml.merges': Int32Array.of(1) },
        'items of another kind in the list tokenizer.ggml.merges',
      ],
      [{ 'tokenizer.chat_template': '{% if %}' }, 'has a chat template that cannot be read'],
    ];
    for (const [metadata, message] of wrong) await expect(tokenizerWith(metadata)).rejects.toThrow(message);
  });
});
