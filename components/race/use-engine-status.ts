'use client';

import { useCallback, useEffect, useState } from 'react';
import type { EngineState } from '../../engine/child/client.ts';

/** Milliseconds between two looks at an engine that is not ready yet, and at one that is. */
const POLL_MS = 500;
const IDLE_POLL_MS = 5000;

async function ask(method: 'GET' | 'POST'): Promise<EngineState> {
  try {
    const response = await fetch('/api/status', { method });
    return (await response.json()) as EngineState;
  } catch {
    return { kind: 'failed', message: 'the server does not answer' };
  }
}

/** The engine's state as the server tells it, null before the first answer; `retry` starts a failed engine again. */
export function useEngineStatus(): { state: EngineState | null; retry: () => void } {
  const [state, setState] = useState<EngineState | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let stopped = false;
    const look = async () => {
      const next = await ask('GET');
      if (stopped) return;
      setState(next);
      timer = setTimeout(look, next.kind === 'ready' ? IDLE_POLL_MS : POLL_MS);
    };
    look();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, []);
  const retry = useCallback(() => {
    ask('POST').then(setState);
  }, []);
  return { state, retry };
}
