/** How long a piece of work took that is done in several sittings: kept beside it, so that a kill loses seconds. */
import { writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { parseJson } from '../parse-json.ts';
import type { Clock } from '../runtime/clock.ts';

/** Milliseconds between notes. */
const NOTE_EVERY_MS = 5000;

const noted = z.object({ seconds: z.number().nonnegative() });

export interface Stopwatch {
  /** Some of the work was done. */
  note(): void;
  /** All sittings so far; null where the work was begun without a watch. */
  seconds(): number | null;
}

/** `file` keeps the seconds; `work` are files that the work writes. */
export async function openStopwatch(file: string, clock: Clock, work: readonly string[]): Promise<Stopwatch> {
  const before = await secondsBefore(file, work);
  if (before === null) return { note: () => {}, seconds: () => null };
  const began = clock();
  let worked = before;
  let keptAt = began;
  const keep = () => writeFileSync(file, `${JSON.stringify({ seconds: worked })}\n`);
  if (before === 0) keep();
  return {
    note: () => {
      worked = before + (clock() - began) / 1000;
      if (clock() - keptAt < NOTE_EVERY_MS) return;
      keep();
      keptAt = clock();
    },
    seconds: () => {
      if (worked !== before) keep();
      return worked;
    },
  };
}

async function secondsBefore(file: string, work: readonly string[]): Promise<number | null> {
  const kept = await readFile(file, 'utf8').catch(() => null);
  // Half a note is what a kill in the middle of one leaves: then nothing is known.
  if (kept !== null) return noted.safeParse(parseJson(kept)).data?.seconds ?? null;
  for (const path of work) {
    const known = await stat(path).catch(() => null);
    if (known !== null && known.size > 0) return null;
  }
  return 0;
}
