'use client';

import type { ReactNode } from 'react';
import {
  Bar,
  BarChart,
  type BarShapeProps,
  CartesianGrid,
  ReferenceLine,
  Scatter,
  ScatterChart,
  XAxis,
  YAxis,
} from 'recharts';
import type { Method } from '../../engine/protocol.ts';
import { markPath, reachOf } from '../../report/charts/chart.ts';
import { intervalShape } from '../../report/charts/interval.ts';
import {
  type BarsPlot,
  type Plot,
  type PlotAxis,
  type PlotBar,
  type PlotPoint,
  type PlotText,
  type PointsPlot,
  placeOf,
} from '../../report/charts/plot.ts';

/** Rules lie between the grid (-100) and the marks (300 and above). */
const BENEATH = -50;

/** A plot drawn by Recharts, at its own size. */
export function PlotPicture({ plot }: { plot: Plot }) {
  return plot.kind === 'points' ? <Points plot={plot} /> : <Bars plot={plot} />;
}

function Points({ plot }: { plot: PointsPlot }) {
  const { width, height, box, y, lines, points } = plot;
  return (
    <ScatterChart
      width={width}
      height={height}
      margin={{ top: box.top, right: width - box.right, bottom: 0, left: y ? 0 : box.left }}
      accessibilityLayer={false}
    >
      <CartesianGrid stroke="var(--line)" horizontal={y !== null} syncWithTicks />
      {valueAxis(plot, box.bottom)}
      {y ? (
        <YAxis
          type="number"
          dataKey="y"
          {...scaleOf(y)}
          width={box.left}
          axisLine={false}
          tickLine={false}
          tick={<SideTick axis={y} x={box.left - 6} />}
        />
      ) : (
        <YAxis type="number" dataKey="y" domain={[box.top, box.bottom]} reversed hide />
      )}
      {ruleOf(plot)}
      {lines.map(({ from, to, strong }) => (
        <ReferenceLine
          key={`${to.x} ${to.y}`}
          segment={[from, to]}
          stroke="var(--quiet)"
          strokeDasharray="4 3"
          strokeWidth={strong ? 2 : 1}
          zIndex={BENEATH}
        />
      ))}
      <Texts texts={plot.texts} />
      <Questions plot={plot} />
      <Scatter
        data={points.filter(({ one }) => !one)}
        isAnimationActive={false}
        shape={({ cx, cy, payload }: { cx?: number; cy?: number; payload?: PlotPoint }) =>
          payload && cx !== undefined && cy !== undefined ? (
            <PointMark point={payload} x={cx} y={cy} plot={plot} />
          ) : null
        }
      />
    </ScatterChart>
  );
}

/** Marks of single questions are a thousand: at their places in the plot, without what Recharts keeps of each. */
function Questions({ plot }: { plot: PointsPlot }) {
  return (
    <g>
      {plot.points.flatMap((point) =>
        point.one ? (
          <PointMark
            key={`${point.method} ${point.words} ${point.y}`}
            point={point}
            {...placeOf(point, plot)}
            plot={plot}
          />
        ) : (
          []
        ),
      )}
    </g>
  );
}

interface Row {
  key: number;
  bar: PlotBar | null;
  span: [from: number, to: number] | null;
}

function Bars({ plot }: { plot: BarsPlot }) {
  const { width, height, box, row, rows, thickness } = plot;
  const data = rows.map((bar, key): Row => ({ key, bar, span: bar && [bar.from, bar.to] }));
  return (
    <BarChart
      layout="vertical"
      width={width}
      height={height}
      margin={{ top: box.top, right: width - box.right, bottom: 0, left: box.left }}
      data={data}
      accessibilityLayer={false}
    >
      <CartesianGrid stroke="var(--line)" horizontal={false} syncWithTicks />
      {valueAxis(plot, box.top + rows.length * row)}
      <YAxis type="category" dataKey="key" hide />
      {ruleOf(plot)}
      <Bar
        dataKey="span"
        barSize={thickness}
        isAnimationActive={false}
        shape={({ x, y, width: length, height: thick, payload }: BarShapeProps) => {
          const bar = (payload as Row | undefined)?.bar;
          return bar ? (
            <MarkLink mark={bar}>
              <rect
                // What a cost takes away goes from right to left.
                x={Math.min(x, x + length)}
                y={y}
                width={Math.max(Math.abs(length), 0.5)}
                height={thick}
                className={bar.soft ? `${bar.method} soft` : bar.method}
              />
            </MarkLink>
          ) : (
            <g />
          );
        }}
      />
      <Texts texts={plot.texts} />
    </BarChart>
  );
}

