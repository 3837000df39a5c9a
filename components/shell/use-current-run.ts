'use client';

import { SAMPLE_RUN } from '../data/api-schema.ts';
import { useRuns } from '../data/use-runs.ts';
import { runInPath } from './addresses.ts';
import { firstRun } from './run-source.ts';
import { usePath } from './use-path.tsx';

/** The run that the address names, or else the one that pages begin with; null until that is known. */
export function useCurrentRun(): { id: string | null; named: boolean } {
  const inPath = runInPath(usePath());
  const { data, isError } = useRuns();
  if (inPath !== null) return { id: inPath, named: true };
  if (isError) return { id: SAMPLE_RUN, named: false };
  return { id: data ? firstRun(data.runs) : null, named: false };
}
