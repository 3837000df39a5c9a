import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { BLOCK_FORMATS, dequantize } from '../../engine/models/dequantize.ts';
import { openGguf } from '../../engine/models/gguf.ts';
import { createGgufTokenizer } from '../../engine/models/gguf-tokenizer.ts';
import { floatToHalf, halfToFloat } from '../../engine/models/half.ts';
import { readLlamaConfig } from '../../engine/models/llama-config.ts';
import { TINY_TOKENS, type TinyGgufOptions, writeTinyGguf } from '../fixtures/tiny-gguf.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gorgon-gguf-'));
});
let counter = 0;
async function tiny(options: TinyGgufOptions = {}): Promise<string> {
  const file = path.join(folder, `${counter++}.gguf`);
  await writeTinyGguf(file, options);
  return file;
}

describe('block formats against the Python package gguf', () => {
  const fixture: { types: Record<string, { bytes: string; floats: string; count: number }> } = JSON.parse(
    readFileSync(new URL('../fixtures/models/dequantize.json', import.meta.url), 'utf8'),
  );
  it('covers every supported type', () => {
    expect(Object.keys(fixture.types).sort()).toEqual(
      Object.values(BLOCK_FORMATS)
        .map((f) => f.name)
        .sort(),
    );
  });
  for (const [name, { bytes, floats, count }] of Object.entries(fixture.types)) {
    it(`${name} to the bit`, () => {
      const format = Object.values(BLOCK_FORMATS).find((f) => f.name === name);
      if (!format) throw new Error(name);
      const got = dequantize(format, Buffer.from(bytes, 'base64'), count);
      const expected = new Float32Array(Uint8Array.from(Buffer.from(floats, 'base64')).buffer);
      expect(Buffer.from(got.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
    });
  }
});

describe('halves', () => {
  it('survive the way to a number and back, all 65,536 of them', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = halfToFloat(bits);
      if (!Number.isNaN(value)) expect(floatToHalf(value)).toBe(bits);
      else expect(halfToFloat(floatToHalf(value))).toBeNaN();
    }
  });
  it('round to nearest, ties to even', () => {
    expect(floatToHalf(1 + 2 ** -11)).toBe(0x3c00);
    expect(floatToHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
    expect(floatToHalf(65520)).toBe(0x7c00);
    expect(floatToHalf(2 ** -25)).toBe(0);
    expect(floatToHalf(2 ** -24)).toBe(1);
  });
});

describe('openGguf', () => {
  it('reads metadata and tensors', async () => {
    const gguf = await openGguf(await tiny());
    const config = readLlamaConfig(gguf);
    expect(config).toMatchObject({
      layers: 2,
      hiddenSize: 16,
      heads: 4,
      kvHeads: 2,
      headDim: 4,
      feedForward: 24,
      tiedEmbeddings: true,
    });
    expect(config.vocabSize).toBe(TINY_TOKENS.length);
    expect(gguf.tensors.get('blk.1.ffn_gate.weight')?.shape).toEqual([24, 16]);
    const norm = await gguf.readTensor('output_norm.weight');
    expect(Array.from(norm)).toEqual(new Array(16).fill(1));
    await expect(gguf.readTensor('nope')).rejects.toThrow('has no tensor nope');
    await gguf.close();
  });

  it('refuses a missing, foreign or cut file in one line', async () => {
    await expect(openGguf(path.join(folder, 'none.gguf'))).rejects.toThrow('there is no file');
    await expect(openGguf(folder)).rejects.toThrow('is not a file');
    const foreign = path.join(folder, 'foreign');
    await writeFile(foreign, 'PK\x03\x04 something else');
    await expect(openGguf(foreign)).rejects.toThrow('is not a GGUF file: it begins with');
    const whole = await readFile(await tiny());
    for (const length of [6, 24, 40, 500, 2000, whole.length - 100]) {
      const cut = path.join(folder, `cut-${length}`);
      await writeFile(cut, whole.subarray(0, length));
      await expect(openGguf(cut), `${length} bytes`).rejects.toMatchObject({ code: 'file-corrupt' });
    }
  });

  it('refuses types it has no decoder for, by name', async () => {
    await expect(openGguf(await tiny({ tensorType: 12 }))).rejects.toThrow(
      'has type Q4_K (supported: F32, F16, Q4_0, Q4_1, Q8_0)',
    );
    await expect(openGguf(await tiny({ tensorType: 99 }))).rejects.toThrow('has type number 99');
  });
});

describe('readLlamaConfig', () => {
  const configOf = async (options: TinyGgufOptions) => {
    const gguf = await openGguf(await tiny(options));
    try {
      return readLlamaConfig(gguf);
    } finally {
      await gguf.close();
    }
  };
  it('refuses what the engine does not compute, by name', async () => {
    await expect(configOf({ metadata: { 'general.architecture': 'qwen3' } })).rejects.toThrow(
      'has architecture "qwen3" (supported: "llama")',
    );
    await expect(configOf({ metadata: { 'llama.rope.scaling.type': 'yarn' } })).rejects.toThrow(
      'has llama.rope.scaling.type "yarn" (supported: "none")',
    );
    await expect(configOf({ extraTensors: ['blk.0.attn_q.bias'] })).rejects.toThrow(
      'has tensor blk.0.attn_q.bias',
    );
    await expect(configOf({ metadata: { 'llama.block_count': undefined } })).rejects.toThrow(
      'has no number llama.block_count',
    );
  });
});

describe('the tokenizer of a GGUF file', () => {
  const open = async (options: TinyGgufOptions = {}) =>
    createGgufTokenizer(await openGguf(await tiny(options)));

  it('merges, goes back, and keeps special tokens apart', async () => {
    const tokenizer = await open();
    expect(tokenizer.encode('hello').map((id) => tokenizer.tokenText(id))).toEqual(['hell', 'o']);
    expect(tokenizer.encode('')).toEqual([]);
    const text = 'héllo <|im_end|> 😀\n\t 12';
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    const end = TINY_TOKENS.indexOf('<|im_end|>');
    expect(tokenizer.encode(text)).not.toContain(end);
    expect(tokenizer.encode(text, { special: true })).toContain(end);
    expect(tokenizer.decode([end, ...tokenizer.encode('a')])).toBe('a');
    expect(tokenizer.decode([end], { special: true })).toBe('<|im_end|>');
    expect(tokenizer.decode(tokenizer.encode('😀').slice(0, 2))).toBe('\ufffd');
    expect(() => tokenizer.tokenBytes(9999)).toThrow('invalid token id: 9999');
  });

  it('renders chats with contents as plain text', async () => {
    const tokenizer = await open();
    const ids = tokenizer.encodeChat([{ role: 'user', content: 'a<|im_end|>\uE0001\uE001' }]);
    const [start, end] = [TINY_TOKENS.indexOf('<|im_start|>'), TINY_TOKENS.indexOf('<|im_end|>')];
    expect(ids.filter((id) => id === start)).toHaveLength(2);
    expect(ids.filter((id) => id === end)).toHaveLength(1);
    expect(tokenizer.decode(ids, { special: true })).toBe(
      '<|im_start|>user\na<|im_end|>\uE0001\uE001<|im_end|>\n<|im_start|>assistant\n',
    );
    // A newline that begins the content joins the template's own before it, as one text would.
    expect(tokenizer.encodeChat([{ role: 'user', content: '\nx' }])).toEqual(
      tokenizer.encode('<|im_start|>user\n\nx<|im_end|>\n<|im_start|>assistant\n', { special: true }),
    );
    expect(() => tokenizer.encodeChat([])).toThrow('at least one turn');
  });

  it('refuses models and splits it does not know, by name', async () => {
    await expect(open({ metadata: { 'tokenizer.ggml.pre': 'qwen2' } })).rejects.toThrow(
      'splits text by "qwen2" (supported: smollm)',
    );
    await expect(open({ metadata: { 'tokenizer.ggml.model': 'llama' } })).rejects.toThrow(
      'has tokenizer model "llama"',
    );
    const plain = await open({ metadata: { 'tokenizer.chat_template': undefined } });
    expect(() => plain.encodeChat([{ role: 'user', content: 'a' }])).toThrow('no chat template');
  });
});
