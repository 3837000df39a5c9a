/** One prompt decoded by several methods in turn: every event told, a failure ends its own lane only. */
import type { RaceEvent, RaceRequest } from '../../components/race-events.ts';
import type { EngineClient } from '../../engine/child/client.ts';
import { samplingFor } from '../../engine/core/sampling-settings.ts';
import { DEFAULT_SETTINGS, type DecodeRequest, type Method } from '../../engine/protocol.ts';
import type { ChosenEngine } from './chosen-engine.ts';

export interface RaceEngine {
  client: Pick<EngineClient, 'decode'>;
  prepare: ChosenEngine['prepare'];
  watch: ChosenEngine['watch'];
}

export async function runRace(
  engine: RaceEngine,
  race: RaceRequest,
  tell: (event: RaceEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const failed = (method: Method, error: unknown) =>
    tell({
      type: 'lane-error',
      method,
      message: error instanceof Error ? error.message : String(error),
      // By its code, not its class: the server's bundles each have a class of that name.
      engineLost: error instanceof Error && 'code' in error && error.code === 'engine-lost',
    });
  try {
    await unlessAborted(
      engine.prepare(race.engine, ({ phase, receivedBytes, totalBytes }) => {
        if (!signal.aborted) tell({ type: 'preparing', phase, receivedBytes, totalBytes });
      }),
      signal,
    );
  } catch (error) {
    for (const method of race.methods) failed(method, error);
    return;
  }
  for (const method of race.methods) {
    if (signal.aborted) return;
    try {
      const endWatch = await engine.watch();
      for await (const item of engine.client.decode(laneRequest(race, method), signal))
        tell(item.type === 'labels' ? item : { type: 'lane', method, event: item.event });
      tell({ type: 'load', method, load: await endWatch() });
    } catch (error) {
      if (signal.aborted) return;
      failed(method, error);
    }
  }
}

/** An engine that is on its way goes on without whoever waited for it. */
function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return Promise.race([work, aborted]);
}

function laneRequest(race: RaceRequest, method: Method): DecodeRequest {
  const { maxNewTokens, traceLevel, sampling, engine } = race;
  return {
    method,
    prompt: { kind: 'chat', turns: [{ role: 'user', content: race.prompt }] },
    settings: {
      ...DEFAULT_SETTINGS,
      precision: engine.precision,
      maxNewTokens,
      traceLevel,
      sampling: samplingFor(sampling, method),
    },
  };
}
