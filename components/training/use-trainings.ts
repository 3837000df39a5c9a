'use client';

import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchJson } from '../data/fetch-json.ts';
import type { TrainingList } from './events.ts';
import type { TrainRequest } from './kinds.ts';

/** Milliseconds between two looks while something runs; trainings tell every two seconds. */
const LOOK_MS = 2000;

export function useTrainings(): UseQueryResult<TrainingList> {
  return useQuery({
    queryKey: ['trainings'],
    queryFn: ({ signal }) => fetchJson<TrainingList>('/api/trainings', signal),
    refetchInterval: ({ state }) => (state.data?.trainings.some(({ over }) => !over) ? LOOK_MS : false),
  });
}

export interface TrainingActions {
  /** Throws an Error with the server's own line. */
  start: (request: TrainRequest) => Promise<void>;
  stop: (id: string) => Promise<void>;
}

export function useTrainingActions(): TrainingActions {
  const queries = useQueryClient();
  const ask = async (path: string, init: RequestInit) => {
    const response = await fetch(path, init);
    if (!response.ok) {
      const body = (await response.json().catch(() => null)) as { error?: string } | null;
      throw new Error(body?.error ?? `the server answered ${response.status}`);
    }
    await queries.invalidateQueries({ queryKey: ['trainings'] });
  };
  return {
    start: (request) => ask('/api/trainings', { method: 'POST', body: JSON.stringify(request) }),
    stop: (id) => ask(`/api/trainings/${encodeURIComponent(id)}`, { method: 'DELETE' }),
  };
}
