/** What was trained: the shipped artifacts and one's own, each by the card beside it. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { TrainedCard } from '../../components/training/events.ts';
import { cacheHome } from '../../engine/models/model-store.ts';

const card = z.object({
  artifact: z.string(),
  sha256: z.string(),
  kind: z.string(),
  steps: z.number(),
  seconds: z.number(),
  machine: z.string(),
  heldOutAccuracy: z.array(z.array(z.number())).optional(),
});

const home = () => path.join(cacheHome(), 'trained');

export const trainedFolder = (name: string) => path.join(home(), name);
export const answersFolder = (name: string) => path.join(home(), name, 'answers');

/** The shipped ones first, then one's own by name. A card that cannot be read is left out: it is no artifact. */
export async function listTrained(): Promise<TrainedCard[]> {
  const shipped = path.join(/* turbopackIgnore: true */ process.cwd(), 'artifacts');
  const names = (await readdir(home()).catch(() => [] as string[])).sort();
  const lists = await Promise.all([
    cardsIn('shipped', shipped),
    ...names.map((name) => cardsIn(name, trainedFolder(name))),
  ]);
  return lists.flat();
}

async function cardsIn(name: string, folder: string): Promise<TrainedCard[]> {
  const files = (await readdir(folder).catch(() => [] as string[])).sort();
  const cards = await Promise.all(
    files.filter((file) => file.endsWith('.card.json')).map((file) => readCard(name, folder, file)),
  );
  const made: TrainedCard[] = files.includes('answers')
    ? [{ ...EMPTY, name, kind: 'answers', file: path.join(folder, 'answers') }]
    : [];
  return [...cards.filter((found) => found !== null), ...made];
}

const EMPTY = { sha256: null, steps: null, seconds: null, machine: null, accuracy: null };

async function readCard(name: string, folder: string, file: string): Promise<TrainedCard | null> {
  const text = await readFile(path.join(folder, file), 'utf8').catch(() => 'null');
  const parsed = card.safeParse(jsonOf(text));
  if (!parsed.success) return null;
  const { artifact, sha256, kind, steps, seconds, machine, heldOutAccuracy = null } = parsed.data;
  return {
    name,
    kind,
    file: path.join(folder, artifact),
    sha256,
    steps,
    seconds,
    machine,
    accuracy: heldOutAccuracy,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
