/** Text as the user gave it: every byte counts, nothing is trimmed, and what is not UTF-8 is refused with its place. */
import { readFile } from 'node:fs/promises';
import { EngineError } from '../engine/errors.ts';

/** `-` is standard input. */
export async function readText(file: string): Promise<string> {
  const name = file === '-' ? 'standard input' : file;
  const bytes = await (file === '-' ? readStandardInput() : readFile(file)).catch(
    (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
      throw new EngineError('file-not-found', `cannot read ${name}: ${why}`, { cause });
    },
  );
  return decodeUtf8(bytes, name);
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function decodeUtf8(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new EngineError(
      'invalid-input',
      `${name} is not UTF-8: byte ${firstBadByte(bytes)} begins no valid character`,
      { cause },
    );
  }
}

/** Offset of the first byte of the first ill-formed sequence (Unicode 15.0, table 3-7). */
function firstBadByte(bytes: Uint8Array): number {
  let at = 0;
  for (let length = 1; length > 0 && at < bytes.length; at += length) length = characterLength(bytes, at);
  return at;
}

/** Bytes of the character that begins here, 0 where none does. */
function characterLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  // Overlong forms, surrogates and code points past U+10FFFF show in the second byte.
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i] ?? 0;
    if (byte < (i === 1 ? low : 0x80) || byte > (i === 1 ? high : 0xbf)) return 0;
  }
  return length;
}
