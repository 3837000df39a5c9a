/** A training run's state on disk, replaced whole: a kill loses the steps since the last one and nothing else. */
import { randomUUID } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { EngineError } from '../errors.ts';

export interface Checkpoint {
  /** What the run was started with; a run goes on only under the same. */
  settings: Record<string, unknown>;
  step: number;
  seconds: number;
  curves: CurvePoint[];
  /** Parameters, then first moments, then second moments. */
  arrays: Float32Array[];
}

/** Held-out figures after a step; `accuracy[position][k]` is the share of right answers among the first k + 1 guesses. */
export interface CurvePoint {
  step: number;
  /** Epochs done, with a fraction inside of one. */
  epoch: number;
  /** Mean since the point before. */
  trainLoss: number | null;
  accuracy: number[][];
}

export async function saveCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const { arrays, ...rest } = checkpoint;
  const header = Buffer.from(JSON.stringify({ ...rest, lengths: arrays.map((a) => a.length) }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const temporary = `${file}.${randomUUID()}`;
  const handle = await open(temporary, 'wx');
  try {
    const parts = [length, header, ...arrays.map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength))];
    for (const part of parts) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

/**
 * Null when there is none. Throws when it belongs to a run with other settings, naming the first that differs, or holds
 * arrays of other lengths than `expected`.
 */
export async function loadCheckpoint(
  file: string,
  settings: Record<string, unknown>,
  expected: readonly number[],
): Promise<Checkpoint | null> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw new EngineError('file-corrupt', `cannot read the checkpoint ${file}: ${cause.message}`, { cause });
  });
  if (bytes === null) return null;
  const { lengths, headerLength, ...rest } = parseHeader(bytes, file);
  for (const [name, value] of Object.entries(settings)) {
    const before = JSON.stringify(rest.settings[name]);
    if (before !== JSON.stringify(value)) {
      throw new EngineError(
        'invalid-argument',
        `${file} was made with ${name} ${before}, not ${JSON.stringify(value)}: use the same settings, or remove it to start again`,
      );
    }
  }
  if (JSON.stringify(lengths) !== JSON.stringify(expected))
    throw new EngineError(
      'invalid-argument',
      `${file} was made for weights of ${lengths.join(' + ')} values, not ${expected.join(' + ')}: remove it to start again`,
    );
  let offset = 8 + headerLength;
  const arrays = lengths.map((count) => {
    const copy = new Float32Array(count);
    new Uint8Array(copy.buffer).set(bytes.subarray(offset, offset + 4 * count));
    offset += 4 * count;
    return copy;
  });
  return { ...rest, arrays };
}

function parseHeader(
  bytes: Buffer,
  file: string,
): Omit<Checkpoint, 'arrays'> & { lengths: number[]; headerLength: number } {
  const corrupt = (cause?: unknown) =>
    new EngineError('file-corrupt', `${file} is not a whole checkpoint: remove it to start again`, { cause });
  try {
    const headerLength = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Omit<Checkpoint, 'arrays'> & {
      lengths: number[];
    };
    const floats = header.lengths.reduce((sum, length) => sum + length, 0);
    if (8 + headerLength + 4 * floats === bytes.length) return { ...header, headerLength };
  } catch (cause) {
    throw corrupt(cause);
  }
  throw corrupt();
}
