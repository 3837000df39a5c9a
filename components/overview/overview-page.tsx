'use client';

import { Anchor, Card, List, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import Link from 'next/link';
import { useMemo } from 'react';
import type { FigureId } from '../../engine/core/figure-catalog.ts';
import { precisionSentence } from '../../engine/core/precision-words.ts';
import { headlineOf, summarySentences } from '../../engine/core/run-sentences.ts';
import { costScatter } from '../../report/charts/cost-scatter.ts';
import { rateBars } from '../../report/charts/rate-bars.ts';
import { speedupDots } from '../../report/charts/speedup-dots.ts';
import { waterfall } from '../../report/charts/waterfall.ts';
import { noticesOf } from '../../report/notices.ts';
import { DataTable } from '../chart/data-table.tsx';
import { PlotChart } from '../chart/plot-chart.tsx';
import type { RunView } from '../data/api-schema.ts';
import { useRun, useRuns } from '../data/use-runs.ts';
import { promptsPath } from '../shell/addresses.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { PanelState, QueryPanel } from '../shell/panel-state.tsx';
import { TourOffer } from '../shell/tour-offer.tsx';
import { useCurrentRun } from '../shell/use-current-run.ts';
import { overviewTable } from './figures-table.ts';
import { LosslessTally } from './lossless-tally.tsx';
import { RunBookmarks } from './run-bookmarks.tsx';
import { linksOf } from './run-links.ts';
import { useHiding } from './use-hiding.ts';

/** What each chart plots. */
const FIGURES = {
  speedups: ['speedup', 'speedupLow', 'adjustedPValue', 'loopFreeSpeedup'],
  rates: ['tokensPerSecond', 'tokensPerSecondMacro', 'endToEndTokensPerSecond'],
  scatter: ['tokensPerStep', 'stepOverhead', 'speedup'],
  steps: ['tokensPerStep', 'stepOverhead', 'verifyShare', 'draftShare', 'speedup'],
} as const satisfies Record<string, readonly FigureId[]>;

/** What a run shows: its sentences, and the charts behind them. */
export function OverviewPage() {
  const { id } = useCurrentRun();
  const runs = useRuns();
  return id === null ? (
    <>
      <PageHeader title="Overview" />
      <QueryPanel query={runs} height={600} what="The list of runs">
        {({ unreadable }) => (
          <PanelState kind="empty" title="There is no benchmark with figures">
            Record one on the page Bench, or open a report on the page Reports.
            {unreadable.map(({ id, problem }) => (
              <p key={id}>
                {id} cannot be read: {problem}
              </p>
            ))}
          </PanelState>
        )}
      </QueryPanel>
    </>
  ) : (
    <RunOverview runId={id} />
  );
}

function RunOverview({ runId }: { runId: string }) {
  const query = useRun(runId);
  const { data } = query;
  const headline = data ? headlineOf(data.summary, data.manifest.settings.sampling) : undefined;
  return (
    <>
      <PageHeader title="Overview" words={data && data.manifest.groups > 0 ? headline : undefined} />
      <TourOffer />
      <QueryPanel query={query} height={600} what="The run">
        {(run) =>
          run.manifest.groups === 0 ? (
            <PanelState kind="empty" title="This run has no answers yet">
              Its first figures appear when every method has answered the first prompt.
            </PanelState>
          ) : (
            <Overview run={run} />
          )
        }
      </QueryPanel>
    </>
  );
}

function Overview({ run }: { run: RunView }) {
  const { id, manifest, summary } = run;
  const link = useMemo(() => linksOf(id), [id]);
  const hiding = useHiding();
  const [speedups, scatter, steps, rates] = useMemo(
    () => [speedupDots(run), costScatter(run), waterfall(run), rateBars(run)] as const,
    [run],
  );
  const notices = noticesOf({ ...run, groups: { length: manifest.groups } });
  const table = useMemo(() => overviewTable(run), [run]);
  const precision = precisionSentence(manifest.engine);
  return (
    <Stack>
      {notices.map(({ kind, text, grave }) => (
        <Text key={kind} className="panel-note" data-grave={grave || undefined} size="sm" role="note">
          {text}
        </Text>
      ))}
      <Card withBorder padding="md" component="section" aria-label="What the run shows" data-tour="sentences">
        <Title order={2} size="h4">
          In sentences
        </Title>
        <List size="sm" my="xs" spacing={4} aria-label="Verdicts of the run">
          {summarySentences(summary, manifest.settings.sampling).map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
        {precision === null ? null : (
          <Text size="sm" mb="xs" data-testid="precision">
            {precision}
          </Text>
        )}
        <DataTable table={table} />
        <Text size="sm" mt="xs">
          <Anchor component={Link} href={promptsPath(id)}>
            All prompts of the run
          </Anchor>
        </Text>
      </Card>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Stack>
          <div data-tour="speedup">
            <PlotChart chart={speedups} link={link} figures={FIGURES.speedups} hiding={hiding} />
          </div>
          <PlotChart chart={rates} link={link} figures={FIGURES.rates} hiding={hiding} />
        </Stack>
        <Stack>
          <PlotChart chart={scatter} link={link} figures={FIGURES.scatter} hiding={hiding} />
          <PlotChart chart={steps} link={link} figures={FIGURES.steps} hiding={hiding} />
          <LosslessTally run={run} />
          <RunBookmarks run={run} />
        </Stack>
      </SimpleGrid>
    </Stack>
  );
}
