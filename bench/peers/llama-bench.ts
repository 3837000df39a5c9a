/** A native build of llama.cpp's llama-bench: its `tg128`, tokens a second of 128 tokens behind so many that are cached. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Speed } from './peer-process.ts';

const TOKENS = 128;

const output = z.array(z.object({ n_gen: z.literal(TOKENS), avg_ts: z.number().positive() })).length(1);

/**
 * One repetition behind `depth` cached tokens, after the warm-up that llama-bench has of itself. Throws where it fails or
 * prints another form.
 */
export async function llamaBench(
  binary: string,
  { modelPath, threads, depth }: { modelPath: string; threads: number; depth: number },
): Promise<Speed> {
  const args = [
    '-m',
    modelPath,
    '-t',
    String(threads),
    '-p',
    '0',
    '-n',
    String(TOKENS),
    '-d',
    String(depth),
    '-r',
    '1',
    '-o',
    'json',
  ];
  const { stdout } = await promisify(execFile)(binary, args);
  const parsed = output.safeParse(JSON.parse(stdout));
  if (!parsed.success) throw new Error(`${binary} printed another form: ${z.prettifyError(parsed.error)}`);
  const rate = parsed.data[0]?.avg_ts ?? Number.NaN;
  return { tokens: TOKENS, ms: (1000 * TOKENS) / rate, totalMs: null };
}
