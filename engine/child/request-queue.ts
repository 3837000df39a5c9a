/** Requests one at a time, in order of arrival; each can be cancelled, whether it waits or runs. */

export class RequestQueue<Request extends { id: number }> {
  readonly #serve: (request: Request, signal: AbortSignal) => Promise<void>;
  readonly #dropped: (request: Request) => void;
  readonly #waiting: Request[] = [];
  #running: { id: number; controller: AbortController } | null = null;

  /** `serve` must not reject. `dropped` hears of a request that was cancelled before its turn came. */
  constructor(
    serve: (request: Request, signal: AbortSignal) => Promise<void>,
    dropped: (request: Request) => void,
  ) {
    this.#serve = serve;
    this.#dropped = dropped;
  }

  push(request: Request): void {
    this.#waiting.push(request);
    if (!this.#running) this.#serveAll();
  }

  /** One that waits is over at once, one that runs sees its signal, one that is over needs nothing. */
  cancel(id: number): void {
    if (this.#running?.id === id) this.#running.controller.abort();
    const place = this.#waiting.findIndex((request) => request.id === id);
    for (const request of place < 0 ? [] : this.#waiting.splice(place, 1)) this.#dropped(request);
  }

  async #serveAll(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const controller = new AbortController();
      this.#running = { id: next.id, controller };
      await this.#serve(next, controller.signal);
      this.#running = null;
    }
  }
}
