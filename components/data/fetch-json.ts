/** GETs of the API. They throw an ApiError with the server's own line. */

export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

export async function fetchJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal });
  const body = (await response.json().catch(() => null)) as (T & { error?: string }) | null;
  if (response.ok && body !== null) return body;
  throw refusedBy(response, body);
}

/** An answer in lines of JSON, each as it comes. A line that tells an error ends them. */
export async function* fetchLines<T extends object>(
  path: string,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const response = await fetch(path, { signal });
  if (!response.ok || !response.body) throw refusedBy(response, await response.json().catch(() => null));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const lines = (rest + read.value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const told = JSON.parse(line) as T | { error: string };
      if ('error' in told && typeof told.error === 'string') throw refusedBy(response, { error: told.error });
      yield told as T;
    }
  }
}

function refusedBy({ status }: Response, body: { error?: string } | null): ApiError {
  return new ApiError(status, body?.error ?? `the server answered ${status}`);
}
