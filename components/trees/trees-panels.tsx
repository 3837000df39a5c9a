'use client';

import { SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import dynamic from 'next/dynamic';
import type { SetValues, Values } from 'nuqs';
import { useState } from 'react';
import type { TreeFindings } from '../../engine/core/tree-findings.ts';
import { rowCost, slotCounts, WHOLE_TREE, whatIf } from '../../engine/core/what-if.ts';
import { ChartFrame } from '../chart/chart-frame.tsx';
import { WhenNear } from '../chart/when-near.tsx';
import type { RunView } from '../data/api-schema.ts';
import { METHOD_STYLES } from '../methods.ts';
import { PanelState } from '../shell/panel-state.tsx';
import { columnName } from '../tree/tree-text.ts';
import { cutAddress, type TREES_ADDRESS } from './address.ts';
import type { Paths } from './edit-tree.ts';
import { EditorSection } from './editor-section.tsx';
import { HeatSection } from './heat-section.tsx';
import { LengthBars } from './length-bars.tsx';
import { lengthRow } from './lengths.ts';
import { RankDots } from './rank-dots.tsx';
import { RELIABILITY_HEIGHT } from './reliability-height.ts';
import { reliabilitySentence } from './reliability-words.ts';
import { lengthTable, rankTable, reliabilityTable, slotTable } from './tables.ts';
import { treesSentence } from './trees-text.ts';
import { useRunTree } from './use-run-tree.ts';

/** Recharts is a fifth of the page's script, and this chart stands far down. */
const ReliabilityChart = dynamic(
  () => import('./reliability-chart.tsx').then((file) => file.ReliabilityChart),
  // Without a picture of its own while it loads, the whole page would be hidden meanwhile.
  { loading: () => <Skeleton height={RELIABILITY_HEIGHT} /> },
);

interface TreesPanelsProps {
  run: RunView;
  findings: TreeFindings;
  view: Values<typeof TREES_ADDRESS>;
  setView: SetValues<typeof TREES_ADDRESS>;
}

export function TreesPanels({ run, findings, view, setView }: TreesPanelsProps) {
  const [drawn, setDrawn] = useState<Paths | null>(null);
  const { run: runTree, problem } = useRunTree(run.manifest.engine.precision);
  const { method, ranks, reliability, steps } = findings;
  const { color } = METHOD_STYLES[method];
  const { cost, status } = run.manifest;
  const heading = (depth: number) => columnName(method, depth);
  const slots = slotCounts(findings);
  const own = run.summary.methods[method];
  const lengths = own
    ? [...Object.entries(own.byCategory), ['all', own.overall] as const].map(([name, figures]) =>
        lengthRow(name, figures),
      )
    : [];
  if (slots.length === 0) return <PanelState kind="empty" title={treesSentence(findings)} />;
  const row = rowCost(findings, whatIf(findings, WHOLE_TREE, cost).rowsPerStep ?? 0, cost);
  const shown = reliability.find(({ depth }) => depth === view.at) ?? reliability[0];
  return (
    <Stack gap="lg">
      {status === 'complete' ? null : (
        <PanelState
          kind="partial"
          text={`The run is ${status}; counted are the ${run.manifest.groups} groups (a question, turn and repeat each) that it has.`}
        />
      )}
      <Text>{treesSentence(findings)}</Text>
      <ChartFrame
        title="Acceptance by depth and choice"
        finding="Of the steps that reached a candidate, since all before it was accepted, how many accepted it too. Intervals know that the steps of a question go together."
        table={rankTable(ranks, heading)}
      >
        <RankDots ranks={ranks} heading={heading} color={color} />
      </ChartFrame>
      <ChartFrame
        title="Slots of the tree: gain and cost"
        finding="Every place that a candidate can have, with the choice's number. A place further down was reached only where the one before it was accepted."
        table={slotTable(slots, steps, row)}
      >
        <HeatSection
          findings={findings}
          cost={cost}
          heat={view.heat}
          onHeat={(heat) => setView({ heat })}
          cut={{ depth: view.d, width: view.w, nodes: view.n }}
          onCut={(change) => setView(cutAddress(change))}
          selected={view.node}
          onSelect={(node) => setView({ node })}
          onDraw={setDrawn}
          onRun={runTree}
          problem={problem}
        />
      </ChartFrame>
      {shown ? (
        <ChartFrame
          title="Is the draft's probability worth its name?"
          finding={reliabilitySentence(shown)}
          table={reliabilityTable(shown)}
        >
          <SegmentedControl
            aria-label="Depth"
            size="xs"
            mb="xs"
            value={String(shown.depth ?? 'all')}
            onChange={(value) => setView({ at: value === 'all' ? null : Number(value) })}
            data={reliability.map(({ depth }) => ({
              value: String(depth ?? 'all'),
              label: depth === null ? 'all depths' : heading(depth),
            }))}
          />
          <WhenNear height={RELIABILITY_HEIGHT}>
            <ReliabilityChart reliability={shown} color={color} />
          </WhenNear>
        </ChartFrame>
      ) : (
        <PanelState kind="empty" title={`${METHOD_STYLES[method].label} gives no probabilities`}>
          Its candidates are copied from the text, so there is nothing to calibrate.
        </PanelState>
      )}
      <ChartFrame
        title="Accepted length by category"
        finding="How many candidates a step accepted; every step adds one token of the target's own. Every category of the run, whatever is chosen above."
        table={lengthTable(lengths)}
      >
        <LengthBars rows={lengths} color={color} />
      </ChartFrame>
      <EditorSection run={run} findings={findings} drawn={drawn} />
    </Stack>
  );
}
