'use client';

import { useEffect, useState } from 'react';
import type { RunManifest } from '../../engine/records/schema.ts';

export type LatestRunState =
  | { kind: 'loading' }
  | { kind: 'none' }
  | { kind: 'failed'; message: string }
  | { kind: 'run'; run: RunManifest };

/** The latest run of the bench; looked for again when the reader comes back from the terminal. */
export function useLatestRun(): LatestRunState {
  const [state, setState] = useState<LatestRunState>({ kind: 'loading' });
  useEffect(() => {
    const look = async () => {
      try {
        const response = await fetch('/api/runs/latest');
        const body = (await response.json()) as (RunManifest & { error?: string }) | null;
        if (!response.ok) throw new Error(body?.error ?? `the server answered ${response.status}`);
        setState(body === null ? { kind: 'none' } : { kind: 'run', run: body });
      } catch (error) {
        setState({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
      }
    };
    look();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, []);
  return state;
}
