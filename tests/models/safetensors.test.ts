import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSafetensors, writeSafetensors } from '../../engine/models/safetensors.ts';

const folder = () => mkdtemp(path.join(tmpdir(), 'gorgon-safetensors-'));

describe('safetensors', () => {
  it('come back as they were written, floats rounded to half', async () => {
    const file = path.join(await folder(), 'a.safetensors');
    const data = Float32Array.of(1, -0.333251953125, 65504, 1e-8, 2, 3);
    await writeSafetensors(
      file,
      [
        { name: 'é', shape: [2, 3], data },
        { name: 'map', shape: [2], data: Int32Array.of(-1, 49151) },
      ],
      { version: '2', note: 'ü' },
    );
    const opened = await openSafetensors(file);
    expect(opened.metadata).toEqual({ version: '2', note: 'ü' });
    expect(Array.from(opened.readFloats('é'))).toEqual([1, -0.333251953125, 65504, 0, 2, 3]);
    expect(opened.shape('é')).toEqual([2, 3]);
    expect(Array.from(opened.readInts('map'))).toEqual([-1, 49151]);
    expect(() => opened.readFloats('map')).toThrow('holds integers');
    expect(() => opened.readInts('é')).toThrow('type F16, not I32');
    expect(() => opened.readFloats('none')).toThrow('has no tensor none');
    const headerLength = Number((await readFile(file)).readBigUInt64LE(0));
    expect(headerLength % 8).toBe(0);
  });

  it('are refused when missing, cut or foreign', async () => {
    const where = await folder();
    const file = path.join(where, 'a.safetensors');
    await writeSafetensors(file, [{ name: 'a', shape: [4], data: new Float32Array(4) }], {});
    const whole = await readFile(file);
    await expect(openSafetensors(path.join(where, 'none'))).rejects.toThrow('there is no file');
    for (const length of [3, 20, whole.length - 1]) {
      await writeFile(file, whole.subarray(0, length));
      await expect(openSafetensors(file), `${length}`).rejects.toMatchObject({ code: 'file-corrupt' });
    }
    const header = Buffer.from('{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}');
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(header.length));
    await writeFile(file, Buffer.concat([size, header, Buffer.alloc(2)]));
    await expect(openSafetensors(file)).rejects.toThrow('has type BF16 (supported: F32, F16, I32)');
  });
});
