'use client';

import { ActionIcon, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { Pause, Play } from 'lucide-react';
import styles from './race.module.css';
import { ALIGNMENTS, type Align, placeText, SPEEDS } from './replay.ts';
import type { Replay } from './use-replay.ts';

interface ReplayBarProps {
  replay: Replay;
  end: number;
  align: Align;
  onAlign: (align: Align) => void;
  speed: number;
  onSpeed: (speed: (typeof SPEEDS)[number]) => void;
  /** Tokens of each lane at the place: "vanilla 12, Medusa 31 tokens". */
  counts: string;
  running: boolean;
}

/** Play, scrub, speed and alignment of the lanes. */
export function ReplayBar(props: ReplayBarProps) {
  const { replay, end, align, onAlign, speed, onSpeed, counts, running } = props;
  const { position, playing, play, pause, seek } = replay;
  const place = `${placeText(align, position ?? end)} of ${placeText(align, end)}`;
  const still = end === 0;
  return (
    <Group gap="sm" role="group" aria-label="Replay">
      <ActionIcon
        size="lg"
        variant="default"
        aria-label={playing ? 'Pause' : 'Play'}
        title={playing ? 'Pause (Space)' : 'Replay all lanes together (Space)'}
        disabled={still}
        onClick={playing ? pause : play}
      >
        {playing ? <Pause size={18} aria-hidden="true" /> : <Play size={18} aria-hidden="true" />}
      </ActionIcon>
      <input
        type="range"
        className={styles.scrub}
        aria-label="Moment of the race"
        aria-valuetext={`${place}; ${counts}`}
        min={0}
        max={end}
        step={align === 'time' ? 'any' : 1}
        value={position ?? end}
        disabled={still}
        onChange={(event) => {
          const to = Number(event.currentTarget.value);
          seek(to >= end ? null : to);
        }}
      />
      <Text size="sm" className={`figures ${styles.place}`}>
        {place}
      </Text>
      {running ? (
        <Button size="compact-sm" variant="default" disabled={position === null} onClick={() => seek(null)}>
          Back to live
        </Button>
      ) : null}
      <SegmentedControl
        size="xs"
        aria-label="Speed"
        data={SPEEDS.map((value) => ({ value: String(value), label: `${value}x` }))}
        value={String(speed)}
        onChange={(value) => onSpeed(Number(value) as (typeof SPEEDS)[number])}
      />
      <SegmentedControl
        size="xs"
        aria-label="Align lanes by"
        data={ALIGNMENTS.map((value) => ({ value, label: `by ${value}` }))}
        value={align}
        onChange={onAlign}
      />
    </Group>
  );
}
