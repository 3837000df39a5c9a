/** Reads run folders, one's own and others'. A file that is missing, cut off, altered in form or too new is named. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, constants as zlib } from 'node:zlib';
import type { ZodType } from 'zod';
import { type AnswerGroup, type RunFindings, summarizeRun } from '../core/run-summary.ts';
import { EngineError } from '../errors.ts';
import { compactGroup, fromCompactGroup } from './compact-answer.ts';
import { RUN_FILE, type RunManifest, runManifest, SCHEMA_VERSION, STEPS_FILE } from './schema.ts';

export interface RunRecord extends RunFindings {
  dir: string;
  manifest: RunManifest;
  /** Whole groups in the order they were made. */
  groups: AnswerGroup[];
}

/**
 * Reads a run with all its steps and computes summary and differences from them. Of a run that was killed
 * (status `running`) the group in work is left out; in any other, a cut-off steps file is an error.
 * Throws `file-not-found` and `file-corrupt`.
 */
export async function readRun(dir: string): Promise<RunRecord> {
  const manifest = await readManifest(dir);
  const file = path.join(dir, STEPS_FILE);
  const text = gunzip(await readBytes(file), manifest.status === 'running', file);
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  if (rest !== '' && manifest.status !== 'running') throw corrupt(file, 'the last line is cut off');
  // A kill between the two writes leaves one group more than run.json counts.
  const surplus = lines.length - manifest.groups;
  if (surplus !== 0 && !(manifest.status === 'running' && surplus === 1))
    throw corrupt(file, `it holds ${lines.length} groups, ${RUN_FILE} says ${manifest.groups}`);
  const groups = lines.map((line, i) => parseGroup(line, `${file}, group ${i + 1}`));
  try {
    return { dir, manifest, groups, ...summarizeRun(groups) };
  } catch (error) {
    throw corrupt(file, messageOf(error), error);
  }
}

/** Reads `run.json` alone: settings, environment, and the summary as it was when the file was written. */
export async function readManifest(dir: string): Promise<RunManifest> {
  const file = path.join(dir, RUN_FILE);
  const value = parseJson((await readBytes(file)).toString('utf8'), file);
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== SCHEMA_VERSION) {
    throw corrupt(
      file,
      version === undefined
        ? 'it is no run record (no schemaVersion)'
        : `schemaVersion ${JSON.stringify(version)} is unknown (this version of gorgon reads ${SCHEMA_VERSION})`,
    );
  }
  return check(runManifest, value, file);
}

/**
 * The manifest of the run in a folder of runs that began last, of those with at least one group done; null where there
 * is none. Folders without `run.json` are no runs; a corrupt `run.json` is an error.
 */
export async function latestRun(runsDir: string): Promise<{ dir: string; manifest: RunManifest } | null> {
  let latest: { dir: string; manifest: RunManifest } | null = null;
  for (const dir of await runFolders(runsDir)) {
    const manifest = await readManifest(dir);
    if (manifest.summary === null) continue;
    if (latest === null || manifest.startedAt > latest.manifest.startedAt) latest = { dir, manifest };
  }
  return latest;
}

async function runFolders(runsDir: string): Promise<string[]> {
  const entries = await readdir(runsDir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    // No run was ever made here.
    if (error.code === 'ENOENT') return [];
    throw new EngineError('file-not-found', `cannot list runs in ${JSON.stringify(runsDir)}: ${error.code}`, {
      cause: error,
    });
  });
  const folders: string[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const dir = path.join(runsDir, entry.name);
    if ((await readdir(dir)).includes(RUN_FILE)) folders.push(dir);
  }
  return folders;
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const what = code === 'ENOENT' ? 'no such file' : code;
    throw new EngineError('file-not-found', `cannot read ${JSON.stringify(file)}: ${what}`, { cause: error });
  }
}

/** `torn` accepts a stream that stops in the middle and gives what is there of it. */
function gunzip(bytes: Buffer, torn: boolean, file: string): string {
  if (bytes.length === 0) return '';
  try {
    const finishFlush = torn ? zlib.Z_SYNC_FLUSH : zlib.Z_FINISH;
    return gunzipSync(bytes, { finishFlush }).toString('utf8');
  } catch (error) {
    throw corrupt(file, messageOf(error), error);
  }
}

function parseGroup(line: string, where: string): AnswerGroup {
  const compact = check(compactGroup, parseJson(line, where), where);
  try {
    return fromCompactGroup(compact);
  } catch (error) {
    throw corrupt(where, messageOf(error), error);
  }
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw corrupt(where, 'it is not JSON', error);
  }
}

function check<T>(schema: ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const at = issue?.path.join('.') || 'the whole';
  throw corrupt(where, `${at}: ${issue?.message ?? 'it does not fit the schema'}`, parsed.error);
}

function corrupt(where: string, what: string, cause?: unknown): EngineError {
  return new EngineError('file-corrupt', `${where}: ${what}`, { cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
