import { benches, engine } from '../../_lib/engine.ts';
import { parseBench } from '../../_lib/parse-bench.ts';
import { refusal, refuseForeign } from '../../_lib/request-guard.ts';
import { runsFolder } from '../../_lib/runs.ts';

export const dynamic = 'force-dynamic';

/** Benchmarks that run or wait at most. */
const MOST_OPEN = 4;

const heads = () =>
  benches()
    .list()
    .map(({ request, ...head }) => ({ ...head, request: request.told }));

/** Running, waiting and the last few benchmarks that are over, newest first. */
export function GET(request: Request): Response {
  return refuseForeign(request) ?? Response.json(heads());
}

/** Starts a benchmark and answers at once: {id}. What it does is told by its events. */
export async function POST(request: Request): Promise<Response> {
  const refused = refuseForeign(request);
  if (refused) return refused;
  let start: Awaited<ReturnType<typeof parseBench>>;
  try {
    start = await parseBench(request, runsFolder(), engine().modelSha256);
  } catch (error) {
    return refusal(400, error instanceof Error ? error.message : String(error));
  }
  const open = heads().filter(({ over }) => !over);
  if (open.length >= MOST_OPEN)
    return refusal(429, `${open.length} benchmarks run or wait (allowed: ${MOST_OPEN}): cancel one, or wait`);
  const { id } = benches().start(start, new Date());
  return Response.json({ id }, { status: 202, headers: { location: `/api/benches/${id}` } });
}
