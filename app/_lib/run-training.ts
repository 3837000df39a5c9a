/** A training in a process of its own: `gorgon train --json`, whose lines are its events. */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { TrainEnd, TrainEvent, TrainProgress } from '../../components/training/events.ts';
import { type TrainRequest, trainArguments } from '../../components/training/kinds.ts';
import { trainedFolder } from '../../engine/models/trained-drafts.ts';
import { answersFolder } from './trained.ts';

/** A stopped training that has not written its checkpoint after this long is ended, milliseconds. */
const STOP_GRACE_MS = 60_000;

/** `main` is the path of the command line. Never rejects. */
export async function runTraining(
  main: string,
  request: TrainRequest,
  tell: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<TrainEnd> {
  const out = request.kind === 'data' ? answersFolder(request.name) : trainedFolder(request.name);
  try {
    await mkdir(out, { recursive: true });
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
  const answers = request.answers === null ? [] : ['--answers', answersFolder(request.answers)];
  const args = [...trainArguments(request), ...answers, '--out', out, '--json'];
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    cwd: path.dirname(path.dirname(main)),
    // Its end of the channel tells the training that this server is gone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let result: { card: object | null } | null = null;
  let said = '';
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    const message = JSON.parse(line) as TrainProgress | { type: 'result'; card: object | null };
    if (message.type === 'result') result = message;
    else tell(message);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  let grace: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    child.kill('SIGINT');
    grace = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(failed(`it could not start: ${error.message}`)));
    child.once('close', (code, by) => {
      clearTimeout(grace);
      signal.removeEventListener('abort', stop);
      const done = result as { card: object | null } | null;
      if (done?.card) return resolve({ type: 'train-end', status: 'finished', message: null });
      if (done || signal.aborted) return resolve({ type: 'train-end', status: 'stopped', message: null });
      const last = said.trimEnd().split('\n').at(-1);
      resolve(failed(last || `its process ${by ? `was killed by ${by}` : `ended with code ${code}`}`));
    });
  });
}

function failed(message: string): TrainEnd {
  return { type: 'train-end', status: 'failed', message };
}
