/**
 * Drafts that were trained on this machine: a set is a folder under `<home>/trained`, by the name that it was given. One
 * set may hold drafts of several kinds.
 */
import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { invalidArgument } from '../errors.ts';
import { type DraftKind, SHIPPED_SET } from '../protocol.ts';
import { cacheHome } from './model-store.ts';

/** Files of drafts; the shipped ones where absent. */
export interface ArtifactPaths {
  medusaPath?: string | undefined;
  hydraPath?: string | undefined;
  draftPath?: string | undefined;
}

export const DRAFT_PATHS = {
  medusa: 'medusaPath',
  hydra: 'hydraPath',
  speculative: 'draftPath',
} as const satisfies Record<DraftKind, keyof ArtifactPaths>;

/** File names without the extension, of artifacts and of the cards beside them. */
export const DRAFT_FILES = {
  medusa: 'medusa',
  hydra: 'hydra',
  speculative: 'draft',
} as const satisfies Record<DraftKind, string>;

export const ARTIFACT_EXTENSION = '.safetensors';

const trainedHome = (): string => path.join(cacheHome(), 'trained');

export const trainedFolder = (set: string): string => path.join(trainedHome(), set);

/** Names of all folders, in order, whatever they hold. */
export async function trainedFolders(): Promise<string[]> {
  return (await readdir(trainedHome()).catch(() => [] as string[])).sort();
}

/** Names of the sets that hold a draft of the kind, in order; without the shipped one. */
export async function trainedSets(kind: DraftKind): Promise<string[]> {
  const names = await trainedFolders();
  const held = await Promise.all(names.map((name) => isThere(fileOf(kind, name))));
  return names.filter((_, i) => held[i]);
}

/** The draft's file, undefined for the shipped one. Throws `invalid-argument` with the sets that there are. */
export async function trainedFile(kind: DraftKind, set: string): Promise<string | undefined> {
  if (set === SHIPPED_SET) return undefined;
  const sets = await trainedSets(kind);
  if (sets.includes(set)) return fileOf(kind, set);
  throw invalidArgument(`trained set for ${kind}`, set, [SHIPPED_SET, ...sets].join(', '));
}

function fileOf(kind: DraftKind, set: string): string {
  return path.join(trainedFolder(set), DRAFT_FILES[kind] + ARTIFACT_EXTENSION);
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
