/** The command itself, as a process: what a user's shell sees. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
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

export function gorgon(args: readonly string[], options: GorgonOptions = {}): Promise<Finished> {
  return finish(process.execPath, ['--import', 'tsx', MAIN, ...args], options);
}

/** The same with standard output read by `head -c 1`, which leaves; the exit code is the command's own. */
export function gorgonIntoHead(args: readonly string[], options: GorgonOptions = {}): Promise<Finished> {
  const pipe = 'set -o pipefail; "$@" | head -c 1';
  return finish('bash', ['-c', pipe, 'bash', process.execPath, '--import', 'tsx', MAIN, ...args], options);
}

async function finish(
  command: string,
  args: readonly string[],
  { stdin = '', env = {}, onStart }: GorgonOptions,
): Promise<Finished> {
  const { GORGON_MODEL: _, ...inherited } = process.env;
  const child = spawn(command, args, { env: { ...inherited, ...env } });
  onStart?.(child);
  child.stdin.end(stdin);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

export interface TinyHome {
  folder: string;
  model: string;
  env: Record<string, string>;
  remove: () => Promise<void>;
}

/** A folder with a tiny model in it, and an environment that keeps everything else in there too. */
export async function tinyHome(): Promise<TinyHome> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-cli-'));
  const model = path.join(folder, 'tiny.gguf');
  await writeTinyGguf(model, { metadata: { 'llama.context_length': 256 } });
  return {
    folder,
    model,
    env: { GORGON_HOME: path.join(folder, 'home') },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
