/** An event log as server-sent events (WHATWG HTML, section 9.2): numbered, from behind Last-Event-ID on. */
import type { EventLog } from './event-log.ts';

/** Milliseconds between comments that keep an idle connection open. */
const HEARTBEAT_MS = 15_000;

export function eventStream(request: Request, log: EventLog<object>): Response {
  const leaving = new AbortController();
  request.signal.addEventListener('abort', () => leaving.abort());
  const events = log.read(firstWanted(request), leaving.signal);
  const encoder = new TextEncoder();
  let heartbeat: ReturnType<typeof setInterval>;
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      heartbeat = setInterval(() => stream.enqueue(encoder.encode(': waiting\n\n')), HEARTBEAT_MS);
    },
    // Pulled, not pushed: a page that reads slowly holds one event here, not all of them.
    async pull(stream) {
      const { done, value } = await events.next();
      if (!done) stream.enqueue(encoder.encode(`id: ${value.id}\ndata: ${JSON.stringify(value.event)}\n\n`));
      else {
        clearInterval(heartbeat);
        if (!leaving.signal.aborted) stream.close();
      }
    },
    cancel() {
      clearInterval(heartbeat);
      leaving.abort();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

/** A browser that lost the connection names the last event it had; anything else begins at the first. */
function firstWanted(request: Request): number {
  const last = request.headers.get('last-event-id');
  return last !== null && /^\d{1,9}$/.test(last) ? Number(last) + 1 : 0;
}
