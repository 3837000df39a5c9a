'use client';

import { SimpleGrid, Text } from '@mantine/core';
import { memo } from 'react';
import { type FigureId, figureEntry } from '../../engine/core/figure-catalog.ts';
import { decimal, duration, perSecond } from '../format.ts';
import { type Lane, laneFigures } from './race-state.ts';

/** How fast a lane is and what a step of it gains. */
export const LaneFigures = memo(function LaneFigures({ lane }: { lane: Lane }) {
  const figures = laneFigures(lane);
  const accepted = figures?.meanAcceptedLength ?? null;
  return (
    <SimpleGrid cols={3} spacing="xs" mb="sm" className="figures">
      <Figure
        value={perSecond(figures?.decodeTokensPerSecond)}
        unit="tokens per second"
        meaning={meaningOf('tokensPerSecond')}
        note="decode only"
      />
      <Figure
        value={decimal(figures?.tokensPerStep, 2)}
        unit="tokens per step"
        meaning={meaningOf('tokensPerStep')}
        note={
          lane.method === 'vanilla' || accepted === null
            ? undefined
            : `= ${decimal(accepted, 2)} accepted + 1`
        }
      />
      <Figure
        value={String(lane.steps.length)}
        unit={lane.steps.length === 1 ? 'step' : 'steps'}
        note={figures && lane.steps.length > 0 ? `in ${duration(figures.decodeMs)}` : undefined}
      />
    </SimpleGrid>
  );
});

/** As docs and reports explain it. */
function meaningOf(id: FigureId): string {
  const { name, formula, over } = figureEntry(id);
  return `${name}: ${formula}; over ${over}`;
}

interface FigureProps {
  value: string;
  unit: string;
  meaning?: string | undefined;
  note?: string | undefined;
}

function Figure({ value, unit, meaning, note }: FigureProps) {
  return (
    <div title={meaning}>
      <Text fz={22} fw={600} lh={1.2}>
        {value}
      </Text>
      <Text size="xs" c="var(--quiet)" lh={1.35}>
        {unit}
      </Text>
      {note ? (
        <Text size="xs" c="var(--quiet)" lh={1.35}>
          {note}
        </Text>
      ) : null}
    </div>
  );
}
