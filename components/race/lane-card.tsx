'use client';

import { Badge, Card, Group, SimpleGrid, Text } from '@mantine/core';
import { type CSSProperties, useMemo } from 'react';
import { type FigureId, figureEntry } from '../../engine/core/figure-catalog.ts';
import { loadWords } from '../../engine/core/run-notes.ts';
import type { MethodInfo, TokenId } from '../../engine/protocol.ts';
import { decimal, duration, perSecond } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { AnswerText } from './answer-text.tsx';
import { noisySpeedup } from './race-load.ts';
import { type Lane, laneFigures, laneSpeedup, laneVerdict, type Race } from './race-state.ts';
import { VerdictLine } from './verdict-line.tsx';

interface LaneCardProps {
  /** As far as it is looked at. */
  lane: Lane;
  /** All of it: its texts and steps do not change while the place that is looked at moves. */
  whole: Lane;
  race: Race;
  info: MethodInfo | undefined;
  /** Figures need not follow every frame. */
  figured: Lane;
  selected: number | null;
  label: (tokenId: TokenId) => string;
}

export function LaneCard({ lane, whole, race, info, figured, selected, label }: LaneCardProps) {
  const { label: name, color, mark } = METHOD_STYLES[lane.method];
  const vanilla = race.lanes.find((other) => other.method === 'vanilla');
  const figures = useMemo(() => laneFigures(figured), [figured]);
  const verdict = useMemo(() => laneVerdict(figured, race), [figured, race]);
  const accepted = figures?.meanAcceptedLength ?? null;
  return (
    <Card
      withBorder
      padding="md"
      className="lane"
      style={{ '--lane': color } as CSSProperties}
      component="section"
      aria-label={name}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={600} c={color}>
          <span aria-hidden="true">{mark} </span>
          {name}
        </Text>
        <LaneBadge lane={lane} />
      </Group>
      <Text size="xs" c="var(--quiet)" mb="xs">
        {info?.description}
      </Text>
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
          value={String(figured.steps.length)}
          unit={figured.steps.length === 1 ? 'step' : 'steps'}
          note={figures && figured.steps.length > 0 ? `in ${duration(figures.decodeMs)}` : undefined}
        />
      </SimpleGrid>
      <AnswerText
        name={`Answer by ${name}`}
        texts={whole.texts}
        shown={lane.texts.length}
        steps={whole.steps}
        labels={race.labels}
        selected={selected}
        growing={lane.status === 'decoding'}
      />
      <div>
        <VerdictLine
          verdict={verdict}
          speedup={laneSpeedup(figured, vanilla)}
          noisy={noisySpeedup(figured, race)}
          label={label}
        />
        {lane.prefill ? (
          <Text size="xs" c="var(--quiet)" className="figures">
            Prompt of {lane.promptTokenIds.length} tokens; first token after {duration(lane.prefill.ttftMs)}.
          </Text>
        ) : null}
        {lane.load ? (
          <Text size="xs" c="var(--quiet)" className="figures">
            Meanwhile: {loadWords(lane.load)}.
          </Text>
        ) : null}
        {lane.message ? (
          <Text c="var(--bad)" role="alert" size="sm">
            {lane.message}
          </Text>
        ) : null}
      </div>
    </Card>
  );
}

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

const STATUS_TEXT: Record<Lane['status'], string> = {
  waiting: 'waits its turn',
  reading: 'reads the prompt',
  decoding: 'decoding',
  done: 'done',
  failed: 'failed',
  stopped: 'stopped, partial',
};

function LaneBadge({ lane }: { lane: Lane }) {
  const untouched = lane.status === 'stopped' && lane.prefill === null;
  const failed = lane.status === 'failed';
  return (
    <Badge
      variant={failed ? 'filled' : 'light'}
      color={failed ? 'red' : 'gray'}
      tt="none"
      fw={500}
      autoContrast
      flex="none"
    >
      {untouched ? 'did not run' : STATUS_TEXT[lane.status]}
    </Badge>
  );
}
