'use client';

import { Group, Text } from '@mantine/core';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { StepRecord } from '../../engine/protocol.ts';
import { duration } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import type { Lane } from './race-state.ts';
import { type StripScale, stepAt, stripBlocks } from './step-strip-layout.ts';

interface StepStripProps {
  lane: Lane;
  scale: StripScale;
  selected: number | null;
  onSelect: (step: number) => void;
}

/** One block a step. A slider for the keyboard: arrows go step by step, with Shift by ten, Home and End to the ends. */
export function StepStrip({ lane, scale, selected, onSelect }: StepStripProps) {
  const originMs = lane.prefill?.ttftMs ?? 0;
  const blocks = stripBlocks(originMs, lane.steps, scale);
  const last = lane.steps.length - 1;
  const onKeyDown = (event: KeyboardEvent) => {
    const stride = event.shiftKey ? 10 : 1;
    const from = selected ?? -1;
    const to: Record<string, number> = {
      ArrowRight: from + stride,
      ArrowUp: from + stride,
      ArrowLeft: from - stride,
      ArrowDown: from - stride,
      Home: 0,
      End: last,
    };
    const next = to[event.key];
    if (next === undefined || last < 0) return;
    event.preventDefault();
    onSelect(Math.max(0, Math.min(last, next)));
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const step = stepAt(blocks, (event.clientX - box.left) / box.width);
    if (step !== null) onSelect(step);
  };
  const { label, color } = METHOD_STYLES[lane.method];
  const step = selected === null ? undefined : lane.steps[selected];
  return (
    <div
      className="strip"
      role="slider"
      tabIndex={0}
      aria-label={`Steps of ${label}`}
      aria-valuemin={lane.steps.length > 0 ? 1 : 0}
      aria-valuemax={lane.steps.length}
      aria-valuenow={selected === null ? 0 : selected + 1}
      aria-valuetext={step ? stepText(step, lane.steps.length) : `${lane.steps.length} steps, none selected`}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
    >
      <svg width="100%" height={56} viewBox="0 0 1000 56" preserveAspectRatio="none" aria-hidden="true">
        <line x1="0" x2="1000" y1="55.5" y2="55.5" stroke="var(--line)" />
        {blocks.map((block) => (
          <rect
            key={block.step}
            x={block.x * 1000}
            y={4 + block.y * 50}
            width={Math.max(block.width * 1000 - 1.2, 0.8)}
            height={block.height * 50}
            fill={color}
            fillOpacity={block.step === selected ? 1 : block.accepted > 0 ? 0.7 : 0.4}
            stroke={block.step === selected ? 'var(--mantine-color-text)' : 'none'}
            strokeWidth={2}
            vectorEffect="non-scaling-stroke"
          >
            <title>{stepText(lane.steps[block.step] as StepRecord, lane.steps.length)}</title>
          </rect>
        ))}
      </svg>
      <Group justify="space-between" className="figures" aria-hidden="true">
        <Text size="xs" c="var(--quiet)" lh={1.2}>
          0
        </Text>
        <Text size="xs" c="var(--quiet)" lh={1.2}>
          {duration(scale.spanMs)}
        </Text>
      </Group>
    </div>
  );
}

function stepText(step: StepRecord, count: number): string {
  return `Step ${step.index + 1} of ${count}, ${step.acceptedPath.length} accepted, ${step.emitted.length} gained, ${step.stepMs.toFixed(1)} ms`;
}
