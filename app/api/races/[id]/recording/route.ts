import type { RaceRecording } from '../../../../../components/race-events.ts';
import { EngineError } from '../../../../../engine/errors.ts';
import { engine, jobs } from '../../../../_lib/engine.ts';
import type { Race } from '../../../../_lib/race-hub.ts';
import { withRace } from '../../../../_lib/race-route.ts';
import { refusal } from '../../../../_lib/request-guard.ts';
import { runsFolder } from '../../../../_lib/runs.ts';
import { saveRace } from '../../../../_lib/save-race.ts';

export const dynamic = 'force-dynamic';

/** Under way or done: asked for twice, a race is saved once. */
const recordings = new WeakMap<Race, Promise<RaceRecording>>();

/** Saves a race that is over as a run record: 201 with {run, questionId}; again, the same. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }) {
  return withRace(request, (await params).id, async (race) => {
    if (!race.log.closed) return refusal(409, 'the race still runs: stop it, or wait for its end');
    const recording = recordings.get(race) ?? recordInTurn(race);
    recordings.set(race, recording);
    try {
      return Response.json(await recording, { status: 201 });
    } catch (error) {
      recordings.delete(race);
      const message = error instanceof Error ? error.message : String(error);
      return refusal(error instanceof EngineError && error.code === 'invalid-argument' ? 409 : 500, message);
    }
  });
}

/** It asks the target about vanilla's answer: the engine must be open as it was for the race. */
function recordInTurn(race: Race): Promise<RaceRecording> {
  return jobs().inTurn('the saving of a race', async () => {
    await engine().prepare(race.request.engine);
    return saveRace(engine().client, race, runsFolder());
  });
}
