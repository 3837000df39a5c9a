/** The part of a run that is taken away, as addresses name it. Pure. */
import type { Method } from '../../engine/protocol.ts';
import type { DownloadFormat } from '../../report/downloads.ts';
import type { TreeChoice } from '../../report/trees/bookmarks.ts';

export interface Scope {
  m: readonly Method[] | null;
  cat: readonly string[] | null;
  q: readonly string[] | null;
}

function scopeQuery({ m, cat, q }: Scope): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, list] of Object.entries({ m, cat, q })) if (list) query.set(name, list.join(','));
  return query;
}

export function sizesPath(runId: string, scope: Scope): string {
  return `/api/runs/${encodeURIComponent(runId)}/download/sizes?${scopeQuery(scope)}`;
}

export function downloadPath(runId: string, scope: Scope, format: DownloadFormat, trees: TreeChoice): string {
  const query = scopeQuery(scope);
  query.set('format', format);
  query.set('trees', trees);
  return `/api/runs/${encodeURIComponent(runId)}/download?${query}`;
}

/** Chosen values that the run has; null where that is all of them or none. */
export function chosen<T extends string>(asked: readonly T[] | null, there: readonly T[]): T[] | null {
  const left = there.filter((value) => asked?.includes(value));
  return left.length === 0 || left.length === there.length ? null : left;
}
