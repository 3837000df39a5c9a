import path from 'node:path';
import { latestRun } from '../../../../engine/records/read-run.ts';
import { refusal, refuseForeign } from '../../../_lib/request-guard.ts';

export const dynamic = 'force-dynamic';

/** The manifest of the latest run, `null` where there is none. */
export async function GET(request: Request): Promise<Response> {
  const refused = refuseForeign(request);
  if (refused) return refused;
  const folder = process.env.GORGON_RUNS ?? path.join(/* turbopackIgnore: true */ process.cwd(), 'runs');
  try {
    const latest = await latestRun(folder);
    return Response.json(latest?.manifest ?? null);
  } catch (error) {
    return refusal(500, error instanceof Error ? error.message : String(error));
  }
}
