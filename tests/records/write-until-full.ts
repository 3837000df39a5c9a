/**
 * Writes a run into the folder named by its argument until the disk is full, then makes room and goes on with it. Prints
 * one JSON object: what was promised, the error, what a check found, and the groups after the resumption.
 */
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { readRun } from '../../engine/records/read-run.ts';
import { RunWriter } from '../../engine/records/run-writer.ts';
import { verifyRun } from '../../engine/records/verify-run.ts';
import { byteTokenizer } from '../decoding/run.ts';
import { promptOf, sampleDescription, sampleGroup } from './sample-run.ts';

const disk = process.argv[2] as string;
const ballast = path.join(disk, 'ballast');
await writeFile(ballast, Buffer.alloc(131_072));
const dir = path.join(disk, 'run');
const questions = Array.from({ length: 500 }, (_, i) => i + 1);
const sample = { questions };
const prompts = questions.slice(0, 30).map((question) => promptOf(question, 1));
const description = sampleDescription(sample);
const writer = await RunWriter.create(dir, description, prompts, byteTokenizer.tokenBytes);
let promised = 0;
let error: unknown = null;
while (error === null && promised < questions.length) {
  const group = await sampleGroup(questions[promised] as number, 0, 0, sample);
  await writer.append(group).then(
    () => promised++,
    (failure: unknown) => {
      error = failure;
    },
  );
}
const check = await verifyRun(dir);
const kept = (await readRun(dir)).groups;
await rm(ballast);
// Where the limit is on files, not on the disk.
await promisify(execFile)('prlimit', ['--pid', String(process.pid), '--fsize=unlimited']);
const resumed = await RunWriter.resume(
  dir,
  '2026-11-24T10:02:00.000Z',
  description,
  byteTokenizer.tokenBytes,
);
await resumed.writer.append(await sampleGroup(kept.length + 1, 0, 0, sample));
await resumed.writer.finish('partial', '2026-11-24T10:03:00.000Z');
const after = await verifyRun(dir);
const { code, message } = error as unknown as { code: string; message: string };
process.stdout.write(
  JSON.stringify({
    promised,
    error: { code, message },
    check,
    kept: kept.map((group) => group.questionId),
    after,
  }),
);
