import path from 'node:path';
import { EngineError } from '../../../../engine/errors.ts';
import { receiveFile } from '../../../_lib/receive-file.ts';
import { runJob } from '../../../_lib/run-job.ts';
import { guarded } from '../../../_lib/run-route.ts';
import { runsFolder } from '../../../_lib/runs.ts';
import { temporaryFolder } from '../../../_lib/temporary.ts';

export const dynamic = 'force-dynamic';

/** 80 prompts, 4 methods, 3 repeats with every tree are a report of 60 MB. */
const MOST_BYTES = 512e6;

/** Takes a run from elsewhere: the body is a ZIP of run folders, or an HTML report. {runs: [{id, notes}]}. */
export async function POST(request: Request) {
  return guarded(request, async () => {
    const { folder, remove } = await temporaryFolder();
    try {
      const file = path.join(folder, 'upload');
      const as = kindOf(await receiveFile(request, file, MOST_BYTES));
      const runs = await runJob({ kind: 'import', file, as, runsDir: runsFolder() }, request.signal).catch(
        (error: Error) => {
          // Where the upload lay here for a moment tells its sender nothing.
          if (!(error instanceof EngineError)) throw error;
          throw new EngineError(error.code, error.message.replaceAll(JSON.stringify(file), 'the file'));
        },
      );
      return { runs };
    } finally {
      await remove();
    }
  });
}

function kindOf(head: Buffer): 'zip' | 'html' {
  if (head.subarray(0, 2).toString('latin1') === 'PK') return 'zip';
  if (/^\s*<!doctype html>/i.test(head.toString('utf8'))) return 'html';
  throw new EngineError(
    'invalid-input',
    'the file is neither a ZIP archive of runs nor an HTML report of gorgon',
  );
}
