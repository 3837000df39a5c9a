/**
 * safetensors files (huggingface/safetensors, README "Format"): eight bytes of header length, a JSON header, data.
 * Reads F32, F16 and I32; writes F16 and I32.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { EngineError } from '../errors.ts';
import { floatToHalf, halfToFloat } from './half.ts';

export interface Safetensors {
  metadata: Readonly<Record<string, string>>;
  /** Names of all tensors. */
  names: readonly string[];
  sha256: string;
  /** Size of the file. */
  bytes: number;
  has(name: string): boolean;
  shape(name: string): readonly number[];
  /** F32 or F16 as float32. */
  readFloats(name: string): Float32Array;
  /** I32. */
  readInts(name: string): Int32Array;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

const BYTES: Readonly<Record<string, number>> = { F32: 4, F16: 2, I32: 4 };

export async function openSafetensors(path: string): Promise<Safetensors> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new EngineError('file-not-found', `there is no file ${path}`, { cause });
  });
  const corrupt = (why: string) =>
    new EngineError('file-corrupt', `${path} is not a whole safetensors file: ${why}`);
  if (bytes.length < 8) throw corrupt(`${bytes.length} bytes`);
  const headerBytes = Number(bytes.readBigUInt64LE(0));
  if (8 + headerBytes > bytes.length)
    throw corrupt(`a header of ${headerBytes} bytes in a file of ${bytes.length}`);
  const header = parseHeader(bytes.toString('utf8', 8, 8 + headerBytes), corrupt);
  const { __metadata__: metadata = {}, ...entries } = header as Record<string, HeaderEntry> & {
    __metadata__?: Record<string, string>;
  };
  const base = 8 + headerBytes;
  const tensors = new Map(Object.entries(entries));
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of tensors) {
    const count = shape.reduce((product, n) => product * n, 1);
    const width = BYTES[dtype];
    if (width === undefined) {
      throw new EngineError(
        'unsupported-model',
        `${path}: tensor ${name} has type ${dtype} (supported: ${Object.keys(BYTES).join(', ')})`,
      );
    }
    if (to - from !== count * width || base + to > bytes.length)
      throw corrupt(`tensor ${name} ends at byte ${base + to} of ${bytes.length}`);
  }
  const find = (name: string): HeaderEntry => {
    const entry = tensors.get(name);
    if (!entry) throw new EngineError('file-corrupt', `${path} has no tensor ${name}`);
    return entry;
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    metadata,
    names: [...tensors.keys()],
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    has: (name) => tensors.has(name),
    shape: (name) => find(name).shape,
    readFloats: (name) => {
      const {
        dtype,
        data_offsets: [from, to],
      } = find(name);
      if (dtype === 'I32')
        throw new EngineError('file-corrupt', `${path}: tensor ${name} holds integers, not floats`);
      const width = BYTES[dtype] as number;
      return Float32Array.from({ length: (to - from) / width }, (_, i) =>
        dtype === 'F16'
          ? halfToFloat(view.getUint16(base + from + 2 * i, true))
          : view.getFloat32(base + from + 4 * i, true),
      );
    },
    readInts: (name) => {
      const {
        dtype,
        data_offsets: [from, to],
      } = find(name);
      if (dtype !== 'I32')
        throw new EngineError('file-corrupt', `${path}: tensor ${name} has type ${dtype}, not I32`);
      return Int32Array.from({ length: (to - from) / 4 }, (_, i) => view.getInt32(base + from + 4 * i, true));
    },
  };
}

function parseHeader(text: string, corrupt: (why: string) => EngineError): object {
  try {
    const header: unknown = JSON.parse(text);
    if (typeof header === 'object' && header !== null) return header;
  } catch {
    // falls through to the one error below
  }
  throw corrupt('its header is not a JSON object');
}

export interface TensorToWrite {
  name: string;
  shape: readonly number[];
  /** Float32Array is written as F16, Int32Array as I32. */
  data: Float32Array | Int32Array;
}

/** Writes the file whole or not at all (temporary file, then rename). */
export async function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite[],
  metadata: Record<string, string>,
): Promise<void> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    const bytes =
      data instanceof Float32Array
        ? halves(data)
        : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    header[name] = {
      dtype: data instanceof Float32Array ? 'F16' : 'I32',
      shape,
      data_offsets: [offset, offset + bytes.length],
    };
    offset += bytes.length;
    parts.push(bytes);
  }
  const json = JSON.stringify(header);
  const text = Buffer.from(
    json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8 - Buffer.byteLength(json) + json.length),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, Buffer.concat([length, text, ...parts]));
  await rename(temporary, path);
}

function halves(data: Float32Array): Uint8Array {
  const out = new Uint8Array(data.length * 2);
  const view = new DataView(out.buffer);
  for (const [i, value] of data.entries()) view.setUint16(2 * i, floatToHalf(value), true);
  return out;
}
