/** What the page asks of the server's races. Every function throws an Error fit to be shown. */
import type { RaceHead, RaceRecording, RaceRequest } from '../race-events.ts';

async function ask(path: string, method: string, body?: object): Promise<Response> {
  const response = await fetch(path, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  if (response.ok) return response;
  const told = (await response.json().catch(() => null)) as { error?: string } | null;
  throw new Error(told?.error ?? `the server answered ${response.status}`);
}

const pathOf = (id: string) => `/api/races/${encodeURIComponent(id)}`;

/** Gives the id of the race. */
export async function startRace(request: RaceRequest): Promise<string> {
  const response = await ask('/api/races', 'POST', request);
  return ((await response.json()) as { id: string }).id;
}

export async function stopRace(id: string): Promise<void> {
  await ask(pathOf(id), 'DELETE');
}

export async function saveRace(id: string): Promise<RaceRecording> {
  return (await ask(`${pathOf(id)}/recording`, 'POST')).json() as Promise<RaceRecording>;
}

/** The newest race that runs or waits; null where none does. */
export async function openRace(): Promise<RaceHead | null> {
  const heads = (await (await ask('/api/races', 'GET')).json()) as RaceHead[];
  return heads.find(({ over }) => !over) ?? null;
}
