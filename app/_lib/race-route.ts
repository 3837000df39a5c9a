/** What every route about one race does first: refuse foreigners, find the race. */
import { races } from './engine.ts';
import type { Race } from './race-hub.ts';
import { refusal, refuseForeign } from './request-guard.ts';

export async function withRace(
  request: Request,
  id: string,
  answer: (race: Race) => Response | Promise<Response>,
): Promise<Response> {
  const refused = refuseForeign(request);
  if (refused) return refused;
  const race = races().find(id);
  return race
    ? answer(race)
    : refusal(404, `there is no race ${JSON.stringify(id)}: this server keeps the running and the last few`);
}
