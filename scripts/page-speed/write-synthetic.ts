/** A record of what was made up, whole at once: figures as of any other, and words that say what it is. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type AnswerGroup, summarizeRun } from '../../engine/core/run-summary.ts';
import { GroupDecoder, GroupEncoder } from '../../engine/records/group-codec.ts';
import type { RunRecord } from '../../engine/records/read-run.ts';
import { assertNoRun } from '../../engine/records/run-writer.ts';
import {
  PROMPTS_FILE,
  RUN_FILE,
  type RunManifest,
  type RunPrompts,
  type RunSettings,
  STEPS_FILE,
} from '../../engine/records/schema.ts';

export interface SyntheticRun {
  /** Begins with "synthetic-". */
  name: string;
  /** Made up too: before any real run, so that it is the newest among its like only. */
  startedAt: string;
  prompts: RunPrompts;
  /** Where they differ from the sample's. */
  settings: Partial<RunSettings>;
  groups: AnswerGroup[];
}

const WORDS = 'synthetic, for the speed of pages only';

/** All that is not made up is the sample's. Throws `invalid-argument` where `dir` holds a run. */
export async function writeSynthetic(dir: string, sample: RunRecord, run: SyntheticRun): Promise<void> {
  const encoder = new GroupEncoder((tokenId) => sample.tokenBytes.get(tokenId) as Uint8Array);
  const compact = run.groups.map((group) => encoder.encode(group));
  // Figures come from what is kept.
  const decoder = new GroupDecoder();
  const kept = compact.map((group) => decoder.decode(group));
  const settings = { ...sample.manifest.settings, ...run.settings };
  const { summary, differences } = summarizeRun(kept, settings, null);
  const files: [string, Buffer][] = [
    [PROMPTS_FILE, Buffer.from(JSON.stringify(run.prompts))],
    [STEPS_FILE, gzipSync(compact.map((group) => `${JSON.stringify(group)}\n`).join(''))],
  ];
  const manifest: RunManifest = {
    ...sample.manifest,
    id: run.name,
    startedAt: run.startedAt,
    endedAt: run.startedAt,
    environment: { ...sample.manifest.environment, processor: WORDS, commit: null },
    suite: {
      name: WORDS,
      sha256: sha256(Buffer.from(JSON.stringify(run.prompts))),
      questions: run.prompts.length,
    },
    settings,
    cost: null,
    groups: kept.length,
    summary,
    differences,
    files: files.map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha256(bytes) })),
  };
  await assertNoRun(dir);
  await mkdir(dir, { recursive: true });
  for (const [name, bytes] of files) await writeFile(path.join(dir, name), bytes);
  await writeFile(path.join(dir, RUN_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
