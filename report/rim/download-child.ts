/**
 * A process of its own for what would block a server: makes a download, sizes, or an import, and answers on its
 * channel; sizes one by one, as they are known. Argument: a `DownloadJob` as JSON.
 */
import { EngineError, type EngineErrorCode } from '../../engine/errors.ts';
import { importRuns } from '../../engine/records/import-run.ts';
import { readRun } from '../../engine/records/read-run.ts';
import type { RunScope } from '../../engine/records/scope-run.ts';
import type { DownloadChoice, DownloadSizes } from '../downloads.ts';
import { downloadSizes } from './download-sizes.ts';
import { importReport } from './import-report.ts';
import { makeDownload } from './make-download.ts';

export type DownloadJob =
  | { kind: 'download'; runDir: string; choice: DownloadChoice; out: string }
  | { kind: 'sizes'; runDir: string; scope: RunScope }
  | { kind: 'import'; file: string; as: 'zip' | 'html'; runsDir: string };

export interface Imported {
  id: string;
  notes: string[];
}

export type JobAnswer =
  | { kind: 'told'; sizes: Partial<DownloadSizes> }
  | { kind: 'done'; value: null | Imported[] }
  | { kind: 'failed'; code: EngineErrorCode; message: string };

// Whoever asked is gone: nobody waits for the answer.
process.on('disconnect', () => process.exit(0));

const answer = await attempt(JSON.parse(process.argv[2] ?? '') as DownloadJob);
await say(answer);
process.exit(0);

/** Waits until it is said: an exit right after it may lose a message. */
function say(message: JobAnswer): Promise<unknown> {
  return new Promise((sent) => process.send?.(message, sent));
}

async function attempt(job: DownloadJob): Promise<JobAnswer> {
  try {
    return { kind: 'done', value: await run(job) };
  } catch (error) {
    const code = error instanceof EngineError ? error.code : 'runtime-failure';
    return { kind: 'failed', code, message: error instanceof Error ? error.message : String(error) };
  }
}

async function run(job: DownloadJob): Promise<null | Imported[]> {
  switch (job.kind) {
    case 'download':
      await makeDownload(await readRun(job.runDir), job.choice, job.out);
      return null;
    case 'sizes':
      for await (const sizes of downloadSizes(await readRun(job.runDir), job.scope))
        await say({ kind: 'told', sizes });
      return null;
    case 'import': {
      const runs = await (job.as === 'html' ? importReport : importRuns)(job.file, job.runsDir);
      return runs.map(({ check }) => ({ id: check.id, notes: check.notes }));
    }
  }
}
