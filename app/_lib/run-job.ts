/**
 * Work on run folders that would block the server, in a process of its own, in order of arrival: one at a time of those
 * that somebody waits for, and beside it one that counts sizes.
 */
import { fork } from 'node:child_process';
import path from 'node:path';
import { EngineError } from '../../engine/errors.ts';
import type { DownloadSizes } from '../../report/downloads.ts';
import type { DownloadJob, Imported, JobAnswer } from '../../report/rim/download-child.ts';

interface Values {
  download: null;
  sizes: null;
  import: Imported[];
}

const holder = globalThis as typeof globalThis & {
  gorgonRunJobs?: Record<'sizes' | 'files', Promise<unknown>>;
};

/**
 * `onTold` is given what the job says before it is done. Throws the job's own EngineError, `cancelled` after `signal`,
 * `runtime-failure` where its process died.
 */
export function runJob<K extends DownloadJob['kind']>(
  job: Extract<DownloadJob, { kind: K }>,
  signal: AbortSignal,
  onTold: (sizes: Partial<DownloadSizes>) => void = () => {},
): Promise<Values[K]> {
  holder.gorgonRunJobs ??= { sizes: Promise.resolve(), files: Promise.resolve() };
  const queue = job.kind === 'sizes' ? 'sizes' : 'files';
  const own = holder.gorgonRunJobs[queue].then(() => inChild(job, signal, onTold));
  // The next one waits for this one, whatever became of it.
  holder.gorgonRunJobs[queue] = own.catch(() => null);
  return own as Promise<Values[K]>;
}

function inChild(
  job: DownloadJob,
  signal: AbortSignal,
  onTold: (sizes: Partial<DownloadSizes>) => void,
): Promise<unknown> {
  const entry = path.join(/* turbopackIgnore: true */ process.cwd(), 'report', 'rim', 'download-child.ts');
  return new Promise((resolve, reject) => {
    const cancelled = () => new EngineError('cancelled', 'cancelled: nobody waits for it any more');
    if (signal.aborted) return reject(cancelled());
    const child = fork(/* turbopackIgnore: true */ entry, [JSON.stringify(job)], {
      execArgv: ['--import', 'tsx'],
    });
    const stop = () => {
      child.kill('SIGKILL');
      reject(cancelled());
    };
    signal.addEventListener('abort', stop, { once: true });
    child.on('message', (answer: JobAnswer) => {
      if (answer.kind === 'told') onTold(answer.sizes);
      else if (answer.kind === 'done') resolve(answer.value);
      else reject(new EngineError(answer.code, answer.message));
    });
    child.on('error', (error) => reject(new EngineError('runtime-failure', error.message)));
    child.on('exit', (code, killed) => {
      signal.removeEventListener('abort', stop);
      // After an answer this changes nothing.
      reject(
        new EngineError('runtime-failure', `the process that made it ended with ${killed ?? `code ${code}`}`),
      );
    });
  });
}
