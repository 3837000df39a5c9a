/** `--medusa`, `--hydra`, `--draft`: trained drafts other than the shipped ones. */
import path from 'node:path';
import type { Command } from 'commander';
import {
  ARTIFACT_EXTENSION,
  type ArtifactPaths,
  DRAFT_PATHS,
  trainedFile,
} from '../engine/models/trained-drafts.ts';
import { DRAFTS, type DraftKind } from '../engine/protocol.ts';

export interface DraftOptions {
  medusa?: string;
  hydra?: string;
  draft?: string;
}

export function addDraftOptions(command: Command): Command {
  const set = `a set trained on the page of trainings, by its name, or a ${ARTIFACT_EXTENSION} file (default: the shipped ones)`;
  return command
    .option('--medusa <set>', `Medusa heads: ${set}`)
    .option('--hydra <set>', `Hydra heads: ${set}`)
    .option('--draft <set>', `draft model of speculative decoding: ${set}`);
}

/** Throws `invalid-argument` with the names that there are. */
export async function chosenDrafts({ medusa, hydra, draft }: DraftOptions): Promise<ArtifactPaths> {
  const choices: Record<DraftKind, string | undefined> = { medusa, hydra, speculative: draft };
  const paths: ArtifactPaths = {};
  for (const kind of DRAFTS) {
    const choice = choices[kind];
    if (choice !== undefined) paths[DRAFT_PATHS[kind]] = await fileOf(kind, choice);
  }
  return paths;
}

async function fileOf(kind: DraftKind, choice: string): Promise<string | undefined> {
  const isPath = choice.includes('/') || choice.includes(path.sep) || choice.endsWith(ARTIFACT_EXTENSION);
  return isPath ? choice : trainedFile(kind, choice);
}
