'use client';

import { Card, Group, List, SegmentedControl, Select, Stack, Text, Title } from '@mantine/core';
import { comparisonSentences } from '../../engine/core/comparison-sentences.ts';
import { METHODS, type Method } from '../../engine/protocol.ts';
import { type PlottedChart, plotted } from '../../report/charts/plot.ts';
import { DataTable } from '../chart/data-table.tsx';
import { PlotChart } from '../chart/plot-chart.tsx';
import { METHOD_STYLES } from '../methods.ts';
import { PanelState } from '../shell/panel-state.tsx';
import { compareAddress } from './address.ts';
import { comparisonTable, questionTable, settingsTable } from './comparison-tables.ts';
import { OutputsPanel } from './outputs-panel.tsx';
import { plotRatios } from './ratio-chart.ts';
import { categoryLanes, methodLanes, type QuestionLink, RATIO_WORDS, type RatioKind } from './ratio-lanes.ts';
import type { LetteredRun } from './run-letters.ts';
import type { CompareView, SetCompareView } from './view-state.ts';

interface ComparisonViewProps {
  base: string;
  /** One at least. */
  runs: readonly LetteredRun[];
  view: CompareView;
  setView: SetCompareView;
}

/** Sentences, warnings, pictures and settings of runs against their baseline, and one pair of outputs. */
export function ComparisonView({ base, runs, view, setView }: ComparisonViewProps) {
  const looked = runs.find(({ run }) => run === view.with) ?? (runs[0] as LetteredRun);
  const settings = settingsTable(runs);
  return (
    <Stack gap="md">
      {runs.map((run) => (
        <RunFindings key={run.run} run={run} base={base} />
      ))}
      {runs.some(({ comparison }) => comparison.questions > 0) ? (
        <Ratios base={base} runs={runs} looked={looked} view={view} setView={setView} />
      ) : (
        <PanelState kind="empty" title="No question in common">
          Ratios are of the same question in both runs, and there is none.
        </PanelState>
      )}
      <Card withBorder padding="md" component="section" aria-label="What differs">
        <Title order={2} size="h4">
          What differs
        </Title>
        {settings.rows.length === 0 ? (
          <Text size="sm">No setting differs, and it is the same machine.</Text>
        ) : (
          <DataTable table={settings} />
        )}
      </Card>
      <OutputsPanel base={base} run={looked} view={view} setView={setView} />
    </Stack>
  );
}

/** How much faster, method by method of all runs, and question by question of the one that is looked at. */
function Ratios({ base, runs, looked, view, setView }: ComparisonViewProps & { looked: LetteredRun }) {
  const methods = METHODS.filter((name) => looked.comparison.methods[name]);
  const method =
    methods.find((name) => name === view.m) ??
    methods.find((name) => name !== 'vanilla') ??
    methods[0] ??
    'vanilla';
  const ids = runs.map(({ run }) => run);
  const link: QuestionLink = (run, name, questionId) =>
    `${compareAddress('/compare', { ...view, base, runs: ids, with: run, m: name, q: String(questionId), m2: null })}#outputs`;
  return (
    <>
      <Group justify="flex-end" gap="xs">
        <Text size="sm" c="var(--quiet)" id="ratio-label">
          Ratios of
        </Text>
        <SegmentedControl
          size="xs"
          aria-labelledby="ratio-label"
          data={[
            { value: 'speedup', label: 'speedups' },
            { value: 'speed', label: 'tokens per second' },
          ]}
          value={view.by}
          onChange={(by) => setView({ by: by as RatioKind })}
        />
      </Group>
      <PlotChart chart={methodChart(runs, view.by, link)} />
      <Group align="flex-end" gap="sm">
        <Select
          label="Run, question by question"
          data={runs.map(({ letter, run }) => ({ value: run, label: `${letter}: ${run}` }))}
          value={looked.run}
          allowDeselect={false}
          onChange={(run) => setView({ with: run })}
        />
        {methods.length > 0 ? (
          <Select
            label="Method"
            data={methods.map((name) => ({ value: name, label: METHOD_STYLES[name].label }))}
            value={method}
            allowDeselect={false}
            onChange={(name) => setView({ m: name as Method, m2: null })}
          />
        ) : null}
      </Group>
      {view.with !== null && view.with !== looked.run ? (
        <PanelState
          kind="stale"
          text={`Run ${view.with} is not held against the baseline; ${looked.run} is shown instead.`}
        />
      ) : null}
      {methods.length > 0 ? (
        <PlotChart chart={categoryChart(looked, method, view.by, link)} />
      ) : (
        <PanelState kind="empty" title="No question in common">
          Run {looked.run} and the baseline were asked nothing that is the same.
        </PanelState>
      )}
    </>
  );
}

