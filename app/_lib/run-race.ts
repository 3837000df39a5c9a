/** One prompt decoded by several methods in turn: every event told, a failure ends its own lane only. */
import type { RaceEvent, RaceRequest } from '../../components/race-events.ts';
import type { EngineClient } from '../../engine/child/client.ts';
import { samplingFor } from '../../engine/core/sampling-settings.ts';
import { DEFAULT_SETTINGS, type DecodeRequest, type Method } from '../../engine/protocol.ts';

export type RaceEngine = Pick<EngineClient, 'decode'>;

export async function runRace(
  engine: RaceEngine,
  race: RaceRequest,
  tell: (event: RaceEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const method of race.methods) {
    if (signal.aborted) return;
    try {
      for await (const item of engine.decode(laneRequest(race, method), signal))
        tell(item.type === 'labels' ? item : { type: 'lane', method, event: item.event });
    } catch (error) {
      if (signal.aborted) return;
      tell({
        type: 'lane-error',
        method,
        message: error instanceof Error ? error.message : String(error),
        // By its code, not its class: the server's bundles each have a class of that name.
        engineLost: error instanceof Error && 'code' in error && error.code === 'engine-lost',
      });
    }
  }
}

function laneRequest(race: RaceRequest, method: Method): DecodeRequest {
  const { maxNewTokens, traceLevel, sampling } = race;
  return {
    method,
    prompt: { kind: 'chat', turns: [{ role: 'user', content: race.prompt }] },
    settings: { ...DEFAULT_SETTINGS, maxNewTokens, traceLevel, sampling: samplingFor(sampling, method) },
  };
}
