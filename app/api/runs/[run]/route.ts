import { withRun } from '../../../_lib/run-route.ts';
import { runViewOf } from '../../../_lib/run-views.ts';
import { readRecord } from '../../../_lib/runs.ts';

export const dynamic = 'force-dynamic';

/** A run's manifest and its figures, computed from its steps as they are now. */
export async function GET(request: Request, { params }: { params: Promise<{ run: string }> }) {
  const { run } = await params;
  return withRun(request, run, async (place) => runViewOf(await readRecord(place), place));
}
