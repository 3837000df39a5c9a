'use client';

import { ActionIcon, Group, NativeSelect } from '@mantine/core';
import { ChevronLeft, ChevronRight, Pause, Play } from 'lucide-react';
import { memo } from 'react';
import { type Playback as PlaybackState, SPEEDS } from './use-playback.ts';

interface PlaybackProps {
  playback: PlaybackState;
  /** Whether the step in view is the answer's first, its last. */
  first: boolean;
  last: boolean;
  /** So many steps on. */
  onBy: (by: number) => void;
}

export const Playback = memo(function Playback({ playback, first, last, onBy }: PlaybackProps) {
  const { possible, playing, toggle, speed, setSpeed } = playback;
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon variant="default" aria-label="Previous step" disabled={first} onClick={() => onBy(-1)}>
        <ChevronLeft size={16} aria-hidden="true" />
      </ActionIcon>
      {possible ? (
        <ActionIcon variant="default" aria-label={playing ? 'Pause' : 'Play'} onClick={toggle}>
          {playing ? <Pause size={16} aria-hidden="true" /> : <Play size={16} aria-hidden="true" />}
        </ActionIcon>
      ) : null}
      <ActionIcon variant="default" aria-label="Next step" disabled={last} onClick={() => onBy(1)}>
        <ChevronRight size={16} aria-hidden="true" />
      </ActionIcon>
      {possible ? (
        <NativeSelect
          size="xs"
          aria-label="Steps a second"
          value={String(speed)}
          onChange={(event) => setSpeed(Number(event.currentTarget.value))}
          data={SPEEDS.map((value) => ({ value: String(value), label: `${value} a second` }))}
        />
      ) : null}
    </Group>
  );
});
