import { guarded } from '../../_lib/run-route.ts';
import { listRuns } from '../../_lib/runs.ts';

export const dynamic = 'force-dynamic';

/** Every recorded run, newest first, the bundled sample last. */
export function GET(request: Request): Promise<Response> {
  return guarded(request, listRuns);
}
