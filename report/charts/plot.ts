/**
 * A chart laid out for a width: what lies where, in units of its picture. Reports write a plot as the text of an SVG,
 * pages draw the same one with Recharts, so that both show one picture. Pure.
 */
import type { Method } from '../../engine/protocol.ts';
import { el, type Markup } from '../markup.ts';
import {
  box as barBox,
  type Chart,
  type LinkOf,
  legend,
  line,
  mark,
  markLink,
  px,
  svg,
  text,
} from './chart.ts';
import { drawInterval } from './interval.ts';
import type { Scale } from './scale.ts';

export interface PlotBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface PlotAxis {
  scale: Scale;
  ticks: { value: number; words: string; strong?: boolean }[];
}

/** Words at a place; `y` is their baseline. */
export interface PlotText {
  x: number;
  y: number;
  words: string;
  class?: string;
  anchor?: 'start' | 'middle' | 'end';
  /** A method's mark before them. */
  mark?: Method;
}

interface Marked {
  method: Method;
  /** Name of the mark for those who do not see it, and what is read beside it. */
  words: string;
  /** Where it leads; null for nowhere. */
  href: string | null;
  /** One of very many: the tabulator passes it by, the table has them all. */
  one: boolean;
}

export interface PlotPoint extends Marked {
  /** Value along the axis below. */
  x: number;
  /** Value along the axis at the side; where there is none, a place in the picture. */
  y: number;
  radius: number;
  /** Along the axis below. */
  interval: readonly [low: number, high: number] | null;
}

/** Between two points, values of both axes. */
export interface PlotLine {
  from: { x: number; y: number };
  to: { x: number; y: number };
  strong: boolean;
}

export interface PlotBar extends Marked {
  /** Values along the axis below. */
  from: number;
  to: number;
  soft: boolean;
}

interface AnyPlot {
  width: number;
  height: number;
  box: PlotBox;
  x: PlotAxis;
  /** A rule at this value of the axis below. */
  rule: number | null;
  texts: PlotText[];
}

/** Marks, with intervals where they have one. Later ones lie above. */
export interface PointsPlot extends AnyPlot {
  kind: 'points';
  y: PlotAxis | null;
  points: PlotPoint[];
  lines: PlotLine[];
}

/** Bars in rows of one height from the top of the box on; a row without a bar is a gap or a heading. */
export interface BarsPlot extends AnyPlot {
  kind: 'bars';
  row: number;
  thickness: number;
  rows: (PlotBar | null)[];
}

export type Plot = PointsPlot | BarsPlot;

export interface PlotOptions {
  /** Absent on paper. */
  link?: LinkOf | undefined;
  /** Methods that are left out; axes stay as they are with all of them. */
  hidden?: ReadonlySet<Method>;
}

export type PlotOf = (width: number, options?: PlotOptions) => Plot;

/** A chart whose picture is a plot, below the marks of `methods` where it has several in a row. */
export interface PlottedChart extends Chart {
  plot: PlotOf | null;
  methods: readonly Method[];
}

export const NONE_HIDDEN: ReadonlySet<Method> = new Set();

/** An axis along a scale, its ticks in words; the one at `strong` stands out. */
export function axisOf(scale: Scale, words: (value: number) => string = String, strong?: number): PlotAxis {
  return {
    scale,
    ticks: scale.ticks.map((value) => ({ value, words: words(value), strong: value === strong })),
  };
}

/** What lies along the axis below, under the middle of the box. */
export function axisName({ left, right, bottom }: PlotBox, words: string, below = 32): PlotText {
  return { x: (left + right) / 2, y: bottom + below, words, class: 'quiet', anchor: 'middle' };
}

/** Where values of both axes lie in the picture. */
export function placeOf({ x, y }: { x: number; y: number }, plot: PointsPlot): { x: number; y: number } {
  return { x: plot.x.scale.at(x), y: plot.y ? plot.y.scale.at(y) : y };
}

/** Middle of row `i`. */
const rowMiddle = ({ box, row }: Pick<BarsPlot, 'box' | 'row'>, i: number) => box.top + (i + 0.5) * row;

