'use client';

import { type KeyboardEvent, memo, type PointerEvent, useMemo, useState } from 'react';
import type { StepRecord } from '../../engine/protocol.ts';
import { duration } from '../format.ts';
import {
  type StepWindow,
  type StripBar,
  stepAtShare,
  stripBars,
  tickEvery,
  windowWith,
} from './strip-layout.ts';
import { StripOverview } from './strip-overview.tsx';

interface StepStripProps {
  steps: readonly StepRecord[];
  /** 0-based. */
  step: number;
  color: string;
  /** Steps to be marked by a triangle. */
  marked: ReadonlySet<number>;
  /** Steps chosen from the overview; null while all that fit are shown. */
  window: StepWindow | null;
  onWindow: (window: StepWindow | null) => void;
  onStep: (step: number) => void;
}

const HEIGHT = 64;

/** Steps from which on bars get narrow enough to look at some of them only. */
const OVERVIEW_FROM = 100;

/** All steps of the answer: overview, scrubber and ruler in one. */
export function StepStrip(props: StepStripProps) {
  const { steps, step, color, marked, window: chosen, onWindow, onStep } = props;
  const [hovered, setHovered] = useState<number | null>(null);
  const bars = useMemo(() => stripBars(steps), [steps]);
  const { from, to } = windowWith(chosen, step, steps.length);
  const shown = useMemo(() => bars.slice(from, to), [bars, from, to]);
  const count = to - from;
  const under = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return stepAtShare({ from, to }, (event.clientX - left) / width);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.shiftKey ? 10 : 1;
    const jumps: Record<string, number> = {
      ArrowLeft: step - by,
      ArrowDown: step - by,
      ArrowRight: step + by,
      ArrowUp: step + by,
      PageDown: step - 10,
      PageUp: step + 10,
      Home: 0,
      End: steps.length - 1,
    };
    const to = jumps[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onStep(Math.min(steps.length - 1, Math.max(0, to)));
  };
  const current = steps[step];
  const told = hovered === null ? null : steps[hovered];
  return (
    <div className="step-strip">
      <div
        className="strip-track"
        role="slider"
        tabIndex={0}
        aria-label="Step"
        aria-valuemin={1}
        aria-valuemax={steps.length}
        aria-valuenow={step + 1}
        aria-valuetext={current ? `Step ${step + 1} of ${steps.length}, ${words(current)}` : undefined}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          onStep(under(event));
        }}
        onPointerMove={(event) => {
          const at = under(event);
          setHovered(at);
          if (event.buttons === 1) onStep(at);
        }}
        onPointerLeave={() => setHovered(null)}
      >
        <svg
          viewBox={`0 0 ${count} ${HEIGHT}`}
          preserveAspectRatio="none"
          width="100%"
          height={HEIGHT}
          aria-hidden="true"
          focusable="false"
        >
          <Bars bars={shown} from={from} color={color} />
        </svg>
        <span
          className="strip-cursor"
          style={{ left: `${(100 * (step - from)) / count}%`, width: `${100 / count}%` }}
          aria-hidden="true"
        />
        <Flags marked={marked} from={from} count={count} />
      </div>
      <Ruler from={from} count={count} />
      {steps.length >= OVERVIEW_FROM ? (
        <StripOverview
          bars={bars}
          shown={steps.length > count ? { from, to } : null}
          step={step}
          color={color}
          onWindow={onWindow}
        />
      ) : null}
      <div className="strip-told figures">
        {told
          ? `Step ${told.index + 1}: ${words(told)}, ${duration(told.stepMs)}`
          : 'Height: tokens gained. Hollow: nothing accepted. Cap: accepted to the end of a path. ▲: a bookmark.'}
      </div>
    </div>
  );
}

function words({ tree, acceptedPath, emitted }: StepRecord): string {
  const gained = `${emitted.length} ${emitted.length === 1 ? 'token' : 'tokens'}`;
  return tree.tokenIds.length === 1
    ? `nothing proposed, ${gained}`
    : `${acceptedPath.length} accepted, ${gained}`;
}

/** Nothing accepted: hollow. Accepted to the end of a path: full height of colour and a cap. */
const Bars = memo(function Bars({
  bars,
  from,
  color,
}: {
  bars: readonly StripBar[];
  from: number;
  color: string;
}) {
  return bars.map(({ step, height, mark }) => {
    const x = step - from + 0.1;
    const y = HEIGHT * (1 - height) + 1;
    const tall = HEIGHT * height - 1;
    const hollow = mark === 'none';
    return (
      <g key={step}>
        <rect
          x={x}
          y={y}
          width={0.8}
          height={tall}
          fill={hollow ? 'var(--surface)' : color}
          fillOpacity={hollow || mark === 'whole' ? 1 : 0.6}
          stroke={hollow ? 'var(--quiet)' : 'none'}
          vectorEffect="non-scaling-stroke"
        />
        {mark === 'whole' ? (
          <rect x={x} y={y} width={0.8} height={4} fill="var(--mantine-color-text)" />
        ) : null}
      </g>
    );
  });
});

const Flags = memo(function Flags({
  marked,
  from,
  count,
}: StepWindowStart & { marked: ReadonlySet<number> }) {
  return [...marked]
    .filter((at) => at >= from && at < from + count)
    .map((at) => (
      <span
        key={at}
        className="strip-flag"
        style={{ left: `${(100 * (at - from + 0.5)) / count}%` }}
        aria-hidden="true"
      />
    ));
});

const Ruler = memo(function Ruler({ from, count }: StepWindowStart) {
  const every = tickEvery(count);
  const ticks = Array.from({ length: count }, (_, i) => from + i + 1).filter(
    (number) => number % every === 0 || (number === 1 && every > 1),
  );
  return (
    <div className="strip-ruler" aria-hidden="true">
      {ticks.map((number) => (
        <span key={number} style={{ left: `${(100 * (number - from - 0.5)) / count}%` }}>
          {number}
        </span>
      ))}
    </div>
  );
});

interface StepWindowStart {
  from: number;
  count: number;
}
