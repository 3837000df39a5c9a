'use client';

import { Code, Stack } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useQueryStates } from 'nuqs';
import type { RunList } from '../data/api-schema.ts';
import { useComparison } from '../data/use-comparison.ts';
import { useRuns } from '../data/use-runs.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { PanelState, QueryPanel } from '../shell/panel-state.tsx';
import { BASELINE_KEY } from '../shell/run-bar.tsx';
import { compareParsers } from './address.ts';
import { type Chosen, chooseRuns } from './choose-runs.ts';
import { ComparisonView } from './comparison-view.tsx';
import { OutputsPanel } from './outputs-panel.tsx';
import { letteredRuns } from './run-letters.ts';
import { RunPickers } from './run-pickers.tsx';

/** Of the pictures of a comparison, pixels. */
const HEIGHT = 560;

export function ComparePage() {
  const runs = useRuns();
  return (
    <>
      <PageHeader
        title="Compare"
        words="Runs held against a baseline, question by question: what became faster, and what says something else."
      />
      <QueryPanel query={runs} height={HEIGHT} what="The list of runs">
        {(list) => <Comparison list={list} />}
      </QueryPanel>
    </>
  );
}

function Comparison({ list }: { list: RunList }) {
  const [view, setView] = useQueryStates(compareParsers, { history: 'push' });
  const [pinned] = useLocalStorage({ key: BASELINE_KEY, defaultValue: '', getInitialValueInEffect: false });
  const chosen = chooseRuns(list.runs, { base: view.base, runs: view.runs, pinned });
  const comparison = useComparison(chosen.base, chosen.runs);
  const choose = ({ base, runs }: Chosen) => setView({ base, runs, with: null });
  if (chosen.base === '')
    return (
      <PanelState kind="empty" title="There is no run yet">
        <Code>npm run -s gorgon -- bench --prompts 16</Code> records one.
      </PanelState>
    );
  return (
    <Stack gap="md">
      <RunPickers known={list.runs} chosen={chosen} onChoose={choose} />
      {chosen.runs.length === 0 ? (
        <>
          <PanelState kind="empty" title="Nothing is held against the baseline">
            Choose a run above. Two methods of the baseline alone stand side by side below.
          </PanelState>
          <OutputsPanel base={chosen.base} run={null} view={view} setView={setView} />
        </>
      ) : (
        <QueryPanel query={comparison} height={HEIGHT} what="The comparison">
          {(data) => (
            <>
              {data.unread.map(({ run, message }) => (
                <PanelState
                  key={run}
                  kind="error"
                  title={`${run} cannot be read`}
                  message={message}
                  kept="The comparison goes on without it."
                  onRetry={() => comparison.refetch()}
                />
              ))}
              {data.comparisons.length > 0 ? (
                <ComparisonView
                  base={chosen.base}
                  runs={letteredRuns(chosen.runs, data)}
                  view={view}
                  setView={setView}
                />
              ) : null}
            </>
          )}
        </QueryPanel>
      )}
    </Stack>
  );
}
