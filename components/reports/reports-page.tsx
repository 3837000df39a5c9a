'use client';

import { Select, Stack } from '@mantine/core';
import { useQueryStates } from 'nuqs';
import { NO_SIZES } from '../../report/downloads.ts';
import type { RunList, RunView } from '../data/api-schema.ts';
import { useRun, useRuns } from '../data/use-runs.ts';
import { UNKNOWN } from '../format.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { PanelState, QueryPanel } from '../shell/panel-state.tsx';
import { REPORTS_ADDRESS } from './address.ts';
import { DownloadList } from './download-list.tsx';
import { OpenPanel } from './open-panel.tsx';
import styles from './reports.module.css';
import { chosen } from './scope.ts';
import { ScopePanel } from './scope-panel.tsx';
import { useSizes } from './use-downloads.ts';

export function ReportsPage() {
  return (
    <Stack gap="md">
      <PageHeader
        title="Reports"
        words="A run as a file that can be sent, printed, read by other programs, and opened again."
      />
      <QueryPanel query={useRuns()} height={500} what="The list of runs">
        {(list) => <ReportsOf list={list} />}
      </QueryPanel>
      <OpenPanel />
    </Stack>
  );
}

function ReportsOf({ list }: { list: RunList }) {
  const [view, setView] = useQueryStates(REPORTS_ADDRESS, { history: 'replace' });
  const runs = list.runs.filter((run) => run.hasFigures);
  const id = view.run ?? runs[0]?.id;
  const run = useRun(id ?? null);
  if (id === undefined)
    return (
      <PanelState kind="empty" title="No run yet">
        Record one on the page Bench, or open a report below.
      </PanelState>
    );
  return (
    <>
      <Select
        label="Run"
        maw={420}
        searchable
        allowDeselect={false}
        value={id}
        data={runs.map((entry) => ({
          value: entry.id,
          label: `${entry.id} · ${entry.prompts} prompts${entry.sample ? ' · sample' : ''}`,
        }))}
        onChange={(value) => setView({ run: value, m: null, cat: null, q: null }, { history: 'push' })}
      />
      <QueryPanel query={run} height={500} what="The run">
        {(data) => <ReportsOfRun run={data} view={view} setView={setView} />}
      </QueryPanel>
    </>
  );
}

interface ReportsOfRunProps {
  run: RunView;
  view: ReturnType<typeof useQueryStates<typeof REPORTS_ADDRESS>>[0];
  setView: ReturnType<typeof useQueryStates<typeof REPORTS_ADDRESS>>[1];
}

function ReportsOfRun({ run, view, setView }: ReportsOfRunProps) {
  const { methods, questionIds } = run.manifest.settings;
  const scope = {
    m: chosen(
      view.m,
      methods.filter((method) => method !== 'vanilla'),
    ),
    cat: chosen(view.cat, [...new Set(run.questions.map(({ category }) => category))]),
    q: chosen(view.q, questionIds.map(String)),
  };
  const { data, error, refetch, isFetching } = useSizes(run.id, scope);
  const sizes = data ?? NO_SIZES;
  const shown = sizes.pictures[view.trees];
  const { status, groups } = run.manifest;
  const pictures =
    shown !== undefined && sizes.questions !== undefined
      ? `${shown} steps drawn, of ${sizes.questions} questions`
      : isFetching
        ? 'counting'
        : UNKNOWN;
  return (
    <>
      {status === 'complete' ? null : (
        <PanelState
          kind="partial"
          text={`The run is ${status}: a file holds the ${groups} groups (a question, turn and repeat each) that it has.`}
        />
      )}
      <div className={styles.columns}>
        <ScopePanel
          run={run}
          scope={scope}
          onScope={(change) => setView(change as Parameters<typeof setView>[0])}
          trees={view.trees}
          onTrees={(trees) => setView({ trees })}
          pictures={pictures}
        />
        <Stack gap="sm">
          {error ? (
            <PanelState
              kind="error"
              title={data ? 'Not every size could be counted' : 'No file can be made of this choice'}
              message={error.message}
              kept={
                data
                  ? 'Sizes that were counted stand below, and every file can be made.'
                  : 'Another choice works, and so does opening a file below.'
              }
              onRetry={() => refetch()}
            />
          ) : null}
          <DownloadList runId={run.id} scope={scope} trees={view.trees} sizes={sizes} counting={isFetching} />
        </Stack>
      </div>
    </>
  );
}
