'use client';

import { useParams, useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { useRun } from '../data/use-runs.ts';
import { decoded, inspectPath } from '../shell/addresses.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { PanelState, QueryPanel } from '../shell/panel-state.tsx';

/** The navigation knows the run, not the prompt: it leads to the run's first one. */
export function FirstPrompt() {
  const runId = decoded(useParams<{ run: string }>().run);
  const run = useRun(runId);
  const router = useRouter();
  const first = run.data?.questions[0]?.questionId;
  useEffect(() => {
    if (first !== undefined) router.replace(inspectPath(runId, first));
  }, [router, runId, first]);
  return (
    <>
      <PageHeader title="Inspect" />
      <QueryPanel query={run} height={760} what="The run">
        {() =>
          first === undefined ? (
            <PanelState kind="empty" title="No prompt of this run is done yet" />
          ) : (
            <PanelState kind="loading" height={760} label="The first prompt is loading" />
          )
        }
      </QueryPanel>
    </>
  );
}
