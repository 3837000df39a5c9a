'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { DEFAULT_CHOICE, type EngineSeen, type EngineStatus } from '../engine-choice.ts';

/** Milliseconds between two looks at an engine that is on its way, and at one that is not. */
const STARTING_MS = 1000;
const STEADY_MS = 5000;

const KEY = ['engine'];

async function ask(method: 'GET' | 'POST'): Promise<EngineSeen> {
  try {
    const response = await fetch('/api/status', { method });
    return (await response.json()) as EngineStatus;
  } catch {
    return { kind: 'unreachable' };
  }
}

/** The engine's state as the server tells it, null before the first answer; `retry` starts a failed engine again. */
export function useEngine(): { state: EngineSeen | null; retry: () => void } {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: () => ask('GET'),
    refetchInterval: ({ state }) => (state.data?.kind === 'starting' ? STARTING_MS : STEADY_MS),
  });
  const retry = useCallback(() => {
    const before = client.getQueryData<EngineSeen>(KEY);
    const starting: EngineStatus = {
      kind: 'starting',
      phase: 'starting',
      receivedBytes: null,
      totalBytes: null,
      choice: before && 'choice' in before ? before.choice : DEFAULT_CHOICE,
    };
    client.setQueryData(KEY, starting);
    ask('POST').then((state) => client.setQueryData(KEY, state));
  }, [client]);
  return { state: data ?? null, retry };
}
