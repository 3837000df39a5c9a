/** The races of this server. */
import type { RaceEvent, RaceRequest } from '../../components/race-events.ts';
import type { MachineLoad } from '../../engine/core/run-notes.ts';
import type { DecodeResult, Method } from '../../engine/protocol.ts';
import { type HubJob, JobHub } from './job-hub.ts';
import type { JobQueue } from './job-queue.ts';
import { type RaceEngine, runRace } from './run-race.ts';

export type Race = HubJob<RaceRequest, RaceEvent>;
export type RaceHub = JobHub<RaceRequest, RaceEvent>;

export function raceHub(engine: RaceEngine, queue: JobQueue): RaceHub {
  return new JobHub<RaceRequest, RaceEvent>(queue, {
    name: 'a race',
    first: (request) => ({ type: 'race-start', request }),
    waiting: (ahead) => ({ type: 'waiting', ahead }),
    run: async (request, tell, signal) => {
      await runRace(engine, request, tell, signal);
      return { type: 'race-end', stopped: signal.aborted };
    },
    dropped: () => ({ type: 'race-end', stopped: true }),
  });
}

/** What else the machine did while each lane ran. */
export function loadsOf({ log }: Pick<Race, 'log'>): Map<Method, MachineLoad> {
  return new Map(log.events.flatMap((event) => (event.type === 'load' ? [[event.method, event.load]] : [])));
}

/** The answers that came to their own end, in the order they ran. */
export function wholeResults({ log }: Pick<Race, 'log'>): DecodeResult[] {
  return log.events.flatMap((event) =>
    event.type === 'lane' && event.event.type === 'run-end' && event.event.result.stopReason !== 'cancelled'
      ? [event.event.result]
      : [],
  );
}