/** Verdicts of one run, and what stands against trusting them. */
function RunFindings({ run: { letter, run, comparison }, base }: { run: LetteredRun; base: string }) {
  const { questions, onlyInA, onlyInB, otherPrompts, warnings } = comparison;
  const left = [
    onlyInA.length > 0 ? `${onlyInA.length} only in the baseline` : '',
    onlyInB.length > 0 ? `${onlyInB.length} only in ${letter}` : '',
    otherPrompts.length > 0 ? `${otherPrompts.length} turns with other prompts` : '',
  ].filter(Boolean);
  return (
    <section aria-label={`Run ${letter} against the baseline`}>
      <Title order={2} size="h4">
        {letter}: {run} against A: {base}
      </Title>
      <Text size="sm" c="var(--quiet)">
        {questions} {questions === 1 ? 'question is' : 'questions are'} in both
        {left.length > 0 ? `; left out: ${left.join(', ')}` : ''}.
      </Text>
      <List size="sm" my="xs" aria-label={`Verdicts of run ${letter}`}>
        {comparisonSentences(comparison).map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
      {warnings.length === 0 ? null : (
        <div className="panel-note" role="note">
          <Text size="sm" fw={600}>
            Beware
          </Text>
          <List size="sm">
            {warnings.map((warning) => (
              <List.Item key={warning} style={{ overflowWrap: 'anywhere' }}>
                {warning}
              </List.Item>
            ))}
          </List>
        </div>
      )}
    </section>
  );
}

const MARKS =
  'Large marks are geometric means over questions with their 95 % intervals, small marks single questions: choose one to see its outputs. The axis is logarithmic; right of the rule is faster.';

function methodChart(runs: readonly LetteredRun[], by: RatioKind, link: QuestionLink): PlottedChart {
  const title = 'Methods against the baseline';
  const lanes = methodLanes(runs, by, link);
  const what =
    by === 'speedup'
      ? 'Each speedup is to the vanilla of its own run, so that a slower day of the machine changes little.'
      : 'Speeds of two days hold the state of the machine too.';
  const head = { id: 'comparison', title };
  const plot = plotRatios(RATIO_WORDS[by], lanes);
  return {
    ...plotted(head, plot, []),
    finding: `${what} ${MARKS}`,
    table: comparisonTable(runs),
  };
}

function categoryChart(run: LetteredRun, method: Method, by: RatioKind, link: QuestionLink): PlottedChart {
  const { label } = METHOD_STYLES[method];
  const title = `${label} of run ${run.letter}, question by question`;
  const lanes = categoryLanes(run, method, by, link);
  const compared = run.comparison.methods[method];
  const values = (compared?.questions ?? []).flatMap((question) => question[by] ?? []);
  const slower = values.filter((value) => value < 1).length;
  const head = { id: 'questions-compared', title };
  const plot = plotRatios(RATIO_WORDS[by], lanes);
  return {
    ...plotted(head, plot, []),
    finding:
      lanes.length === 0
        ? `${label} has no ${by} to compare: vanilla's own speedup is 1.`
        : `${slower} of ${values.length} questions are slower than in the baseline. ${MARKS}`,
    table: questionTable(run, method),
  };
}
