/** Addresses of pages about a run: the path names the thing, the query the view of it. Pure. */
import type { Method } from '../../engine/protocol.ts';

const run = (id: string) => `/runs/${encodeURIComponent(id)}`;

export const overviewPath = run;

/** `query` in the grammar of the page of prompts: `cat:coding m:medusa`. */
export function promptsPath(id: string, query = ''): string {
  return `${run(id)}/prompts${query === '' ? '' : `?q=${encodeURIComponent(query)}`}`;
}

/** What of an answer is looked at; turn, repeat and step count from 1, and 1 is left out. */
export interface InspectView {
  method?: Method;
  turn?: number;
  repeat?: number;
  step?: number;
}

export function inspectPath(id: string, questionId: string | number, view: InspectView = {}): string {
  const { method, turn = 1, repeat = 1, step = 1 } = view;
  const query = new URLSearchParams();
  if (method) query.set('m', method);
  if (turn !== 1) query.set('turn', String(turn));
  if (repeat !== 1) query.set('rep', String(repeat));
  if (step !== 1) query.set('step', String(step));
  const path = `${run(id)}/prompts/${encodeURIComponent(questionId)}`;
  return query.size > 0 ? `${path}?${query}` : path;
}

export function comparePath(base: string, runs: readonly string[]): string {
  const query = new URLSearchParams({ base, runs: runs.join(',') });
  return `/compare?${query}`;
}

/** The run that a path speaks of, null where it speaks of none. */
export function runInPath(path: string): string | null {
  const [, runs, id] = path.split('/');
  return runs === 'runs' && id ? decoded(id) : null;
}

/** The same page of another run: a page of one answer becomes the page of prompts. */
export function sameForRun(path: string, other: string): string {
  const page = runInPath(path) === null ? undefined : path.split('/')[3];
  return page ? `${run(other)}/${page}` : run(other);
}

/** A part of a path as it was before it was written into one. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
