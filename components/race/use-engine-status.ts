'use client';

import { useEffect, useState } from 'react';
import type { EngineState } from '../../engine/child/client.ts';

/** Milliseconds between two looks at an engine that is not ready yet, and at one that is. */
const POLL_MS = 500;
const IDLE_POLL_MS = 5000;

/** The engine's state as the server tells it; null before the first answer. */
export function useEngineStatus(): EngineState | null {
  const [state, setState] = useState<EngineState | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let stopped = false;
    const look = async () => {
      const next = await fetch('/api/status')
        .then((response) => response.json() as Promise<EngineState>)
        .catch((): EngineState => ({ kind: 'failed', message: 'the server does not answer' }));
      if (stopped) return;
      setState(next);
      timer = setTimeout(look, next.kind === 'starting' ? POLL_MS : IDLE_POLL_MS);
    };
    look();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, []);
  return state;
}
