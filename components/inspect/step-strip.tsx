'use client';

import {
  type KeyboardEvent,
  memo,
  type PointerEvent,
  type RefObject,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { StepRecord } from '../../engine/protocol.ts';
import type { Table } from '../../report/table.ts';
import { ChartTools } from '../chart/chart-tools.tsx';
import { DataTable } from '../chart/data-table.tsx';
import { useWidth } from '../chart/use-width.ts';
import { duration } from '../format.ts';
import { stepTable } from './step-table.ts';
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
  /** Of the answer, for files: "medusa-41". */
  name: string;
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

/** Pixels of the bars. */
const HEIGHT = 64;
/** Pixels below them: marks of bookmarks, numbers of steps. */
const UNDER = 28;
/** Pixels on either side of a number of four digits. */
const HALF_NUMBER = 13;

/** Steps from which on bars get narrow enough to look at some of them only. */
const OVERVIEW_FROM = 100;

/** All steps of the answer: overview, scrubber and ruler in one. */
export function StepStrip(props: StepStripProps) {
  const { name, steps, step, color, marked, window: chosen, onWindow, onStep } = props;
  const [hovered, setHovered] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const { ref, width } = useWidth<HTMLDivElement>();
  const picture = useRef<SVGSVGElement>(null);
  const table = useMemo(() => stepTable(name, steps), [name, steps]);
  const bars = useMemo(() => stripBars(steps), [steps]);
  const { from, to } = useWindow(chosen, step, steps);
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
        <div ref={ref} style={{ height: HEIGHT + UNDER }}>
          {width > 0 ? (
            <svg
              ref={picture}
              width={width}
              height={HEIGHT + UNDER}
              viewBox={`0 0 ${width} ${HEIGHT + UNDER}`}
              overflow="visible"
              aria-hidden="true"
              focusable="false"
            >
              <Bars bars={shown} from={from} column={width / count} color={color} />
              <Flags marked={marked} from={from} count={count} column={width / count} />
              <Ruler from={from} count={count} column={width / count} />
            </svg>
          ) : null}
        </div>
        <span
          className="strip-cursor"
          style={{ left: `${(100 * (step - from)) / count}%`, width: `${100 / count}%` }}
          aria-hidden="true"
        />
      </div>
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
      <StripTools table={table} asTable={asTable} onAsTable={setAsTable} picture={picture} />
    </div>
  );
}

/** The steps that are shown: those chosen, moved along only when the step leaves them. */
function useWindow(chosen: StepWindow | null, step: number, steps: readonly StepRecord[]): StepWindow {
  const [kept, setKept] = useState({ chosen, steps, window: windowWith(chosen, step, steps.length) });
  const same = kept.chosen === chosen && kept.steps === steps;
  const window = windowWith(same ? kept.window : chosen, step, steps.length);
  if (!same || window !== kept.window) setKept({ chosen, steps, window });
  return window;
}

/** Apart from the strip, which is drawn anew with every step. */
const StripTools = memo(function StripTools({
  table,
  asTable,
  onAsTable,
  picture,
}: {
  table: Table;
  asTable: boolean;
  onAsTable: (asTable: boolean) => void;
  picture: RefObject<SVGSVGElement | null>;
}) {
  return (
    <>
      <ChartTools
        table={table}
        asTable={asTable}
        onAsTable={onAsTable}
        leave="Hide table"
        picture={() => picture.current}
      />
      {asTable ? (
        <div className="strip-table">
          <DataTable table={table} />
        </div>
      ) : null}
    </>
  );
});

function words({ tree, acceptedPath, emitted }: StepRecord): string {
  const gained = `${emitted.length} ${emitted.length === 1 ? 'token' : 'tokens'}`;
  return tree.tokenIds.length === 1
    ? `nothing proposed, ${gained}`
    : `${acceptedPath.length} accepted, ${gained}`;
}

interface StripPartProps {
  /** The first step that is shown. */
  from: number;
  /** Pixels of a step. */
  column: number;
}

/** Nothing accepted: hollow. Accepted to the end of a path: full height of colour and a cap. */
const Bars = memo(function Bars({
  bars,
  from,
  column,
  color,
}: StripPartProps & { bars: readonly StripBar[]; color: string }) {
  return bars.map(({ step, height, mark }) => {
    const x = (step - from + 0.1) * column;
    const y = HEIGHT * (1 - height) + 1;
    const tall = HEIGHT * height - 1;
    const hollow = mark === 'none';
    return (
      <g key={step}>
        <rect
          x={x}
          y={y}
          width={0.8 * column}
          height={tall}
          fill={hollow ? 'var(--surface)' : color}
          fillOpacity={hollow || mark === 'whole' ? 1 : 0.6}
          stroke={hollow ? 'var(--quiet)' : 'none'}
        />
        {mark === 'whole' ? (
          <rect x={x} y={y} width={0.8 * column} height={4} fill="var(--mantine-color-text)" />
        ) : null}
      </g>
    );
  });
});

const Flags = memo(function Flags({
  marked,
  from,
  count,
  column,
}: StripPartProps & { count: number; marked: ReadonlySet<number> }) {
  return [...marked]
    .filter((at) => at >= from && at < from + count)
    .map((at) => (
      <path
        key={at}
        d={`M${(at - from + 0.5) * column},${HEIGHT + 3} l5,8 l-10,0 Z`}
        fill="var(--mantine-color-text)"
      />
    ));
});

const Ruler = memo(function Ruler({ from, count, column }: StripPartProps & { count: number }) {
  const every = tickEvery(count);
  const ticks = Array.from({ length: count }, (_, i) => from + i + 1).filter(
    (number) => number % every === 0 || (number === 1 && every > 1),
  );
  // A number at the end of the strip would be cut off in its middle.
  const outside = (number: number) => (number - from - 0.5) * column + HALF_NUMBER > count * column;
  return ticks.map((number) => (
    <text
      key={number}
      x={outside(number) ? count * column : (number - from - 0.5) * column}
      y={HEIGHT + UNDER - 4}
      textAnchor={outside(number) ? 'end' : 'middle'}
      fontSize={11}
      fill="var(--quiet)"
    >
      {number}
    </text>
  ));
});