/** What a chart has of its plot; `key` are the methods in the row above its picture on paper. */
export function plotted(
  head: Pick<Chart, 'id' | 'title'>,
  plot: PlotOf | null,
  methods: readonly Method[],
  key = methods,
): Pick<PlottedChart, 'id' | 'title' | 'methods' | 'plot' | 'draw'> {
  return { ...head, methods, plot, draw: plot && drawnBy(head, plot, key) };
}

/** The picture of a plot as an SVG's text, with its key above. */
export function drawnBy(
  head: Pick<Chart, 'id' | 'title'>,
  plot: PlotOf,
  methods: readonly Method[],
): (width: number, link?: LinkOf) => Markup {
  return (width, link) => {
    const own = plot(width, { link });
    const key = methods.length > 0 ? legend(methods, width) : { content: [], height: 0 };
    const below = key.height === 0 ? null : `translate(0 ${key.height})`;
    return svg(
      width,
      key.height + own.height,
      head,
      key.content,
      el('g', { transform: below }, drawPlot(own)),
    );
  };
}

function drawPlot(plot: Plot): Markup[] {
  return [
    ...grid(plot),
    ...(plot.kind === 'points' ? plot.lines.map((one) => drawLine(one, plot)) : []),
    ...plot.texts.flatMap(drawText),
    ...(plot.kind === 'points'
      ? plot.points.map((point) => drawPoint(point, plot))
      : plot.rows.flatMap((bar, i) => (bar ? [drawBar(bar, plot, i)] : []))),
  ];
}

function grid({ box, x, rule, ...plot }: Plot): Markup[] {
  const y = plot.kind === 'points' ? plot.y : null;
  const at = x.scale.at;
  return [
    ...x.ticks.flatMap(({ value, words, strong }) => [
      line(at(value), box.top, at(value), box.bottom, value === rule ? 'rule' : 'axis'),
      text(at(value), box.bottom + 14, words, { class: strong ? 'strong' : 'quiet', anchor: 'middle' }),
    ]),
    ...(rule !== null && x.ticks.every(({ value }) => value !== rule)
      ? [line(at(rule), box.top, at(rule), box.bottom, 'rule')]
      : []),
    ...(y?.ticks ?? []).flatMap(({ value, words }) => {
      const place = (y as PlotAxis).scale.at(value);
      return [
        line(box.left, place, box.right, place, 'axis'),
        text(box.left - 6, place + 4, words, { class: 'quiet', anchor: 'end' }),
      ];
    }),
  ];
}

function drawLine({ from, to, strong }: PlotLine, plot: PointsPlot): Markup {
  const [a, b] = [placeOf(from, plot), placeOf(to, plot)];
  return line(a.x, a.y, b.x, b.y, 'rule', strong ? 2 : 1);
}

function drawText({ x, y, words, mark: own, ...style }: PlotText): Markup[] {
  return own ? [mark(own, x + 4, y - 4, 4.5), text(x + 14, y, words, style)] : [text(x, y, words, style)];
}

function drawPoint(point: PlotPoint, plot: PointsPlot): Markup {
  const { x, y } = placeOf(point, plot);
  const axis = { at: plot.x.scale.at, ...plot.box };
  return markLink(
    point,
    { x, y },
    ...(point.interval ? drawInterval(point.method, point.interval, axis, y) : []),
    mark(point.method, x, y, point.radius, point.one ? 'open faint' : ''),
  );
}

function drawBar(bar: PlotBar, plot: BarsPlot, i: number): Markup {
  const at = plot.x.scale.at;
  const y = rowMiddle(plot, i) - plot.thickness / 2;
  const name = bar.soft ? `${bar.method} soft` : bar.method;
  return markLink(bar, null, barBox(at(bar.from), at(bar.to), y, plot.thickness, name));
}

/** The rule's name above it, moved inward where an edge is near. */
export function ruleName(words: string, x: number, y: number, width: number): PlotText {
  const half = 40;
  return {
    x: px(Math.min(width - half, Math.max(half, x))),
    y,
    words,
    class: 'small quiet',
    anchor: 'middle',
  };
}
