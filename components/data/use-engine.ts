'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { EngineState } from '../../engine/child/client.ts';

/** Milliseconds between two looks at an engine that is on its way, and at one that is not. */
const STARTING_MS = 1000;
const STEADY_MS = 5000;

const KEY = ['engine'];

async function ask(method: 'GET' | 'POST'): Promise<EngineState> {
  try {
    const response = await fetch('/api/status', { method });
    return (await response.json()) as EngineState;
  } catch {
    return { kind: 'failed', message: 'the server does not answer' };
  }
}

/** The engine's state as the server tells it, null before the first answer; `retry` starts a failed engine again. */
export function useEngine(): { state: EngineState | null; retry: () => void } {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: () => ask('GET'),
    refetchInterval: ({ state }) => (state.data?.kind === 'starting' ? STARTING_MS : STEADY_MS),
  });
  const retry = useCallback(() => {
    const starting: EngineState = {
      kind: 'starting',
      phase: 'starting',
      receivedBytes: null,
      totalBytes: null,
    };
    client.setQueryData(KEY, starting);
    ask('POST').then((state) => client.setQueryData(KEY, state));
  }, [client]);
  return { state: data ?? null, retry };
}
