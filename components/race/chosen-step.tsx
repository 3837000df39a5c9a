'use client';

import { Anchor, Text } from '@mantine/core';
import Link from 'next/link';
import { memo } from 'react';
import { samplingFor } from '../../engine/core/sampling-settings.ts';
import type { Method, TokenId } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';
import { inspectPath } from '../shell/addresses.ts';
import { laneFigures, type Race } from './race-state.ts';
import { StepPanel } from './step-panel.tsx';
import type { RecordPlace } from './use-shown-race.ts';

interface ChosenStepProps {
  race: Race;
  selected: { method: Method; step: number };
  record: RecordPlace | null;
  onStep: (method: Method, step: number) => void;
}

/** The chosen step with its tree, and the way into the record of it; a replay beside it does not draw it anew. */
export const ChosenStep = memo(function ChosenStep({ race, selected, record, onStep }: ChosenStepProps) {
  const { method, step: index } = selected;
  const lane = race.lanes.find((one) => one.method === method);
  const step = lane?.steps[index];
  const name = METHOD_STYLES[method].label;
  if (!race.request) return null;
  if (!lane || !step)
    return (
      <Text c="var(--quiet)">
        {lane
          ? `Step ${index + 1} of ${name} is not there${race.running ? ' yet' : `: it has ${lane.steps.length}`}.`
          : `${name} is not in this race.`}
      </Text>
    );
  const vanilla = race.lanes.find((one) => one.method === 'vanilla');
  const label = (id: TokenId) => race.labels.get(id)?.text ?? `token ${id}`;
  return (
    <div>
      <StepPanel
        method={method}
        step={step}
        stepCount={lane.steps.length}
        vanillaStepMs={(vanilla && laneFigures(vanilla)?.tpotMs) ?? null}
        sampling={samplingFor(race.request.sampling, method)}
        traceLevel={race.request.traceLevel}
        label={label}
        onStep={(next) => onStep(method, next)}
      />
      {record ? (
        <Anchor
          component={Link}
          size="sm"
          href={inspectPath(record.run, record.questionId, {
            method,
            turn: record.turn,
            repeat: record.repeat,
            step: index + 1,
          })}
        >
          Open this step in Inspect
        </Anchor>
      ) : (
        <Text size="sm" c="var(--quiet)">
          Save the race as a recording to open this step in Inspect.
        </Text>
      )}
    </div>
  );
});
