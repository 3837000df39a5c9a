'use client';

import { Badge, Card, Group, Text } from '@mantine/core';
import { type CSSProperties, type ReactNode, useEffect, useRef } from 'react';
import type { MethodInfo } from '../../engine/protocol.ts';
import { decimal, duration, perSecond, times } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { textSpans } from './lane-text.ts';
import {
  type Lane,
  type LaneVerdict,
  laneFigures,
  laneSpeedup,
  laneVerdict,
  type Race,
} from './race-state.ts';
import { StepStrip } from './step-strip.tsx';
import type { StripScale } from './step-strip-layout.ts';

interface LaneCardProps {
  lane: Lane;
  race: Race;
  info: MethodInfo | undefined;
  scale: StripScale;
  selected: number | null;
  onSelect: (step: number) => void;
}

export function LaneCard({ lane, race, info, scale, selected, onSelect }: LaneCardProps) {
  const { label, color, mark } = METHOD_STYLES[lane.method];
  const vanilla = race.lanes.find((other) => other.method === 'vanilla');
  const figures = laneFigures(lane);
  const answer = useRef<HTMLElement>(null);
  const decoding = lane.status === 'decoding';
  const count = lane.texts.length;
  // New text is followed while it comes; afterwards the reader's own place is left alone.
  useEffect(() => {
    if (decoding && count > 0) answer.current?.scrollTo({ top: answer.current.scrollHeight });
  }, [decoding, count]);

  return (
    <Card
      withBorder
      padding="md"
      style={{ '--lane': color } as CSSProperties}
      component="section"
      aria-label={label}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={600} c={color}>
          <span aria-hidden="true">{mark} </span>
          {label}
        </Text>
        <LaneBadge lane={lane} />
      </Group>
      <Text size="xs" c="var(--quiet)" mb="xs">
        {info?.description}
      </Text>
      <Group gap="lg" mb="xs" align="flex-start" className="figures">
        <Figure value={perSecond(figures?.decodeTokensPerSecond)} unit="tokens per second" />
        <Figure
          value={decimal(figures?.tokensPerStep, 2)}
          unit="tokens per step"
          note={
            lane.method === 'vanilla'
              ? undefined
              : `= ${decimal(figures?.meanAcceptedLength, 2)} accepted + own`
          }
        />
        <Figure
          value={String(lane.steps.length)}
          unit="steps"
          note={`first token ${duration(figures?.ttftMs)}`}
        />
      </Group>
      <section ref={answer} className="answer" aria-label={`Answer by ${label}`} tabIndex={0}>
        {textSpans(lane.texts, lane.steps, race.labels).map((span) => (
          <span
            key={span.key}
            className={`span-${span.origin}${span.step !== null && span.step === selected ? ' span-selected' : ''}`}
          >
            {span.text}
          </span>
        ))}
        {lane.message ? (
          <Text c="red" role="alert" size="sm">
            {lane.message}
          </Text>
        ) : null}
      </section>
      <StepStrip lane={lane} scale={scale} selected={selected} onSelect={onSelect} />
      <VerdictLine
        verdict={laneVerdict(lane, vanilla)}
        lane={lane}
        race={race}
        speedup={laneSpeedup(lane, vanilla)}
      />
    </Card>
  );
}

function Figure({ value, unit, note }: { value: string; unit: string; note?: string | undefined }) {
  return (
    <div>
      <Text fz={22} fw={600} lh={1.2}>
        {value}
      </Text>
      <Text size="xs" c="var(--quiet)">
        {unit}
      </Text>
      {note ? (
        <Text size="xs" c="var(--quiet)">
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
  const color = lane.status === 'failed' ? 'red' : lane.status === 'stopped' ? 'yellow' : 'gray';
  return (
    <Badge variant="light" color={color} tt="none" fw={500} autoContrast>
      {STATUS_TEXT[lane.status]}
    </Badge>
  );
}

function VerdictLine(props: { verdict: LaneVerdict; lane: Lane; race: Race; speedup: number | null }) {
  return (
    <Text size="sm" mt="xs" className="figures">
      {verdictText(props)}
    </Text>
  );
}

function verdictText({ verdict, lane, race, speedup }: Parameters<typeof VerdictLine>[0]): ReactNode {
  const ratio = speedup === null || lane.status !== 'done' ? '' : ` · ${times(speedup)} of vanilla's speed`;
  const label = (id: number | null) =>
    JSON.stringify(id === null ? 'end of answer' : (race.labels.get(id)?.text ?? `token ${id}`));
  switch (verdict.kind) {
    case 'reference':
      return 'The reference: every step is one pass for one token.';
    case 'pending':
      return lane.status === 'failed' || lane.status === 'stopped'
        ? 'No comparison: the answer is not whole.'
        : 'Compared with vanilla when both are done.';
    case 'identical':
      return (
        <>
          <span aria-hidden="true">✓ </span>identical to vanilla, {verdict.tokens} of {verdict.tokens} tokens
          {ratio}
        </>
      );
    default: {
      const gap = verdict.gap === null ? 'gap unknown' : `top-2 gap ${verdict.gap.toExponential(1)}`;
      const first = `first difference at token ${verdict.position + 1}: ${label(verdict.otherToken)} for ${label(verdict.vanillaToken)}, ${gap}`;
      return verdict.kind === 'near-tie' ? (
        `≈ near-tie, ${first}${ratio}`
      ) : (
        <Text span c="red" fw={600} inherit>
          ✗ suspect, {first}
        </Text>
      );
    }
  }
}
