'use client';

import type { ReactNode } from 'react';
import { runDate, runWords } from '../data/run-words.ts';
import { useRuns } from '../data/use-runs.ts';
import { runInPath, sameForRun } from './addresses.ts';
import { nearestNames } from './nearest.ts';
import { NoSuch } from './no-such.tsx';
import { PanelState } from './panel-state.tsx';
import { usePath } from './use-path.tsx';

/** The page, unless its address names a run that is not there or cannot be read: then that, and the nearest runs. */
export function KnownRun({ children }: { children: ReactNode }) {
  const path = usePath();
  const { data } = useRuns();
  const wanted = runInPath(path);
  if (wanted === null || !data || data.runs.some(({ id }) => id === wanted)) return children;
  const broken = data.unreadable.find(({ id }) => id === wanted);
  const names = nearestNames(
    wanted,
    data.runs.map(({ id }) => id),
  );
  const choices = data.runs
    .filter(({ id }) => names.includes(id))
    .map((run) => ({
      href: sameForRun(path, run.id),
      label: `${run.id}: ${runDate(run.createdAt)}, ${runWords(run)}`,
    }));
  return (
    <>
      {broken ? (
        <PanelState
          kind="error"
          title={`Run ${wanted} cannot be read`}
          message={broken.problem}
          kept="Other runs are not affected."
        />
      ) : null}
      <NoSuch
        title={broken ? 'Another run' : `There is no run ${wanted}`}
        words={
          broken
            ? undefined
            : 'Runs are folders of the bench; this one is not where the server looks for them.'
        }
        choices={choices}
      />
    </>
  );
}