/** The axis below; the rows end at `end`, which may be before its words begin. */
function valueAxis(plot: Plot, end: number) {
  return (
    <XAxis
      type="number"
      dataKey={plot.kind === 'points' ? 'x' : undefined}
      {...scaleOf(plot.x)}
      height={plot.height - end}
      axisLine={false}
      tickLine={false}
      tick={<FootTick axis={plot.x} y={plot.box.bottom + 14} />}
    />
  );
}

function scaleOf({ scale, ticks }: PlotAxis) {
  return {
    scale: scale.kind,
    domain: [...scale.domain] as [number, number],
    ticks: ticks.map(({ value }) => value),
    interval: 0,
    allowDataOverflow: true,
  } as const;
}

function ruleOf({ rule }: Plot) {
  if (rule === null) return null;
  return <ReferenceLine x={rule} stroke="var(--quiet)" strokeDasharray="4 3" zIndex={BENEATH} />;
}

/** What Recharts adds to a tick: its place and value. */
interface TickPlace {
  axis: PlotAxis;
  x?: number;
  y?: number;
  payload?: { value: number };
}

function FootTick({ axis, x, y, payload }: TickPlace) {
  const tick = axis.ticks.find(({ value }) => value === payload?.value);
  return (
    <text x={x} y={y} textAnchor="middle" className={tick?.strong ? 'strong' : 'quiet'}>
      {tick?.words}
    </text>
  );
}

function SideTick({ axis, x, y = 0, payload }: TickPlace) {
  const tick = axis.ticks.find(({ value }) => value === payload?.value);
  return (
    <text x={x} y={y + 4} textAnchor="end" className="quiet">
      {tick?.words}
    </text>
  );
}

function Texts({ texts }: { texts: readonly PlotText[] }) {
  return texts.map(({ x, y, words, class: name, anchor, mark }) => (
    <g key={`${x} ${y}`}>
      {mark ? <Mark method={mark} x={x + 4} y={y - 4} radius={4.5} form="" /> : null}
      <text x={mark ? x + 14 : x} y={y} className={name} textAnchor={anchor}>
        {words}
      </text>
    </g>
  ));
}

interface PointMarkProps {
  point: PlotPoint;
  x: number;
  y: number;
  plot: PointsPlot;
}

function PointMark({ point, x, y, plot: { x: axis, box } }: PointMarkProps) {
  const { method, interval, one, radius } = point;
  const span = interval && intervalShape(interval, { at: axis.scale.at, ...box }, y);
  return (
    <MarkLink mark={point}>
      {point.href === null ? null : <circle cx={x} cy={y} r={reachOf(one)} className="reach" />}
      {span ? (
        <>
          <path d={span.line} className={method} strokeWidth={2.5} />
          {span.tips.map((d) => (
            <path key={d} d={d} className={method} />
          ))}
        </>
      ) : null}
      <Mark method={method} x={x} y={y} radius={radius} form={one ? ' open faint' : ''} />
    </MarkLink>
  );
}

function MarkLink({ mark, children }: { mark: PlotPoint | PlotBar; children: ReactNode }) {
  const { href, words, one } = mark;
  if (href === null) return <g>{children}</g>;
  return (
    <a href={href} aria-label={words} tabIndex={one ? -1 : undefined}>
      {children}
    </a>
  );
}

interface MarkProps {
  method: Method;
  x: number;
  y: number;
  radius: number;
  form: string;
}

function Mark({ method, x, y, radius, form }: MarkProps) {
  const d = markPath(method, x, y, radius);
  const name = `${method}${form}`;
  return d === null ? <circle cx={x} cy={y} r={radius} className={name} /> : <path d={d} className={name} />;
}
