/** Writes ZIP archives that zip.ts reads: deflated entries, no ZIP64, so up to 4 GB. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  /** With slashes. */
  name: string;
  data: Uint8Array;
}

/** PKWARE APPNOTE 6.3.10: version 2.0, names in UTF-8 (bit 11), deflate, 1 January 1980 as the time of all. */
const VERSION = 20;
const UTF8 = 1 << 11;
const DEFLATE = 8;
const FIRST_DAY = (1 << 5) | 1;

/** The same files give the same bytes. */
export function zipOf(files: readonly ZipFile[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data } of files) {
    const named = Buffer.from(name, 'utf8');
    const packed = deflateRawSync(data);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(VERSION, 0);
    shared.writeUInt16LE(UTF8, 2);
    shared.writeUInt16LE(DEFLATE, 4);
    shared.writeUInt16LE(FIRST_DAY, 8);
    shared.writeUInt32LE(crc32(data), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(data.length, 18);
    shared.writeUInt16LE(named.length, 22);
    const local = Buffer.concat([signature(0x04034b50), shared, named, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    const madeBy = Buffer.alloc(2);
    madeBy.writeUInt16LE(VERSION);
    directory.push(Buffer.concat([signature(0x02014b50), madeBy, shared, rest, named]));
    bodies.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, listed, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
