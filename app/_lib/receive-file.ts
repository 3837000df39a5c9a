/** The body of a request into a file, up to a limit, so that no upload fills memory or disk. */
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EngineError } from '../../engine/errors.ts';

/** Returns the first bytes, which tell what it is. Throws `invalid-input` for an empty body and one that is too large. */
export async function receiveFile(request: Request, file: string, mostBytes: number): Promise<Buffer> {
  let size = 0;
  let first = Buffer.alloc(0);
  const limit = new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length;
      if (first.length < HEAD_BYTES) first = Buffer.concat([first, chunk]).subarray(0, HEAD_BYTES);
      if (size > mostBytes)
        done(new EngineError('invalid-input', `the file has more than ${mostBytes / 1e6} MB`));
      else done(null, chunk);
    },
  });
  const body = (request.body ?? []) as AsyncIterable<Uint8Array>;
  await pipeline(Readable.from(body), limit, createWriteStream(file, { flags: 'wx' }));
  if (size === 0) throw new EngineError('invalid-input', 'the file is empty');
  return first;
}

const HEAD_BYTES = 64;
