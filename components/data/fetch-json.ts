/** A GET of the API. Throws an ApiError with the server's own line. */

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
  throw new ApiError(response.status, body?.error ?? `the server answered ${response.status}`);
}
