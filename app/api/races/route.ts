import type { RaceRequest } from '../../../components/race-events.ts';
import { engine, races } from '../../_lib/engine.ts';
import { parseRace } from '../../_lib/parse-race.ts';
import { refusal, refuseForeign } from '../../_lib/request-guard.ts';

export const dynamic = 'force-dynamic';

/** Races that wait for the engine at most: more are a fault of whoever asks. */
const MOST_OPEN = 8;

/** Running, waiting and the last few races that are over, newest first. */
export function GET(request: Request): Response {
  return refuseForeign(request) ?? Response.json(races().list());
}

/** Starts a race and answers at once: {id}. What it does is told by its events. */
export async function POST(request: Request): Promise<Response> {
  const refused = refuseForeign(request);
  if (refused) return refused;
  let race: RaceRequest;
  try {
    race = await parseRace(request, engine().modelSha256);
  } catch (error) {
    return refusal(400, error instanceof Error ? error.message : String(error));
  }
  const open = races()
    .list()
    .filter(({ over }) => !over);
  if (open.length >= MOST_OPEN)
    return refusal(429, `${open.length} races run or wait (allowed: ${MOST_OPEN}): stop one, or wait`);
  const { id } = races().start(race, new Date());
  return Response.json({ id }, { status: 202, headers: { location: `/api/races/${id}` } });
}
