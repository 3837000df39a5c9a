/**
 * Intervals on a logarithmic axis. One of two questions may reach from nothing to thousands, and all else would shrink
 * to a point: such an interval is cut at the edge, with a tip that says so.
 */
import type { Method } from '../../engine/protocol.ts';
import { el, type Markup } from '../markup.ts';
import { px } from './chart.ts';

type Interval = readonly [low: number, high: number];

export interface Axis {
  at: (value: number) => number;
  left: number;
  right: number;
}

/** What an axis must hold: every point, and of intervals as much as does not widen it by more than half again. */
export function spanOf(points: readonly number[], intervals: readonly (Interval | null)[]): number[] {
  const [low, high] = [Math.min(1, ...points) / 1.5, Math.max(1, ...points) * 1.5];
  const ends = intervals.flatMap((interval) => interval ?? []);
  return [...points, ...ends.map((end) => Math.min(high, Math.max(low, end)))];
}

/** A line from end to end, with a tip where it goes on beyond the axis: outlines of both. */
export function intervalShape([low, high]: Interval, { at, left, right }: Axis, y: number) {
  const [from, to] = [Math.max(left, at(low)), Math.min(right, at(high))];
  const tip = (x: number, side: 1 | -1) => `M${px(x)} ${px(y)}l${-7 * side} -4v8Z`;
  return {
    line: `M${px(from)} ${px(y)}L${px(to)} ${px(y)}`,
    tips: [...(at(low) < left ? [tip(left, -1)] : []), ...(at(high) > right ? [tip(right, 1)] : [])],
  };
}

export function drawInterval(method: Method, interval: Interval, axis: Axis, y: number): Markup[] {
  const { line, tips } = intervalShape(interval, axis, y);
  return [
    el('path', { d: line, class: method, 'stroke-width': 2.5 }),
    ...tips.map((d) => el('path', { d, class: method })),
  ];
}
