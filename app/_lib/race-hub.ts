/** The races of this server: the running one, those that wait and the last few that are over, each with all it said. */
import { randomBytes } from 'node:crypto';
import type { RaceEvent, RaceHead, RaceRecording, RaceRequest } from '../../components/race-events.ts';
import type { DecodeResult } from '../../engine/protocol.ts';
import { EventLog } from './event-log.ts';
import type { JobQueue } from './job-queue.ts';
import { type RaceEngine, runRace } from './run-race.ts';

/** Races that are over and still told of: a long one with full traces is tens of megabytes. */
const KEPT = 4;

export interface Race extends Omit<RaceHead, 'over'> {
  log: EventLog<RaceEvent>;
  /** Under way or done; null while nobody has asked for it. */
  recording: Promise<RaceRecording> | null;
  cancel(): void;
}

export class RaceHub {
  readonly #engine: RaceEngine;
  readonly #queue: JobQueue;
  /** Oldest first. */
  #races: Race[] = [];

  constructor(engine: RaceEngine, queue: JobQueue) {
    this.#engine = engine;
    this.#queue = queue;
  }

  /** Returns at once; the race runs when its turn comes. */
  start(request: RaceRequest, startedAt: Date): Race {
    const log = new EventLog<RaceEvent>();
    const tell = (event: RaceEvent) => log.append(event);
    const end = (stopped: boolean) => {
      tell({ type: 'race-end', stopped });
      log.close();
      this.#forgetOld();
    };
    tell({ type: 'race-start', request });
    const job = {
      name: 'a race',
      run: async (signal: AbortSignal) => {
        await runRace(this.#engine, request, tell, signal);
        end(signal.aborted);
      },
      dropped: () => end(true),
    };
    const { ahead, cancel } = this.#queue.add(job);
    if (ahead.length > 0) tell({ type: 'waiting', ahead });
    const race: Race = {
      id: randomBytes(5).toString('hex'),
      startedAt: startedAt.toISOString(),
      request,
      log,
      recording: null,
      cancel,
    };
    this.#races.push(race);
    return race;
  }

  find(id: string): Race | undefined {
    return this.#races.find((race) => race.id === id);
  }

  /** Newest first. */
  list(): RaceHead[] {
    return this.#races
      .map(({ id, startedAt, request, log }) => ({ id, startedAt, request, over: log.closed }))
      .reverse();
  }

  #forgetOld(): void {
    const over = this.#races.filter((race) => race.log.closed);
    const old = new Set(over.slice(0, -KEPT));
    this.#races = this.#races.filter((race) => !old.has(race));
  }
}

/** The answers that came to their own end, in the order they ran. */
export function wholeResults({ log }: Pick<Race, 'log'>): DecodeResult[] {
  return log.events.flatMap((event) =>
    event.type === 'lane' && event.event.type === 'run-end' && event.event.result.stopReason !== 'cancelled'
      ? [event.event.result]
      : [],
  );
}
