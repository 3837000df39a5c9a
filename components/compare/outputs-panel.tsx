'use client';

import { Anchor, Card, Group, Select, Skeleton, Text, Title } from '@mantine/core';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { METHODS, type Method } from '../../engine/protocol.ts';
import { WhenNear } from '../chart/when-near.tsx';
import type { RunView } from '../data/api-schema.ts';
import { useRun } from '../data/use-runs.ts';
import { METHOD_STYLES } from '../methods.ts';
import { promptsPath } from '../shell/addresses.ts';
import { PanelState, QueryPanel } from '../shell/panel-state.tsx';
import { OUTPUTS_HEIGHT } from './outputs-height.ts';
import { questionChoices } from './question-choices.ts';
import type { LetteredRun } from './run-letters.ts';
import type { CompareView, SetCompareView } from './view-state.ts';

interface OutputsPanelProps {
  base: string;
  /** Null: two methods of the baseline itself. */
  run: LetteredRun | null;
  view: CompareView;
  setView: SetCompareView;
}

/** Stands far down: its code is no part of the first load. */
const OutputsPair = dynamic(() => import('./outputs-pair.tsx').then((file) => file.OutputsPair), {
  loading: () => <Skeleton height={OUTPUTS_HEIGHT} />,
});

/** One question's outputs side by side: the baseline on the left, the run, or another method, on the right. */
export function OutputsPanel({ base, run, view, setView }: OutputsPanelProps) {
  const own = useRun(base);
  return (
    <Card withBorder padding="md" component="section" aria-label="Outputs side by side" id="outputs">
      <Title order={2} size="h4">
        Outputs side by side
      </Title>
      <QueryPanel query={own} height={OUTPUTS_HEIGHT} what="The baseline">
        {(data) => <Chosen base={data} run={run} view={view} setView={setView} />}
      </QueryPanel>
    </Card>
  );
}

function Chosen({ base, run, view, setView }: Omit<OutputsPanelProps, 'base'> & { base: RunView }) {
  const methods = METHODS.filter((method) => base.summary.methods[method]);
  const left =
    methods.find((method) => method === view.m) ??
    methods.find((method) => method !== 'vanilla') ??
    'vanilla';
  const right = view.m2 ?? (run ? left : 'vanilla');
  const choices = questionChoices(base, run, left);
  const question = choices.find(({ value }) => value === view.q)?.value ?? choices[0]?.value;
  const rightRun = run?.run ?? base.id;
  if (question === undefined)
    return (
      <PanelState kind="empty" title="No question in common">
        The two runs were asked nothing that is the same.
      </PanelState>
    );
  const methodChoices = methods.map((value) => ({ value, label: METHOD_STYLES[value].label }));
  return (
    <>
      <Group align="flex-end" gap="sm" my="sm">
        <Select
          label="Question"
          data={choices}
          value={question}
          searchable
          allowDeselect={false}
          flex="1 1 16rem"
          onChange={(q) => setView({ q, turn: null, rep: null, at: null })}
        />
        <Select
          label={`Left, ${base.id}`}
          data={methodChoices}
          value={left}
          allowDeselect={false}
          onChange={(method) =>
            setView({ m: method as Method, m2: run && right === left ? null : right, at: null })
          }
        />
        <Select
          label={`Right, ${rightRun}`}
          data={methodChoices}
          value={right}
          allowDeselect={false}
          onChange={(method) => setView({ m2: method as Method, at: null })}
        />
      </Group>
      {view.q !== null && view.q !== question ? (
        <PanelState
          kind="stale"
          text={`Question ${view.q} is not in both runs; question ${question} is shown instead.`}
        />
      ) : null}
      <WhenNear height={OUTPUTS_HEIGHT}>
        <OutputsPair
          left={{ runId: base.id, method: left }}
          right={{ runId: rightRun, method: right }}
          question={question}
          view={view}
          setView={setView}
        />
      </WhenNear>
      <Text size="sm" mt="xs">
        <Anchor component={Link} href={promptsPath(base.id, `id:${question}`)}>
          The question in the table of prompts
        </Anchor>
      </Text>
    </>
  );
}
