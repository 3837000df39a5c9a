'use client';

import { Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useQueryStates } from 'nuqs';
import { HEADS, METHODS, type Method } from '../../engine/protocol.ts';
import type { RunView } from '../data/api-schema.ts';
import { useRun } from '../data/use-runs.ts';
import { useTrees } from '../data/use-trees.ts';
import { METHOD_STYLES } from '../methods.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { PanelState, QueryPanel } from '../shell/panel-state.tsx';
import { TREES_ADDRESS } from './address.ts';
import { TreesPanels } from './trees-panels.tsx';

const WORDS =
  'Where candidates are accepted, what each slot of the tree gains and costs, and what a smaller tree would do.';

export function TreesPage({ runId }: { runId: string }) {
  const run = useRun(runId);
  return (
    <>
      <PageHeader title="Trees and heads" words={WORDS} />
      <QueryPanel query={run} height={600} what="The run">
        {(view) => <TreesOfRun run={view} />}
      </QueryPanel>
    </>
  );
}

function TreesOfRun({ run }: { run: RunView }) {
  const [view, setView] = useQueryStates(TREES_ADDRESS, { history: 'replace' });
  const drafting = METHODS.filter((method) => method !== 'vanilla' && run.summary.methods[method]);
  // Of mixed trees there is less to show: no fixed slots, no editor.
  const ofHeads = drafting.findLast((own) => HEADS.some((heads) => heads === own));
  const method = drafting.find((own) => own === view.m) ?? ofHeads ?? drafting.at(-1) ?? null;
  const own = method === null ? undefined : run.summary.methods[method];
  const categories = Object.keys(own?.byCategory ?? {});
  const category = categories.find((name) => name === view.cat) ?? null;
  const findings = useTrees(run.id, method, category);
  if (method === null)
    return (
      <PanelState kind="empty" title="No trees in this run">
        It holds no answer of a method that drafts: run one with speculative, lookup or Medusa decoding.
      </PanelState>
    );
  const pick = (change: { m?: Method; cat?: string | null }) =>
    // A cut and a slot belong to one method's tree.
    setView(
      { ...change, ...(change.m ? { d: null, w: null, n: null, node: null } : {}) },
      { history: 'push' },
    );
  return (
    <Stack gap="lg">
      <Group gap="md" align="flex-end">
        <SegmentedControl
          aria-label="Method"
          value={method}
          onChange={(value) => pick({ m: value as Method })}
          data={drafting.map((value) => ({
            value,
            label: `${METHOD_STYLES[value].mark} ${METHOD_STYLES[value].label}`,
          }))}
        />
        <Select
          aria-label="Category"
          w={200}
          value={category ?? ''}
          onChange={(value) => pick({ cat: value || null })}
          allowDeselect={false}
          data={[{ value: '', label: 'all categories' }, ...categories]}
        />
      </Group>
      {view.m !== null && view.m !== method ? (
        <Text size="sm">
          This run has no {METHOD_STYLES[view.m].label}; shown is {METHOD_STYLES[method].label}.
        </Text>
      ) : null}
      {view.cat !== null && category === null ? (
        <Text size="sm">This run has no category {JSON.stringify(view.cat)}; shown are all.</Text>
      ) : null}
      <QueryPanel query={findings} height={900} what="The count of the trees">
        {(data) => <TreesPanels run={run} findings={data} view={view} setView={setView} />}
      </QueryPanel>
    </Stack>
  );
}
