/**
 * Reads ZIP archives (PKWARE APPNOTE 6.3.10): stored and deflated entries, found by the central directory, each checked
 * against its CRC-32. No encryption, no parts, no ZIP64: an archive of runs needs none.
 */
import { crc32, inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** With slashes, as written; a folder ends in one. Not to be trusted as a path. */
  name: string;
  /** Unpacked size, bytes, as the directory says. */
  size: number;
  /** Unpacks it. Throws an Error where it is not what the directory says. */
  read: () => Buffer;
}

const END = 0x06054b50;
const END_BYTES = 22;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
/** A field of 16 or 32 bits that is full stands in a ZIP64 record instead. */
const FULL_16 = 0xffff;
const FULL_32 = 0xffffffff;
/** The end record's comment is at most so long. */
const COMMENT_BYTES = 0xffff;

/** Throws an Error that says what is wrong with the archive. */
export function readZip(bytes: Buffer): ZipEntry[] {
  const end = endOf(bytes);
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if (count === FULL_16 || at === FULL_32) throw new Error('it is a ZIP64 archive');
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    const header = part(bytes, at, CENTRAL_BYTES, CENTRAL, `entry ${i + 1} of its directory`);
    const flags = header.readUInt16LE(8);
    const method = header.readUInt16LE(10);
    const [crc, packed, size] = [16, 20, 24].map((offset) => header.readUInt32LE(offset)) as [
      number,
      number,
      number,
    ];
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) =>
      header.readUInt16LE(offset),
    ) as [number, number, number];
    const local = header.readUInt32LE(42);
    const name = bytes.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes);
    if (flags & 1) throw new Error(`${name} is encrypted`);
    if (method !== 0 && method !== 8) throw new Error(`${name} is packed by method ${method}`);
    if ([packed, size, local].includes(FULL_32)) throw new Error('it is a ZIP64 archive');
    entries.push({ name, size, read: () => unpack(bytes, { name, method, crc, packed, size, local }) });
    at += CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
  }
  return entries;
}

interface Packed {
  name: string;
  method: number;
  crc: number;
  packed: number;
  size: number;
  local: number;
}

function unpack(bytes: Buffer, { name, method, crc, packed, size, local }: Packed): Buffer {
  const header = part(bytes, local, LOCAL_BYTES, LOCAL, name);
  const start = local + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + packed > bytes.length) throw new Error(`${name} is cut off`);
  const raw = bytes.subarray(start, start + packed);
  let data = raw;
  if (method === 8) {
    try {
      // Never more than the directory says: a small archive may unpack to more than there is memory.
      data = inflateRawSync(raw, { maxOutputLength: Math.max(size, 1) });
    } catch (cause) {
      throw new Error(`${name} cannot be unpacked`, { cause });
    }
  }
  if (data.length !== size || crc32(data) !== crc) throw new Error(`${name} does not match its checksum`);
  return data;
}

function endOf(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - END_BYTES - COMMENT_BYTES);
  for (let at = bytes.length - END_BYTES; at >= first; at--) if (bytes.readUInt32LE(at) === END) return at;
  throw new Error('it is no ZIP archive, or its end is cut off');
}

function part(bytes: Buffer, at: number, length: number, signature: number, what: string): Buffer {
  if (at + length > bytes.length || bytes.readUInt32LE(at) !== signature)
    throw new Error(`${what} is not where the archive says`);
  return bytes.subarray(at, at + length);
}
