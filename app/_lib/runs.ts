/** Recorded runs as the server knows them: one's own in the folder of runs, and the bundled sample. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type RunList, type RunListEntry, SAMPLE_RUN } from '../../components/data/api-schema.ts';
import { firstRun } from '../../components/shell/run-source.ts';
import { type RunRecord, readManifest, readRun, runFolders } from '../../engine/records/read-run.ts';
import type { RunManifest } from '../../engine/records/schema.ts';

interface Cached<T> {
  /** Size and time of every file of the folder. */
  stamp: string;
  value: Promise<T>;
}

/** Whole records kept in memory: switching between a few runs is quick, and many do not pile up. */
const MOST_RECORDS = 6;

interface Caches {
  manifests: Map<string, Cached<RunManifest>>;
  records: Map<string, Cached<RunRecord>>;
}

/** On globalThis, so that every route shares them. */
function caches(): Caches {
  const holder = globalThis as typeof globalThis & { gorgonRuns?: Caches };
  holder.gorgonRuns ??= { manifests: new Map(), records: new Map() };
  return holder.gorgonRuns;
}

export interface RunPlace {
  id: string;
  dir: string;
  sample: boolean;
}

export function runsFolder(): string {
  return process.env.GORGON_RUNS ?? path.join(/* turbopackIgnore: true */ process.cwd(), 'runs');
}

/** Every run that can be named; a folder of one's own that is called as the sample stands in its place. */
export async function runPlaces(): Promise<RunPlace[]> {
  const own = (await runFolders(runsFolder())).map((dir) => ({ id: path.basename(dir), dir, sample: false }));
  if (own.some(({ id }) => id === SAMPLE_RUN)) return own;
  const bundled = path.join(/* turbopackIgnore: true */ process.cwd(), 'data', 'sample-run');
  return [...own, { id: SAMPLE_RUN, dir: bundled, sample: true }];
}

/** Null where no run has the id. */
export async function findRun(id: string): Promise<RunPlace | null> {
  return (await runPlaces()).find((place) => place.id === id) ?? null;
}

export async function listRuns(): Promise<RunList> {
  const list: RunList = { runs: [], unreadable: [] };
  for (const place of await runPlaces()) {
    try {
      list.runs.push(entryOf(place, await cached(caches().manifests, place.dir, readManifest)));
    } catch (error) {
      list.unreadable.push({ id: place.id, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  list.runs.sort((a, b) => Number(a.sample) - Number(b.sample) || b.createdAt.localeCompare(a.createdAt));
  return list;
}

/** The whole record, read again when a file of the folder has changed. */
export async function readRecord({ dir }: RunPlace): Promise<RunRecord> {
  const { records } = caches();
  const record = await cached(records, dir, readRun);
  for (const key of [...records.keys()].slice(0, Math.max(0, records.size - MOST_RECORDS)))
    records.delete(key);
  return record;
}

/** Reads the run that pages begin with. What fails here is told by the page that asks for it. */
export async function readAhead(): Promise<void> {
  const list = await listRuns().catch(() => null);
  const id = list && firstRun(list.runs);
  const place = id === null ? null : await findRun(id);
  if (place) await readRecord(place).catch(() => null);
}

function entryOf({ id, sample }: RunPlace, manifest: RunManifest): RunListEntry {
  const { origin = 'benchmark', status, startedAt, engine, settings, suite, groups } = manifest;
  return {
    id,
    sample,
    origin,
    status,
    createdAt: startedAt,
    model: engine.model.name,
    precision: engine.precision,
    methods: settings.methods,
    prompts: settings.questionIds.length,
    repeats: settings.repeats,
    maxNewTokens: settings.maxNewTokens,
    suite: suite.name,
    hasFigures: groups > 0,
  };
}

/** Entries in the order of their last use; a failure is not kept. */
async function cached<T>(
  store: Map<string, Cached<T>>,
  dir: string,
  read: (dir: string) => Promise<T>,
): Promise<T> {
  const stamp = await stampOf(dir);
  const known = store.get(dir);
  const entry = known?.stamp === stamp ? known : { stamp, value: read(dir) };
  store.delete(dir);
  store.set(dir, entry);
  try {
    return await entry.value;
  } catch (error) {
    if (store.get(dir) === entry) store.delete(dir);
    throw error;
  }
}

async function stampOf(dir: string): Promise<string> {
  const names = (await readdir(dir)).sort();
  const parts = await Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(path.join(dir, name));
      return `${name} ${size} ${mtimeMs}`;
    }),
  );
  return parts.join('\n');
}
