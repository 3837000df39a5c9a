'use client';

import { type KeyboardEvent, memo, type PointerEvent, useMemo } from 'react';
import type { Method, StepRecord } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';
import styles from './race.module.css';
import type { Measured } from './replay.ts';
import { type StripBlock, type StripScale, stepAt, stripBlocks } from './step-strip-layout.ts';

interface StepStripProps {
  method: Method;
  lane: Measured;
  scale: StripScale;
  /** Place of the axis that is looked at; what lies behind it is veiled. Null is all there is. */
  position: number | null;
  selected: number | null;
  onSelect: (step: number) => void;
}

const WIDTH = 1000;
const HEIGHT = 40;

/** One block a step. A slider for the keyboard: arrows go step by step, with Shift by ten, Home and End to the ends. */
export function StepStrip({ method, lane, scale, position, selected, onSelect }: StepStripProps) {
  const { steps, originMs } = lane;
  const blocks = useMemo(() => stripBlocks({ steps, originMs }, scale), [steps, originMs, scale]);
  const last = steps.length - 1;
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
  const { label, color } = METHOD_STYLES[method];
  const step = selected === null ? undefined : steps[selected];
  const chosen = selected === null ? undefined : blocks[selected];
  return (
    <div
      className="strip"
      role="slider"
      tabIndex={0}
      aria-label={`Steps of ${label}`}
      aria-valuemin={steps.length > 0 ? 1 : 0}
      aria-valuemax={steps.length}
      aria-valuenow={selected === null ? 0 : selected + 1}
      aria-valuetext={step ? stepText(step, steps.length) : `${steps.length} steps, none selected`}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
    >
      <svg
        width="100%"
        height={HEIGHT}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <line x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} stroke="var(--line)" />
        <Blocks blocks={blocks} steps={steps} color={color} />
        {chosen ? (
          <rect
            {...box(chosen)}
            fill={color}
            stroke="var(--mantine-color-text)"
            strokeWidth={2}
            vectorEffect="non-scaling-stroke"
          />
        ) : null}
      </svg>
      {position === null ? null : (
        <div className={styles.veil} style={{ transform: `translateX(${(100 * position) / scale.span}%)` }} />
      )}
    </div>
  );
}

interface BlocksProps {
  blocks: readonly StripBlock[];
  steps: readonly StepRecord[];
  color: string;
}

/** Drawn anew only when steps come: a replay moves the veil alone, which lies over the picture and not in it. */
const Blocks = memo(function Blocks({ blocks, steps, color }: BlocksProps) {
  return blocks.map((block) => (
    <rect key={block.step} {...box(block)} fill={color} fillOpacity={block.accepted > 0 ? 0.75 : 0.4}>
      <title>{stepText(steps[block.step] as StepRecord, steps.length)}</title>
    </rect>
  ));
});

/** A gap parts it from the next block. */
function box({ x, y, width, height }: StripBlock) {
  return {
    x: x * WIDTH,
    y: y * (HEIGHT - 2),
    width: Math.max(width * WIDTH - 1.2, 0.8),
    height: height * (HEIGHT - 2),
  };
}

function stepText(step: StepRecord, count: number): string {
  return `Step ${step.index + 1} of ${count}, ${step.acceptedPath.length} accepted, ${step.emitted.length} gained, ${step.stepMs.toFixed(1)} ms`;
}
