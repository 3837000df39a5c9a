/**
 * Checks a run folder against itself: its files against their hashes, and every figure, ledger entry and counting
 * identity against the raw steps, whatever the hashes say. What no step can tell (the machine, the versions, when it was)
 * is not checked.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { summarizeRun } from '../core/run-summary.ts';
import { EngineError } from '../errors.ts';
import { checkAnswers } from './check-answers.ts';
import { checkFiles } from './check-files.ts';
import { type RunRecord, readManifest, readRun } from './read-run.ts';
import { figureProblems, type RunProblem } from './run-problem.ts';
import { RUN_FILE, type RunManifest } from './schema.ts';
import { versionOf } from './upgrade.ts';

export interface RunCheck {
  id: string;
  status: RunManifest['status'];
  /** Files that `run.json` lists; null in a record of version 1, which lists none. */
  files: number | null;
  groups: number;
  answers: number;
  steps: number;
  /** Empty when all is well. */
  problems: RunProblem[];
  /** What could not be checked, a sentence each. */
  notes: string[];
}

/** Throws as `readManifest` does where `run.json` cannot be read at all: there is then nothing to hold the rest against. */
export async function verifyRun(dir: string): Promise<RunCheck> {
  const manifest = await readManifest(dir);
  // Not by an empty list: that would be a way to leave the check out.
  const listed = (await versionAt(dir)) > 1;
  const problems = listed ? await checkFiles(dir, manifest) : [];
  const run = await readRun(dir).catch((error: unknown) => {
    if (!(error instanceof EngineError)) throw error;
    // A missing file has been named by the check of the files.
    if (!(listed && error.code === 'file-not-found')) problems.push({ where: 'steps', what: error.message });
    return null;
  });
  if (run) problems.push(...(listed ? figuresOf(run) : []), ...checkAnswers(run));
  const results = run?.groups.flatMap((group) => group.results) ?? [];
  return {
    id: manifest.id,
    status: manifest.status,
    files: listed ? manifest.files.length : null,
    groups: run?.groups.length ?? 0,
    answers: results.length,
    steps: results.reduce((total, result) => total + result.steps.length, 0),
    problems,
    notes: notesOf(manifest, listed),
  };
}

/** The version that `run.json` was written in, once `readManifest` has read it. */
async function versionAt(dir: string): Promise<number> {
  return versionOf(JSON.parse(await readFile(path.join(dir, RUN_FILE), 'utf8'))) ?? 0;
}

/** A record of version 1 had other figures; they are made anew on reading. */
function figuresOf({ manifest, groups, ...found }: RunRecord): RunProblem[] {
  // A kill between the two writes leaves one group more than run.json speaks of.
  const counted =
    groups.length > manifest.groups
      ? summarizeRun(groups.slice(0, manifest.groups), manifest.settings, manifest.cost)
      : found;
  return [
    ...figureProblems('summary', manifest.summary, manifest.groups > 0 ? counted.summary : null),
    ...figureProblems('differences', manifest.differences, counted.differences),
  ];
}

function notesOf({ status }: RunManifest, listed: boolean): string[] {
  const notes: string[] = [];
  if (!listed)
    notes.push(
      'a record of version 1 has no list of files: it cannot be checked against hashes, its figures are made anew from the steps',
    );
  if (status === 'running')
    notes.push(
      'the run was killed or is still going on: what is there was checked, the group in work left out',
    );
  if (status === 'partial') notes.push('the run was stopped before its end: what is there was checked');
  return notes;
}
