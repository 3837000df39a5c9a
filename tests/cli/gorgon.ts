/** The command itself, as a process: what a user's shell sees. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { writeTinyGguf } from '../fixtures/tiny-gguf.ts';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface GorgonOptions {
  stdin?: string | Uint8Array;
  env?: Record<string, string>;
  /** Called with the process when it has started. */
  onStart?: (child: ChildProcess) => void;
}

export async function gorgon(args: readonly string[], options: GorgonOptions = {}): Promise<Finished> {
  const { GORGON_MODEL: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    env: { ...env, ...options.env },
  });
  options.onStart?.(child);
  child.stdin.end(options.stdin ?? '');
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

/** A folder with a tiny model in it, and an environment that keeps everything else in there too. */
export async function tinyHome(): Promise<{ folder: string; model: string; env: Record<string, string> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-cli-'));
  const model = path.join(folder, 'tiny.gguf');
  await writeTinyGguf(model, { metadata: { 'llama.context_length': 256 } });
  return { folder, model, env: { GORGON_HOME: path.join(folder, 'home') } };
}
