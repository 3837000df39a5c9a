'use client';

import { Button, Group } from '@mantine/core';
import { memo, type PointerEvent, useState } from 'react';
import { type StepWindow, type StripBar, windowBetween } from './strip-layout.ts';

interface StripOverviewProps {
  bars: readonly StripBar[];
  /** Null while all steps are shown above. */
  shown: StepWindow | null;
  step: number;
  color: string;
  onWindow: (window: StepWindow | null) => void;
}

const HEIGHT = 16;

/** Every step of a long answer; drag across it to look at some of them only. */
export function StripOverview({ bars, shown, step, color, onWindow }: StripOverviewProps) {
  const [from, setFrom] = useState<number | null>(null);
  const [drawn, setDrawn] = useState<StepWindow | null>(null);
  const count = bars.length;
  const share = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return (event.clientX - left) / width;
  };
  const brush = drawn ?? shown;
  return (
    <Group gap="xs" wrap="nowrap" mt={2}>
      <div
        className="strip-overview"
        title="Drag across to look at some steps only"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setFrom(share(event));
        }}
        onPointerMove={(event) => {
          if (from !== null) setDrawn(windowBetween(from, share(event), count));
        }}
        onPointerUp={(event) => {
          if (from !== null) onWindow(windowBetween(from, share(event), count));
          setFrom(null);
          setDrawn(null);
        }}
        onPointerCancel={() => {
          setFrom(null);
          setDrawn(null);
        }}
      >
        <svg
          viewBox={`0 0 ${count} ${HEIGHT}`}
          preserveAspectRatio="none"
          width="100%"
          height={HEIGHT}
          aria-hidden="true"
        >
          <Skyline bars={bars} color={color} />
          <rect x={step} y={0} width={1} height={HEIGHT} fill="var(--mantine-color-text)" />
        </svg>
        {brush ? (
          <span
            className="strip-brush"
            style={{
              left: `${(100 * brush.from) / count}%`,
              width: `${(100 * (brush.to - brush.from)) / count}%`,
            }}
          />
        ) : null}
      </div>
      <Button size="compact-xs" variant="default" disabled={shown === null} onClick={() => onWindow(null)}>
        All steps
      </Button>
    </Group>
  );
}

/** One path, however many steps. */
const Skyline = memo(function Skyline({ bars, color }: { bars: readonly StripBar[]; color: string }) {
  const d = bars
    .map(({ step, height }) => `M${step},${HEIGHT}v${-HEIGHT * height}h1v${HEIGHT * height}`)
    .join('');
  return <path d={d} fill={color} fillOpacity={0.6} />;
});
