'use client';

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { RunList, RunView } from './api-schema.ts';
import { fetchJson } from './fetch-json.ts';

/** Milliseconds between two looks at a run that is still going on, and at the list of runs. */
const GROWING_MS = 3000;
const LIST_MS = 15_000;

/** Every recorded run, newest first, the bundled sample last. */
export function useRuns(): UseQueryResult<RunList> {
  return useQuery({
    queryKey: ['runs'],
    queryFn: ({ signal }) => fetchJson<RunList>('/api/runs', signal),
    refetchInterval: LIST_MS,
  });
}

/** One run with its figures; one that is still going on is looked at again and again. Nothing is asked for null. */
export function useRun(runId: string | null): UseQueryResult<RunView> {
  return useQuery({
    queryKey: ['run', runId],
    enabled: runId !== null,
    queryFn: ({ signal }) => fetchJson<RunView>(`/api/runs/${encodeURIComponent(runId ?? '')}`, signal),
    refetchInterval: ({ state }) => (state.data?.manifest.status === 'running' ? GROWING_MS : false),
  });
}
