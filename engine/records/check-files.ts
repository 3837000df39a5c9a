/** Are the files of a run folder those that its `run.json` lists, to the byte? */
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../errors.ts';
import type { RunProblem } from './run-problem.ts';
import { PROMPTS_FILE, RUN_FILE, type RunFile, type RunManifest, STEPS_FILE } from './schema.ts';
import { LOCK_FILE } from './writer-lock.ts';

/** What a kill may leave behind: the writer's mark, and a file that was being written in place of another. */
const UNFINISHED = [LOCK_FILE, ...[RUN_FILE, PROMPTS_FILE, STEPS_FILE].map((name) => `${name}.tmp`)];

/**
 * Missing, surplus, truncated and altered files. Of a run that was killed (status `running`) the steps file may be
 * longer than listed, by the group in work, and unfinished files may lie beside it. Throws `file-not-found` where the
 * folder cannot be listed.
 */
export async function checkFiles(
  dir: string,
  { files, status }: Pick<RunManifest, 'files' | 'status'>,
): Promise<RunProblem[]> {
  const names = new Set(await list(dir));
  const problems: RunProblem[] = [];
  for (const file of files) {
    if (names.has(file.name)) problems.push(...(await checkFile(dir, file, status === 'running')));
    else problems.push({ where: file.name, what: `it is missing (run.json lists ${file.bytes} bytes)` });
  }
  const known = new Set([RUN_FILE, ...files.map((file) => file.name)]);
  for (const name of names) {
    if (known.has(name) || (status === 'running' && UNFINISHED.includes(name))) continue;
    problems.push({ where: name, what: 'it is a surplus file: run.json does not list it' });
  }
  for (const name of [PROMPTS_FILE, STEPS_FILE]) {
    if (!known.has(name)) problems.push({ where: RUN_FILE, what: `it does not list ${name}` });
  }
  return problems;
}

async function checkFile(dir: string, file: RunFile, running: boolean): Promise<RunProblem[]> {
  const full = path.join(dir, file.name);
  if (!(await lstat(full)).isFile()) return [{ where: file.name, what: 'it is no regular file' }];
  const all = await readFile(full).catch((error: NodeJS.ErrnoException) => {
    throw new EngineError('file-not-found', `cannot read ${JSON.stringify(full)}: ${error.code}`, {
      cause: error,
    });
  });
  const torn = running && file.name === STEPS_FILE && all.length > file.bytes;
  const bytes = torn ? all.subarray(0, file.bytes) : all;
  if (bytes.length !== file.bytes) {
    const what = `run.json says ${file.bytes} bytes, the file has ${bytes.length}`;
    return [{ where: file.name, what, stored: file.bytes, found: bytes.length }];
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 === file.sha256) return [];
  const what = `it was altered: run.json says sha256 ${file.sha256}, the file has ${sha256}`;
  return [{ where: file.name, what, stored: file.sha256, found: sha256 }];
}

async function list(dir: string): Promise<string[]> {
  return readdir(dir).catch((error: NodeJS.ErrnoException) => {
    throw new EngineError('file-not-found', `cannot list ${JSON.stringify(dir)}: ${error.code}`, {
      cause: error,
    });
  });
}
