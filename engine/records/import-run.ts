/** Takes runs made elsewhere into a folder of runs, each verified first. A run that is there is never touched. */
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineError, invalidArgument } from '../errors.ts';
import { readManifest } from './read-run.ts';
import { problemLine } from './run-problem.ts';
import { PROMPTS_FILE, RUN_FILE, STEPS_FILE } from './schema.ts';
import { type RunCheck, verifyRun } from './verify-run.ts';
import { readZip, type ZipEntry } from './zip.ts';

export interface ImportedRun {
  /** Where it is now. */
  dir: string;
  check: RunCheck;
}

const RUN_FILES = [RUN_FILE, PROMPTS_FILE, STEPS_FILE];

/** Runs of an archive are unpacked up to this size, bytes: 80 prompts, 4 methods, 3 repeats take 30 MB. */
const LARGEST_RUN = 1e9;

/** Names that are safe as a folder's on any system, and hide nothing. */
const PLAIN_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_. +-]{0,127}$/u;

/**
 * `source`: a run folder, or a ZIP archive with run folders in it, or with the files of one. Throws `file-corrupt` with
 * what does not match, `invalid-argument` where the runs folder has a run of that name.
 */
export async function importRuns(source: string, runsDir: string): Promise<ImportedRun[]> {
  const about = await stat(source).catch((error: NodeJS.ErrnoException) => {
    const what = error.code === 'ENOENT' ? 'no such file or folder' : error.code;
    throw new EngineError('file-not-found', `cannot read ${JSON.stringify(source)}: ${what}`, {
      cause: error,
    });
  });
  return inStaging(runsDir, (staging) =>
    about.isDirectory() ? importFolder(source, staging, runsDir) : importZip(source, staging, runsDir),
  );
}

async function importFolder(source: string, staging: string, runsDir: string): Promise<ImportedRun[]> {
  const check = await accepted(source, source);
  const { files } = await readManifest(source);
  // Version 1 listed no files and had no prompts.
  const names = files.length > 0 ? files.map((file) => file.name) : [STEPS_FILE];
  const copy = path.join(staging, 'run');
  await mkdir(copy);
  for (const name of [RUN_FILE, ...names]) await copyFile(path.join(source, name), path.join(copy, name));
  return [{ dir: await moveIn(copy, check.id, runsDir), check }];
}

/** All of its runs, or none. */
async function importZip(source: string, staging: string, runsDir: string): Promise<ImportedRun[]> {
  const runs = runsIn(await unpacking(source, async () => readZip(await readFile(source))));
  if (runs.length === 0)
    throw new EngineError('file-corrupt', `cannot import ${JSON.stringify(source)}: it holds no ${RUN_FILE}`);
  const found: { copy: string; check: RunCheck }[] = [];
  for (const [i, { folder, entries }] of runs.entries()) {
    const copy = path.join(staging, `run-${i}`);
    await mkdir(copy);
    assertRunFiles(entries, source);
    for (const entry of entries) {
      const data = await unpacking(source, async () => entry.read());
      await writeFile(path.join(copy, path.posix.basename(entry.name)), data);
    }
    const check = await accepted(copy, folder === '' ? source : `${source}, ${folder}`);
    await assertFree(check.id, runsDir);
    if (found.some((other) => other.check.id === check.id))
      throw new EngineError(
        'file-corrupt',
        `cannot import ${JSON.stringify(source)}: it holds run ${check.id} twice`,
      );
    found.push({ copy, check });
  }
  const imported: ImportedRun[] = [];
  for (const { copy, check } of found) imported.push({ dir: await moveIn(copy, check.id, runsDir), check });
  return imported;
}

/** Folders of the archive with a `run.json` in them, and the files of each. */
function runsIn(entries: readonly ZipEntry[]): { folder: string; entries: ZipEntry[] }[] {
  const files = entries.filter((entry) => !entry.name.endsWith('/'));
  return files
    .filter((entry) => path.posix.basename(entry.name) === RUN_FILE)
    .map((manifest) => {
      const folder = path.posix.dirname(manifest.name);
      const own = files.filter((entry) => path.posix.dirname(entry.name) === folder);
      return { folder: folder === '.' ? '' : folder, entries: own };
    });
}

/** Before anything is unpacked: nothing but the files of a run, each once, of a size that can be. */
function assertRunFiles(entries: readonly ZipEntry[], source: string): void {
  const names = entries.map((entry) => path.posix.basename(entry.name));
  const foreign = names.find((name, i) => !RUN_FILES.includes(name) || names.indexOf(name) !== i);
  const bytes = entries.reduce((sum, entry) => sum + entry.size, 0);
  const what = foreign
    ? `${foreign} is no file of a run, or is there twice`
    : bytes > LARGEST_RUN
      ? `it unpacks to ${bytes} bytes (allowed: ${LARGEST_RUN})`
      : null;
  if (what) throw new EngineError('file-corrupt', `cannot import ${JSON.stringify(source)}: ${what}`);
}

async function accepted(dir: string, source: string): Promise<RunCheck> {
  const check = await verifyRun(dir);
  const [first, ...more] = check.problems;
  if (first) {
    const rest = more.length > 0 ? `, and ${more.length} more` : '';
    throw new EngineError(
      'file-corrupt',
      `cannot import ${JSON.stringify(source)}: ${problemLine(first)}${rest}`,
    );
  }
  if (!PLAIN_NAME.test(check.id))
    throw new EngineError(
      'file-corrupt',
      `cannot import ${JSON.stringify(source)}: its id ${JSON.stringify(check.id)} is no name for a folder`,
    );
  return check;
}

async function moveIn(copy: string, id: string, runsDir: string): Promise<string> {
  await assertFree(id, runsDir);
  const dir = path.join(runsDir, id);
  await rename(copy, dir);
  return dir;
}

async function assertFree(id: string, runsDir: string): Promise<void> {
  const there = await stat(path.join(runsDir, id)).catch(() => null);
  if (there) throw invalidArgument('run to import', id, `a run that is not yet in ${runsDir}`);
}

async function unpacking<T>(source: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('file-corrupt', `cannot import ${JSON.stringify(source)}: ${what}`, { cause });
  }
}

/** A folder beside the runs, so that a run comes to its place whole, by a rename. */
async function inStaging<T>(runsDir: string, work: (staging: string) => Promise<T>): Promise<T> {
  try {
    await mkdir(runsDir, { recursive: true });
    const staging = await mkdtemp(path.join(runsDir, '.import-'));
    try {
      return await work(staging);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (cause instanceof EngineError || code === undefined) throw cause;
    throw new EngineError('runtime-failure', `cannot write into ${JSON.stringify(runsDir)}: ${code}`, {
      cause,
    });
  }
}
