/** Reads run folders, one's own and others'. A file that is missing, cut off, altered in form or too new is named. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { gunzipSync, constants as zlib } from 'node:zlib';
import type { ZodType } from 'zod';
import { type AnswerGroup, type RunFindings, RunSummarizer } from '../core/run-summary.ts';
import { EngineError } from '../errors.ts';
import { compactGroup } from './compact-schema.ts';
import { GroupDecoder } from './group-codec.ts';
import {
  PROMPTS_FILE,
  RUN_FILE,
  type RunManifest,
  type RunPrompts,
  runManifest,
  runPrompts,
  SCHEMA_VERSION,
  STEPS_FILE,
} from './schema.ts';
import { OLDEST_VERSION, upgradeGroup, upgradeManifest, versionOf } from './upgrade.ts';

export interface RunRecord extends RunFindings {
  dir: string;
  manifest: RunManifest;
  /** The questions as they were asked; empty in a record of version 1, which did not keep them. */
  prompts: RunPrompts;
  /** Whole groups in the order they were made. */
  groups: AnswerGroup[];
  /** Bytes of every token that occurs; empty in a record of version 1. */
  tokenBytes: ReadonlyMap<number, Uint8Array>;
}

/**
 * Reads a run with all its steps and computes summary and differences from them. Of a run that was killed
 * (status `running`) the group in work is left out; in any other, a cut-off steps file is an error.
 * Throws `file-not-found` and `file-corrupt`.
 */
export async function readRun(dir: string): Promise<RunRecord> {
  const { manifest, version } = await readVersioned(dir);
  const prompts = version < 2 ? [] : await readPrompts(dir);
  const file = path.join(dir, STEPS_FILE);
  const text = gunzip(await readBytes(file), manifest.status === 'running', file);
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  if (rest !== '' && manifest.status !== 'running') throw corrupt(file, 'the last line is cut off');
  // A kill between the two writes leaves one group more than run.json counts.
  const surplus = lines.length - manifest.groups;
  if (surplus !== 0 && !(manifest.status === 'running' && surplus === 1))
    throw corrupt(file, `it holds ${lines.length} groups, ${RUN_FILE} says ${manifest.groups}`);
  const decoder = new GroupDecoder();
  const summarizer = new RunSummarizer(manifest.settings, manifest.cost);
  const groups: AnswerGroup[] = [];
  for (const [i, line] of lines.entries()) {
    if (i % GROUPS_AT_ONCE === GROUPS_AT_ONCE - 1) await setImmediate();
    const group = parseGroup(decoder, line, version, `${file}, group ${i + 1}`);
    groups.push(group);
    named(file, () => summarizer.add(group));
  }
  const findings = named(file, () => summarizer.findings());
  return { dir, manifest, prompts, groups, tokenBytes: decoder.tokenBytes, ...findings };
}

/** A server goes on with other work between so many. */
const GROUPS_AT_ONCE = 16;

/** What does not hold in a record is told of its place. */
function named<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw corrupt(where, messageOf(error), error);
  }
}

/** Reads `run.json` alone: settings, environment, and the summary as it was when the file was written. */
export async function readManifest(dir: string): Promise<RunManifest> {
  return (await readVersioned(dir)).manifest;
}

/** Today's form, and the version it was written in. */
async function readVersioned(dir: string): Promise<{ manifest: RunManifest; version: number }> {
  const file = path.join(dir, RUN_FILE);
  const value = parseJson((await readBytes(file)).toString('utf8'), file);
  const version = versionOf(value);
  if (version === null) throw corrupt(file, 'it is no run record (no schemaVersion)');
  if (!Number.isInteger(version) || version < OLDEST_VERSION || version > SCHEMA_VERSION)
    throw corrupt(
      file,
      `schemaVersion ${version} is unknown (this version of gorgon reads ${OLDEST_VERSION} to ${SCHEMA_VERSION})`,
    );
  return { manifest: check(runManifest, upgraded(upgradeManifest, value, version, file), file), version };
}

async function readPrompts(dir: string): Promise<RunPrompts> {
  const file = path.join(dir, PROMPTS_FILE);
  return check(runPrompts, parseJson((await readBytes(file)).toString('utf8'), file), file);
}

/** An old record that is not of its version's form fails in the upgrade or, at the latest, in the check behind it. */
function upgraded(
  upgrade: (value: unknown, version: number) => unknown,
  value: unknown,
  version: number,
  where: string,
): unknown {
  try {
    return upgrade(value, version);
  } catch (error) {
    throw corrupt(where, `it is not of the form of version ${version}: ${messageOf(error)}`, error);
  }
}

/** Folders of runs in a folder, links among them; those without `run.json` are no runs. Empty where the folder is not there. */
export async function runFolders(runsDir: string): Promise<string[]> {
  const entries = await readdir(runsDir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    // No run was ever made here.
    if (error.code === 'ENOENT') return [];
    throw new EngineError('file-not-found', `cannot list runs in ${JSON.stringify(runsDir)}: ${error.code}`, {
      cause: error,
    });
  });
  const folders: string[] = [];
  for (const entry of entries) {
    const dir = path.join(runsDir, entry.name);
    if (!entry.isDirectory() && !(entry.isSymbolicLink() && (await leadsToFolder(dir)))) continue;
    if ((await readdir(dir)).includes(RUN_FILE)) folders.push(dir);
  }
  return folders;
}

/** A link that leads nowhere is no run. */
async function leadsToFolder(link: string): Promise<boolean> {
  const target = await stat(link).catch(() => null);
  return target?.isDirectory() ?? false;
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

function parseGroup(decoder: GroupDecoder, line: string, version: number, where: string): AnswerGroup {
  const compact = check(compactGroup, upgraded(upgradeGroup, parseJson(line, where), version, where), where);
  return named(where, () => decoder.decode(compact));
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
