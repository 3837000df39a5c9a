/**
 * The header of a GGUF file (ggml-org/ggml, docs/gguf.md): versions 2 and 3, little-endian. It is read exactly: a byte
 * that is not there is an error that names its place. (@huggingface/gguf takes bytes behind the end for zeros and, with
 * no error, cuts a string that crosses its 2 MB chunks; the tests compare the two where both are right.)
 */
import type { FileHandle } from 'node:fs/promises';
import { EngineError } from '../errors.ts';

export type MetadataValue = string | number | bigint | boolean | MetadataValue[];

export interface GgufTensorInfo {
  name: string;
  /** Outermost dimension first. */
  shape: number[];
  /** The type's number in the file. */
  type: number;
  /** From `dataOffset` on. */
  offset: number;
}

export interface GgufHeader {
  metadata: Map<string, MetadataValue>;
  tensors: GgufTensorInfo[];
  /** Where tensor data begins, bytes from the start of the file. */
  dataOffset: number;
}

const MAGIC = 'GGUF';
const VERSIONS = [2, 3];
const DEFAULT_ALIGNMENT = 32;
/** Most dimensions of a tensor (GGML_MAX_DIMS). */
const MAX_DIMENSIONS = 4;
/** Lists inside lists; no known key goes deeper than one. */
const MAX_LIST_DEPTH = 4;
/** Read first; a longer header is read again with twice as much. Vocabularies fill one to ten megabytes. */
const FIRST_READ_BYTES = 4 << 20;

/** Value types of metadata with a fixed width, by number. */
const SCALARS: Readonly<
  Record<number, { bytes: number; read: (b: Buffer, at: number) => number | bigint | boolean }>
> = {
  0: { bytes: 1, read: (b, at) => b.readUInt8(at) },
  1: { bytes: 1, read: (b, at) => b.readInt8(at) },
  2: { bytes: 2, read: (b, at) => b.readUInt16LE(at) },
  3: { bytes: 2, read: (b, at) => b.readInt16LE(at) },
  4: { bytes: 4, read: (b, at) => b.readUInt32LE(at) },
  5: { bytes: 4, read: (b, at) => b.readInt32LE(at) },
  6: { bytes: 4, read: (b, at) => b.readFloatLE(at) },
  7: { bytes: 1, read: (b, at) => b.readUInt8(at) !== 0 },
  10: { bytes: 8, read: (b, at) => b.readBigUInt64LE(at) },
  11: { bytes: 8, read: (b, at) => b.readBigInt64LE(at) },
  12: { bytes: 8, read: (b, at) => b.readDoubleLE(at) },
};
const STRING = 8;
const LIST = 9;

/** Throws `file-corrupt` with the place, or `unsupported-model` for a version or byte order it does not know. */
export async function readGgufHeader(handle: FileHandle, path: string, size: number): Promise<GgufHeader> {
  for (let length = Math.min(size, FIRST_READ_BYTES); ; length = Math.min(size, length * 2)) {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await handle.read(bytes, 0, length, 0);
    try {
      return parseHeader(new HeaderCursor(bytes.subarray(0, bytesRead), path, size));
    } catch (error) {
      if (!(error instanceof NeedsMoreBytes)) throw error;
      if (bytesRead < length || length === size) throw new Error(`${path} changed while it was read`);
    }
  }
}

