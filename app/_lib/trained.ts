/** What was trained: the shipped artifacts and one's own, each by the card beside it. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { TrainedCard } from '../../components/training/events.ts';
import { trainedFolder, trainedFolders } from '../../engine/models/trained-drafts.ts';
import { PRECISIONS, SHIPPED_SET } from '../../engine/protocol.ts';

const card = z.object({
  artifact: z.string(),
  sha256: z.string(),
  kind: z.string(),
  modelSha256: z.string(),
  /** Cards written before it was kept do not tell. */
  precision: z.enum(PRECISIONS).optional(),
  steps: z.number(),
  seconds: z.number(),
  machine: z.string(),
  heldOutAccuracy: z.array(z.array(z.number())).optional(),
});

export type TrainingCard = z.infer<typeof card>;

export const answersFolder = (name: string) => path.join(trainedFolder(name), 'answers');

/** The shipped ones first, then one's own by name. A card that cannot be read is left out: it is no artifact. */
export async function listTrained(): Promise<TrainedCard[]> {
  const shipped = path.join(/* turbopackIgnore: true */ process.cwd(), 'artifacts');
  const names = await trainedFolders();
  const lists = await Promise.all([
    cardsIn(SHIPPED_SET, shipped),
    ...names.map((name) => cardsIn(name, trainedFolder(name))),
  ]);
  return lists.flat();
}

async function cardsIn(name: string, folder: string): Promise<TrainedCard[]> {
  const files = (await readdir(folder).catch(() => [] as string[])).sort();
  const cards = await Promise.all(
    files.filter((file) => file.endsWith('.card.json')).map((file) => entryOf(name, folder, file)),
  );
  const made: TrainedCard[] = files.includes('answers')
    ? [{ ...EMPTY, name, kind: 'answers', file: path.join(folder, 'answers') }]
    : [];
  return [...cards.filter((found) => found !== null), ...made];
}

const EMPTY = { sha256: null, precision: null, steps: null, seconds: null, machine: null, accuracy: null };

async function entryOf(name: string, folder: string, file: string): Promise<TrainedCard | null> {
  const read = await readCard(folder, file);
  if (!read) return null;
  const { artifact, sha256, kind, precision = null, steps, seconds, machine } = read;
  return {
    name,
    kind,
    file: path.join(folder, artifact),
    sha256,
    precision,
    steps,
    seconds,
    machine,
    accuracy: read.heldOutAccuracy ?? null,
  };
}

/** Null where there is none, or one that is no card. */
export async function readCard(folder: string, file: string): Promise<TrainingCard | null> {
  const text = await readFile(path.join(folder, file), 'utf8').catch(() => 'null');
  return card.safeParse(jsonOf(text)).data ?? null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
