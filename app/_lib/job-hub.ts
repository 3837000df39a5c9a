/** Jobs of one kind: the running one, those that wait and the last few that are over, each with all it said. */
import { randomBytes } from 'node:crypto';
import { EventLog } from './event-log.ts';
import type { JobQueue } from './job-queue.ts';

/** Jobs that are over and still told of: a long race with full traces is tens of megabytes. */
const KEPT = 4;

export interface HubJob<Request, Event extends object> {
  id: string;
  /** UTC, ISO 8601. */
  startedAt: string;
  request: Request;
  log: EventLog<Event>;
  cancel(): void;
}

/** What a kind of job is. `Event` has one that ends every log. */
export interface JobKind<Request, Event extends object> {
  /** As others read it who wait for it: "a race". */
  name: string;
  first(request: Request): Event;
  waiting(ahead: string[]): Event;
  /** Must not reject; returns the last event. */
  run(request: Request, tell: (event: Event) => void, signal: AbortSignal): Promise<Event>;
  /** The last event of one that was cancelled before its turn came. */
  dropped(): Event;
}

export class JobHub<Request, Event extends object> {
  readonly #kind: JobKind<Request, Event>;
  readonly #queue: JobQueue;
  /** Oldest first. */
  #jobs: HubJob<Request, Event>[] = [];

  constructor(queue: JobQueue, kind: JobKind<Request, Event>) {
    this.#queue = queue;
    this.#kind = kind;
  }

  /** Returns at once; the job runs when its turn comes. */
  start(request: Request, startedAt: Date): HubJob<Request, Event> {
    const log = new EventLog<Event>();
    const end = (event: Event) => {
      log.append(event);
      log.close();
      this.#forgetOld();
    };
    log.append(this.#kind.first(request));
    const { ahead, cancel } = this.#queue.add({
      name: this.#kind.name,
      run: async (signal) => end(await this.#kind.run(request, (event) => log.append(event), signal)),
      dropped: () => end(this.#kind.dropped()),
    });
    if (ahead.length > 0) log.append(this.#kind.waiting(ahead));
    const job = {
      id: randomBytes(5).toString('hex'),
      startedAt: startedAt.toISOString(),
      request,
      log,
      cancel,
    };
    this.#jobs.push(job);
    return job;
  }

  find(id: string): HubJob<Request, Event> | undefined {
    return this.#jobs.find((job) => job.id === id);
  }

  /** Newest first. */
  list(): { id: string; startedAt: string; over: boolean; request: Request }[] {
    return this.#jobs
      .map(({ id, startedAt, request, log }) => ({ id, startedAt, request, over: log.closed }))
      .reverse();
  }

  #forgetOld(): void {
    const over = this.#jobs.filter((job) => job.log.closed);
    const old = new Set(over.slice(0, -KEPT));
    this.#jobs = this.#jobs.filter((job) => !old.has(job));
  }
}
