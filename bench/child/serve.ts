/** What a benchmark's process does: one job, told step by step over the channel. */

import type { MethodFigures } from '../../engine/core/method-figures.ts';
import { precisionSentence } from '../../engine/core/precision-words.ts';
import { differenceLine, summarySentences } from '../../engine/core/run-sentences.ts';
import { EngineError } from '../../engine/errors.ts';
import type { Method } from '../../engine/protocol.ts';
import { closeRun } from '../../engine/records/close-run.ts';
import type { RunManifest } from '../../engine/records/schema.ts';
import type { BenchJob, JobHooks } from '../open-and-run.ts';
import type { BenchOutcome } from '../run-bench.ts';
import type { BenchResults, FromBench, ToBench } from './messages.ts';

/** How a job is run: `openAndRun`, or a test's own engine. */
type RunJob = (job: BenchJob, hooks: JobHooks) => Promise<BenchOutcome>;

/** Does the one job that comes over the channel, says how it went and ends the process. */
export function serveBench(runJob: RunJob): void {
  const controller = new AbortController();
  // A server that is gone wants no more of it: what is done is kept, as after a cancel.
  process.on('disconnect', () => controller.abort());
  process.once('message', (first: ToBench) => {
    process.on('message', (message: ToBench) => {
      if (message.type === 'cancel') controller.abort();
    });
    serve(first, runJob, controller.signal);
  });
}

function send(message: FromBench): Promise<void> {
  return new Promise((sent) => {
    if (process.connected) process.send?.(message, () => sent());
    else sent();
  });
}

async function serve(message: ToBench, runJob: RunJob, signal: AbortSignal): Promise<void> {
  try {
    if (message.type === 'run') await run(message.job, runJob, signal);
    else if (message.type === 'close') {
      const { groups } = await closeRun(message.dir, message.endedAt);
      await send({ type: 'end', status: 'partial', groups });
    }
  } catch (error) {
    const code = error instanceof EngineError ? error.code : 'runtime-failure';
    await send({ type: 'error', code, message: error instanceof Error ? error.message : String(error) });
  }
  process.exit(0);
}

async function run(job: BenchJob, runJob: RunJob, signal: AbortSignal): Promise<void> {
  let told = false;
  const { manifest } = await runJob(job, {
    signal,
    onPreparing: ({ phase, receivedBytes = null, totalBytes = null }) =>
      send({ type: 'preparing', phase, receivedBytes, totalBytes }),
    onNote: (text) => send({ type: 'note', text }),
    onProgress: ({ text, done, total }) =>
      send({ type: 'progress', text, done, total, atMs: performance.now() }),
    onRecord: (record, dir) => {
      if (!told) send({ type: 'run', dir, run: record.id });
      told = true;
      const results = resultsOf(record);
      if (results) send({ type: 'results', results });
    },
  });
  await send({
    type: 'end',
    status: manifest.status === 'complete' ? 'complete' : 'partial',
    groups: manifest.groups,
  });
}

/** Null before the first group. */
function resultsOf({ summary, settings, engine, groups, differences }: RunManifest): BenchResults | null {
  if (!summary) return null;
  const overall: Partial<Record<Method, MethodFigures>> = {};
  for (const [method, figures] of Object.entries(summary.methods))
    overall[method as Method] = figures.overall;
  return {
    groups,
    sampling: settings.sampling,
    sentences: summarySentences(summary, settings.sampling),
    precision: precisionSentence(engine),
    overall,
    differences: differences.map(differenceLine),
  };
}
