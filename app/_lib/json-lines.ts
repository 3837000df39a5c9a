/** An answer in lines of JSON, each sent as soon as it is known. */

/**
 * `work` tells the lines. What it throws before the first is thrown; afterwards the status is sent, and the last line is
 * `{"error": message}`.
 */
export async function jsonLines(work: (tell: (line: object) => void) => Promise<unknown>): Promise<Response> {
  const encoder = new TextEncoder();
  let stream: ReadableStreamDefaultController<Uint8Array> | null = null;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      stream = controller;
    },
    // Nobody reads any more; `work` learns it from its own signal.
    cancel() {
      stream = null;
    },
  });
  const send = (line: object) => stream?.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
  let done: Promise<unknown> = Promise.resolve();
  await new Promise<unknown>((begun, failed) => {
    done = work((line) => {
      send(line);
      begun(null);
    });
    done.then(begun, failed);
  });
  done
    .catch((error: unknown) => send({ error: error instanceof Error ? error.message : String(error) }))
    .finally(() => stream?.close());
  return new Response(body, {
    // Kept whole, the first lines would wait for the last.
    headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-cache, no-transform' },
  });
}
