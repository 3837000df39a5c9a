'use client';

import { List, Stack, Text } from '@mantine/core';
import { summarySentences } from '../../engine/core/run-sentences.ts';
import { costScatter } from '../../report/charts/cost-scatter.ts';
import { rateBars } from '../../report/charts/rate-bars.ts';
import { speedupDots } from '../../report/charts/speedup-dots.ts';
import { waterfall } from '../../report/charts/waterfall.ts';
import { ReportChart } from '../chart/report-chart.tsx';
import type { RunView } from '../data/api-schema.ts';
import { useRun } from '../data/use-runs.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { PanelState, QueryPanel } from '../shell/panel-state.tsx';
import { useCurrentRun } from '../shell/use-current-run.ts';

/** What a run shows: its sentences, and the charts behind them. */
export function OverviewPage() {
  const { id } = useCurrentRun();
  return (
    <>
      <PageHeader title="Overview" />
      {id === null ? (
        <PanelState kind="loading" height={600} label="Looking for runs" />
      ) : (
        <RunOverview runId={id} />
      )}
    </>
  );
}

function RunOverview({ runId }: { runId: string }) {
  return (
    <QueryPanel query={useRun(runId)} height={600} what="The run">
      {(run) => <Overview run={run} />}
    </QueryPanel>
  );
}

function Overview({ run }: { run: RunView }) {
  const { manifest, summary } = run;
  const charts = [speedupDots, costScatter, waterfall, rateBars].map((chart) => chart(run));
  if (manifest.groups === 0)
    return (
      <PanelState kind="empty" title="This run has no answers yet">
        Its first figures appear when every method has answered the first prompt.
      </PanelState>
    );
  return (
    <Stack>
      <List aria-label="What the run shows">
        {summarySentences(summary, manifest.settings.sampling).map((sentence) => (
          <List.Item key={sentence}>
            <Text>{sentence}</Text>
          </List.Item>
        ))}
      </List>
      {charts.map((chart) => (
        <ReportChart key={chart.id} chart={chart} />
      ))}
    </Stack>
  );
}
