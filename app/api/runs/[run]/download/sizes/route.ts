import { jsonLines } from '../../../../../_lib/json-lines.ts';
import { parseDownload } from '../../../../../_lib/parse-download.ts';
import { runJob } from '../../../../../_lib/run-job.ts';
import { withRun } from '../../../../../_lib/run-route.ts';

export const dynamic = 'force-dynamic';

/** How large the downloads of a part of the run will be, but the PDF: a line for each as soon as it is counted. */
export async function GET(request: Request, { params }: { params: Promise<{ run: string }> }) {
  const { run } = await params;
  return withRun(request, run, ({ dir }) => {
    const { methods, categories, questionIds } = parseDownload(request.url);
    const scope = { methods, categories, questionIds };
    return jsonLines((tell) => runJob({ kind: 'sizes', runDir: dir, scope }, request.signal, tell));
  });
}
