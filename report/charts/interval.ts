/**
 * Intervals on a logarithmic axis. One of two questions may reach from nothing to thousands, and all else would shrink
 * to a point: such an interval is cut at the edge, with a tip that says so.
 */
import type { Method } from '../../engine/protocol.ts';
import { el, type Markup } from '../markup.ts';
import { line, px } from './chart.ts';

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

/** A line from end to end, with a tip where it goes on beyond the axis. */
export function drawInterval(
  method: Method,
  [low, high]: Interval,
  { at, left, right }: Axis,
  y: number,
): Markup[] {
  const [from, to] = [Math.max(left, at(low)), Math.min(right, at(high))];
  const tip = (x: number, side: 1 | -1) =>
    el('path', { d: `M${px(x)} ${px(y)}l${-7 * side} -4v8Z`, class: method });
  return [
    line(from, y, to, y, method, 2.5),
    ...(at(low) < left ? [tip(left, -1)] : []),
    ...(at(high) > right ? [tip(right, 1)] : []),
  ];
}
