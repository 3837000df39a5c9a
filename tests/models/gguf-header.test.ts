import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gguf as readWithLibrary } from '@huggingface/gguf';
import { beforeAll, describe, expect, it } from 'vitest';
import { EngineError } from '../../engine/errors.ts';
import { openGguf } from '../../engine/models/gguf.ts';
import { createGgufTokenizer } from '../../engine/models/gguf-tokenizer.ts';
import { readLlamaConfig } from '../../engine/models/llama-config.ts';
import { seededUniform } from '../fixtures/seeded-uniform.ts';
import { writeTinyGguf } from '../fixtures/tiny-gguf.ts';

let folder: string;
let whole: Buffer;
let dataOffset: number;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gorgon-header-'));
  const file = path.join(folder, 'whole.gguf');
  await writeTinyGguf(file);
  whole = await readFile(file);
  dataOffset = Number((await readWithLibrary(file, { allowLocalFile: true })).tensorDataOffset);
});

async function openBytes(bytes: Uint8Array) {
  const file = path.join(folder, 'changed.gguf');
  await writeFile(file, bytes);
  return openGguf(file);
}

describe('the header of a GGUF file', () => {
  it('is what @huggingface/gguf reads', async () => {
    const file = path.join(folder, 'whole.gguf');
    const expected = await readWithLibrary(file, { allowLocalFile: true });
    const opened = await openGguf(file);
    const { version, tensor_count, kv_count, ...metadata } = expected.metadata as Record<string, unknown>;
    expect(Object.fromEntries(opened.metadata)).toEqual(metadata);
    expect([version, tensor_count, kv_count]).toEqual([
      3,
      BigInt(opened.tensors.size),
      BigInt(opened.metadata.size),
    ]);
    expect(opened.tensors.size).toBe(expected.tensorInfos.length);
    for (const info of expected.tensorInfos) {
      const tensor = opened.tensors.get(info.name);
      expect(tensor?.shape).toEqual(info.shape.map(Number).reverse());
      expect(tensor?.byteOffset).toBe(Number(expected.tensorDataOffset + info.offset));
    }
    await opened.close();
  });

  it('is whole where strings and lists cross the borders of what is read at once', async () => {
    const marker = 'a string at the border';
    const file = path.join(folder, 'long.gguf');
    await writeTinyGguf(file, { metadata: { 'a.list': ['', marker] } });
    const at = (await readFile(file)).indexOf(marker);
    for (const border of [2_000_000, 4 << 20, 8 << 20]) {
      // The border falls ten bytes into the last string of the list.
      const filler = 'x'.repeat(border - 10 - at);
      await writeTinyGguf(file, { metadata: { 'a.list': [filler, marker] } });
      const opened = await openGguf(file);
      expect(opened.metadata.get('a.list')).toEqual([filler, marker]);
      expect((await opened.readTensor('output_norm.weight')).every((w) => w === 1)).toBe(true);
      await opened.close();
    }
  });

  it('names the place where a cut file ends, wherever it is cut', async () => {
    for (let length = 4; length < dataOffset; length += 61) {
      const error: unknown = await openBytes(whole.subarray(0, length)).catch((e: unknown) => e);
      expect(error, `${length} bytes`).toBeInstanceOf(EngineError);
      expect((error as Error).message).toMatch(
        /cut short: .* at byte \d+ needs \d+ bytes, the file has \d+|corrupt before byte \d+: \d+ .* in the \d+ bytes that are left|cut short: tensor/,
      );
    }
  });

  it('refuses other versions and the other byte order by name', async () => {
    const bigEndian = Buffer.from(whole);
    bigEndian.writeUInt32BE(3, 4);
    await expect(openBytes(bigEndian)).rejects.toThrow('is big-endian (supported: little-endian');
    const old = Buffer.from(whole);
    old.writeUInt32LE(1, 4);
    await expect(openBytes(old)).rejects.toMatchObject({
      code: 'unsupported-model',
      message: expect.stringContaining('has GGUF version 1 (supported: little-endian, version 2 or 3)'),
    });
  });

  it('refuses numbers that cannot be, before it believes them', async () => {
    const many = Buffer.from(whole);
    many.writeBigUInt64LE(1n << 40n, 8);
    await expect(openBytes(many)).rejects.toThrow(/1099511627776 tensors in the \d+ bytes that are left/);
    const huge = Buffer.from(whole);
    huge.writeBigUInt64LE(1n << 60n, 24);
    await expect(openBytes(huge)).rejects.toThrow(
      'the length of the key of metadata entry 0 is 1152921504606846976',
    );
  });

  it('never fails in another way, whatever byte is changed', async () => {
    const uniform = seededUniform(11);
    let refused = 0;
    for (let i = 0; i < 400; i++) {
      const changed = Buffer.from(whole);
      const at = Math.floor(uniform() * dataOffset);
      changed[at] = Math.floor(uniform() * 256);
      try {
        const opened = await openBytes(changed);
        try {
          readLlamaConfig(opened);
          createGgufTokenizer(opened);
        } finally {
          await opened.close();
        }
      } catch (error) {
        expect(error, `byte ${at} = ${changed[at]}`).toBeInstanceOf(EngineError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(50);
  });
});
