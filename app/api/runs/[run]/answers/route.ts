import { withRun } from '../../../../_lib/run-route.ts';
import { answerRowsOf } from '../../../../_lib/run-views.ts';
import { readRecord } from '../../../../_lib/runs.ts';

export const dynamic = 'force-dynamic';

/** A row a question, turn, repeat and method. */
export async function GET(request: Request, { params }: { params: Promise<{ run: string }> }) {
  const { run } = await params;
  return withRun(request, run, async (place) => ({ rows: answerRowsOf(await readRecord(place)) }));
}
