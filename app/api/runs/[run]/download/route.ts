import { open } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { downloadName } from '../../../../../report/downloads.ts';
import { parseDownload } from '../../../../_lib/parse-download.ts';
import { runJob } from '../../../../_lib/run-job.ts';
import { withRun } from '../../../../_lib/run-route.ts';
import { temporaryFolder } from '../../../../_lib/temporary.ts';

export const dynamic = 'force-dynamic';

/** The run as one file of the format asked for, made by a process of its own. */
export async function GET(request: Request, { params }: { params: Promise<{ run: string }> }) {
  const { run } = await params;
  return withRun(request, run, async ({ id, dir }) => {
    const choice = parseDownload(request.url);
    const { folder, remove } = await temporaryFolder();
    try {
      const out = path.join(folder, 'file');
      await runJob({ kind: 'download', runDir: dir, choice, out }, request.signal);
      const file = await open(out);
      const { size } = await file.stat();
      const stream = Readable.toWeb(file.createReadStream()) as ReadableStream<Uint8Array>;
      return new Response(stream, {
        headers: {
          'content-type': 'application/octet-stream',
          'content-length': String(size),
          'content-disposition': `attachment; filename="${downloadName(id, choice.format)}"`,
        },
      });
    } finally {
      // What is open can still be read.
      await remove();
    }
  });
}