function parseHeader(cursor: HeaderCursor): GgufHeader {
  const { path } = cursor;
  const magic = cursor.peekText(MAGIC.length);
  if (magic !== MAGIC) {
    throw new EngineError(
      'file-corrupt',
      `${path} is not a GGUF file: it begins with ${JSON.stringify(magic)}, not "${MAGIC}"`,
    );
  }
  cursor.bytes(MAGIC.length, 'its magic');
  const version = cursor.uint32('its version');
  if (!VERSIONS.includes(version)) {
    // The low half of a small number is zero when its bytes are in the other order.
    const what = (version & 0xffff) === 0 && version !== 0 ? 'is big-endian' : `has GGUF version ${version}`;
    const allowed = `little-endian, version ${VERSIONS.join(' or ')}`;
    throw new EngineError('unsupported-model', `${path} ${what} (supported: ${allowed})`);
  }
  const tensorCount = cursor.count('tensors');
  const entryCount = cursor.count('metadata entries');
  const metadata = new Map<string, MetadataValue>();
  for (let i = 0; i < entryCount; i++) {
    const key = cursor.text(`the key of metadata entry ${i}`);
    metadata.set(key, cursor.value(cursor.uint32(`the type of ${key}`), key));
  }
  const alignment = metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  if (typeof alignment !== 'number' || alignment < 8 || alignment % 8 !== 0) {
    throw cursor.corrupt(`general.alignment is ${alignment} (allowed: multiples of 8)`);
  }
  const tensors: GgufTensorInfo[] = [];
  for (let i = 0; i < tensorCount; i++) {
    const name = cursor.text(`the name of tensor ${i}`);
    const dimensions = cursor.uint32(`the dimensions of ${name}`);
    if (dimensions > MAX_DIMENSIONS) {
      throw cursor.corrupt(`tensor ${name} has ${dimensions} dimensions (allowed: 0 to ${MAX_DIMENSIONS})`);
    }
    const shape = Array.from({ length: dimensions }, () => cursor.size(`the shape of ${name}`)).reverse();
    const type = cursor.uint32(`the type of ${name}`);
    const offset = cursor.size(`the offset of ${name}`);
    if (offset % alignment !== 0) {
      throw cursor.corrupt(`tensor ${name} is at offset ${offset} (allowed: multiples of ${alignment})`);
    }
    tensors.push({ name, shape, type, offset });
  }
  return { metadata, tensors, dataOffset: Math.ceil(cursor.offset / alignment) * alignment };
}

/** More of the file is there, but not in the buffer. */
class NeedsMoreBytes extends Error {}

/** Reads values one after another from the beginning of a file of `fileSize` bytes. */
class HeaderCursor {
  offset = 0;

  constructor(
    private readonly buffer: Buffer,
    readonly path: string,
    private readonly fileSize: number,
  ) {}

  corrupt(why: string): EngineError {
    return new EngineError('file-corrupt', `${this.path} is corrupt before byte ${this.offset}: ${why}`);
  }

  /** The first bytes as text, fewer where the file is shorter; nothing is consumed. */
  peekText(length: number): string {
    return this.buffer.toString('latin1', 0, length);
  }

  /** Where `length` bytes begin in the buffer; they are consumed. */
  bytes(length: number, what: string): number {
    const start = this.offset;
    const end = start + length;
    if (end > this.fileSize) {
      throw new EngineError(
        'file-corrupt',
        `${this.path} is cut short: ${what} at byte ${start} needs ${length} bytes, the file has ${this.fileSize}`,
      );
    }
    if (end > this.buffer.length) throw new NeedsMoreBytes();
    this.offset = end;
    return start;
  }

  uint32(what: string): number {
    return this.buffer.readUInt32LE(this.bytes(4, what));
  }

  /** A 64-bit number that must be exact in a double. */
  size(what: string): number {
    const value = this.buffer.readBigUInt64LE(this.bytes(8, what));
    if (value > Number.MAX_SAFE_INTEGER) throw this.corrupt(`${what} is ${value}`);
    return Number(value);
  }

  /** How many things follow; each takes a byte at least, so more than there are bytes left is nonsense. */
  count(what: string): number {
    const count = this.size(`the number of ${what}`);
    const left = this.fileSize - this.offset;
    if (count > left) throw this.corrupt(`${count} ${what} in the ${left} bytes that are left`);
    return count;
  }

  text(what: string): string {
    const length = this.size(`the length of ${what}`);
    const start = this.bytes(length, what);
    return this.buffer.toString('utf8', start, start + length);
  }

  value(type: number, key: string, depth = 0): MetadataValue {
    if (type === STRING) return this.text(key);
    if (type === LIST) {
      if (depth === MAX_LIST_DEPTH) throw this.corrupt(`${key} is a list ${depth + 1} levels deep`);
      const itemType = this.uint32(`the type of ${key}`);
      const count = this.count(`items of ${key}`);
      const items: MetadataValue[] = [];
      for (let i = 0; i < count; i++) items.push(this.value(itemType, key, depth + 1));
      return items;
    }
    const scalar = SCALARS[type];
    if (!scalar) throw this.corrupt(`${key} has value type ${type} (allowed: 0 to 12)`);
    return scalar.read(this.buffer, this.bytes(scalar.bytes, key));
  }
}
