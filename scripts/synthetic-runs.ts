/**
 * Writes two records that are made up, as large as records get, for page-speed.ts and for nothing else:
 * `node --import tsx scripts/synthetic-runs.ts FOLDER`. They are called synthetic-500x64 (one answer of 500 steps, each
 * with a tree of 64 nodes) and synthetic-80-prompts (the bundled sample's answers under 80 questions, two turns, twice).
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRun } from '../engine/records/read-run.ts';
import { longAnswer } from './page-speed/long-answer.ts';
import { manyPrompts } from './page-speed/many-prompts.ts';
import { writeSynthetic } from './page-speed/write-synthetic.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: synthetic-runs.ts FOLDER\n');
  process.exit(2);
}

const sample = await readRun(fileURLToPath(new URL('../data/sample-run', import.meta.url)));
for (const run of [await longAnswer(sample), await manyPrompts(sample)]) {
  const dir = path.join(folder, run.name);
  await writeSynthetic(dir, sample, run);
  process.stdout.write(`${dir}\n`);
}
