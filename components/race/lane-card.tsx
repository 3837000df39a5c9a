'use client';

import { Badge, Card, Group, Text } from '@mantine/core';
import type { CSSProperties } from 'react';
import type { MethodInfo, TokenId } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';
import { AnswerText } from './answer-text.tsx';
import { LaneFigures } from './lane-figures.tsx';
import { LaneNotes } from './lane-notes.tsx';
import type { Lane, Race } from './race-state.ts';

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

/** Only the answer and the badge follow every frame; the parts below take what changes seldom and are memos of it. */
export function LaneCard({ lane, whole, race, info, figured, selected, label }: LaneCardProps) {
  const { label: name, color, mark } = METHOD_STYLES[lane.method];
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
      <LaneFigures lane={figured} />
      <AnswerText
        name={`Answer by ${name}`}
        texts={whole.texts}
        shown={lane.texts.length}
        steps={whole.steps}
        labels={race.labels}
        selected={selected}
        growing={lane.status === 'decoding'}
      />
      <LaneNotes lane={figured} race={race} label={label} />
    </Card>
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
