/** One job at a time on this machine: two that decode side by side would slow one another and spoil what they measure. */
import { RequestQueue } from '../../engine/child/request-queue.ts';
import { EngineError } from '../../engine/errors.ts';

export interface Job {
  /** As others read it who wait for it: "a race". */
  name: string;
  /** Must not reject. */
  run(signal: AbortSignal): Promise<void>;
  /** Cancelled before its turn came. */
  dropped(): void;
}

type Entry = Job & { id: number };

export class JobQueue {
  #nextId = 0;
  /** Those that run or wait, in order. */
  #jobs: Entry[] = [];
  readonly #queue = new RequestQueue<Entry>(
    async (job, signal) => {
      await job.run(signal);
      this.#forget(job.id);
    },
    (job) => {
      this.#forget(job.id);
      job.dropped();
    },
  );

  /** Returns the names of the jobs ahead of it, and how to end it, whether it waits or runs. */
  add(job: Job): { ahead: string[]; cancel: () => void } {
    const id = this.#nextId++;
    const ahead = this.#jobs.map(({ name }) => name);
    const entry = { ...job, id };
    this.#jobs.push(entry);
    this.#queue.push(entry);
    return { ahead, cancel: () => this.#queue.cancel(id) };
  }

  /** Work whose caller waits for it: ends as the work does, when its turn has come. */
  inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.add({
        name,
        run: () => work().then(resolve, reject),
        dropped: () => reject(new EngineError('cancelled', `${name}: cancelled before its turn came`)),
      });
    });
  }

  #forget(id: number): void {
    this.#jobs = this.#jobs.filter((job) => job.id !== id);
  }
}
