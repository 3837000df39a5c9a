/** `gorgon serve`, which is `npm start`: the model, the built pages, then the server on this machine. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { EngineError } from '../../engine/errors.ts';
import { fetchModel } from '../../engine/models/model-store.ts';
import { wholeOption } from '../options.ts';
import { downloadText, progressLine } from '../progress.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const HOST = '127.0.0.1';
const DEFAULT_PORT = 3000;
/** What a server that is told to stop has for the requests that still run. */
const STOP_PATIENCE_MS = 3000;
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Written when a build is whole; Next's own BUILD_ID is there before that. */
const BUILT = path.join(ROOT, '.next', 'gorgon-built');
/** What the built pages are made from. */
const SOURCES = [
  'app',
  'components',
  'engine',
  'report',
  'bench/prompts',
  'next.config.mjs',
  'instrumentation.ts',
  'proxy.ts',
  'package-lock.json',
];

export function register(program: Command): void {
  program
    .command('serve')
    .description(
      'the page and its engine on http://127.0.0.1, after fetching the model and building what is not built',
    )
    .option('--port <n>', `port (default: PORT, or ${DEFAULT_PORT})`, wholeOption(1))
    .option('--dev', 'rebuild pages as their sources change')
    .action(async (options: { port?: number; dev?: boolean }) => {
      const port = options.port ?? portFromEnvironment();
      await checkPort(port);
      await fetchIfPossible(program.opts<{ model?: string }>().model);
      if (!options.dev && (await needsBuild())) await build();
      process.exitCode = await serve(port, options.dev ?? false);
    });
}

/** Errors of a model that cannot be had; another file in its place is a fault that stops. */
const NO_MODEL: readonly string[] = ['download-failed', 'file-not-found'];

/** Recorded runs need no model: where it cannot be had the pages are served all the same, and say so. */
async function fetchIfPossible(modelPath: string | undefined): Promise<void> {
  const progress = progressLine();
  try {
    await fetchModel({ modelPath, onProgress: (p) => progress.update(downloadText(p)) });
  } catch (error) {
    if (!(error instanceof EngineError) || !NO_MODEL.includes(error.code)) throw error;
    progress.end();
    process.stderr.write(`gorgon: ${error.message}\ngorgon: serving recorded runs without an engine\n`);
    return;
  }
  progress.end();
}

function portFromEnvironment(): number {
  const text = process.env.PORT;
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new EngineError('invalid-argument', `invalid PORT: ${JSON.stringify(text)} (allowed: 1 to 65535)`);
  }
  return port;
}

/** A port in use is found before anything is downloaded or built. */
function checkPort(port: number): Promise<void> {
  if (port > 65535)
    throw new EngineError('invalid-argument', `invalid --port: ${port} (allowed: 1 to 65535)`);
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${cause.code})`;
      reject(
        new EngineError('port-in-use', `port ${port} ${why}: choose another with --port N or PORT=N`, {
          cause,
        }),
      );
    });
    probe.listen(port, HOST, () => probe.close(() => resolve()));
  });
}

async function needsBuild(): Promise<boolean> {
  if (!existsSync(BUILT)) return true;
  const builtMs = (await stat(BUILT)).mtimeMs;
  for (const source of SOURCES) if ((await newestMs(path.join(ROOT, source))) > builtMs) return true;
  return false;
}

/** A folder's own time counts too: it changes when a file goes. */
async function newestMs(file: string): Promise<number> {
  const info = await stat(file);
  if (!info.isDirectory()) return info.mtimeMs;
  const entries = await readdir(file);
  const times = await Promise.all(entries.map((entry) => newestMs(path.join(file, entry))));
  return Math.max(info.mtimeMs, ...times);
}

/** `ipc` opens a channel that nothing is said on: its end tells the server that this process is gone. */
function next(args: readonly string[], channel: 'ipc' | 'ignore') {
  return spawn(process.execPath, [path.join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next'), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe', channel],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  });
}

/** Builds the pages; what the build prints is shown only when it fails. */
async function build(): Promise<void> {
  process.stderr.write('building the pages\n');
  await rm(BUILT, { force: true });
  const startedAt = new Date();
  const child = next(['build'], 'ignore');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) {
    process.stderr.write(output);
    throw new EngineError(
      'runtime-failure',
      `building the pages failed with code ${code}; its output is above`,
    );
  }
  await writeFile(BUILT, '');
  // A source that changed during the build is newer than it.
  await utimes(BUILT, startedAt, startedAt);
}

/** Runs the server until it ends or this process is told to; returns the exit code. */
async function serve(port: number, dev: boolean): Promise<number> {
  const child = next([dev ? 'dev' : 'start', '-H', HOST, '-p', String(port)], 'ipc');
  let said = '';
  let announced = false;
  child.stdout?.on('data', (chunk: Buffer) => {
    if (announced) return;
    said += chunk.toString();
    if (said.includes('Ready')) {
      announced = true;
      process.stdout.write(`Gorgon is at http://${HOST}:${port}\n`);
    }
  });
  child.stderr?.on('data', (chunk: Buffer) => process.stderr.write(chunk));
  let asked = false;
  for (const signal of STOP_SIGNALS) {
    process.once(signal, () => {
      asked = true;
      child.kill(signal);
      // Next waits until every page has closed its stream of events, which pages do not do.
      setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS).unref();
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  // Next ends with 128 + signal when it is asked to end; that is how a server is stopped, not a failure.
  return asked ? 0 : (code ?? 1);
}
