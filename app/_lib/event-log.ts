/**
 * What a job has said so far, by number. Whoever comes late hears all of it, whoever comes back hears what they missed:
 * a reload or a second page sees the same job.
 */

export interface Numbered<Event> {
  /** 0-based, without gaps. */
  id: number;
  event: Event;
}

export class EventLog<Event> {
  readonly #events: Event[] = [];
  readonly #listeners = new Set<() => void>();
  #closed = false;

  get events(): readonly Event[] {
    return this.#events;
  }

  /** Nothing will follow. */
  get closed(): boolean {
    return this.#closed;
  }

  append(event: Event): void {
    if (this.#closed) throw new Error('an event behind the end of its log');
    this.#events.push(event);
    this.#tell();
  }

  close(): void {
    this.#closed = true;
    this.#tell();
  }

  /** Events from number `from` on, those that are still to come included; ends with the log or the signal. */
  async *read(from: number, signal?: AbortSignal): AsyncGenerator<Numbered<Event>, void> {
    let next = from;
    let wake: () => void = () => {};
    const listener = () => wake();
    this.#listeners.add(listener);
    signal?.addEventListener('abort', listener);
    try {
      while (!signal?.aborted) {
        const event = this.#events[next];
        if (event !== undefined) yield { id: next++, event };
        else if (this.#closed) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      this.#listeners.delete(listener);
      signal?.removeEventListener('abort', listener);
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
