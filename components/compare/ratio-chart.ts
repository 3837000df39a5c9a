/** Ratios to a baseline as dots with intervals around the rule at 1: lanes laid out for a width. Pure. */

import { formatRatio } from '../../engine/core/comparison-sentences.ts';
import { formatInterval } from '../../engine/core/figure-catalog.ts';
import { line, mark, px, shortName, svg, text } from '../../report/charts/chart.ts';
import { drawInterval, spanOf } from '../../report/charts/interval.ts';
import { logScale } from '../../report/charts/scale.ts';
import { el, type Markup } from '../../report/markup.ts';
import type { RatioLane } from './ratio-lanes.ts';

const LANE = 22;
/** Radius of a question's mark and of a mean's, and of the unseen disc around the former that takes the pointer. */
const DOT = 2.8;
const MEAN = 5;
const REACH = 9;

interface Form {
  /** Ends of the axis, units. */
  left: number;
  right: number;
  /** Names stand above their lanes, not beside them. */
  above: boolean;
  /** From lane to lane, and more before the first of a group. */
  pitch: number;
  groupGap: number;
  /** Baseline of a name over its lane's middle, where it stands above. */
  nameRise: number;
  value: { x: number; dy: number; style?: { class: string; anchor?: 'end' } };
}

/** Values stand beside their lanes; on a narrow page above them beside the names, on a telephone under the names. */
function formOf(width: number): Form {
  if (width >= 620) {
    const right = width - 262;
    return {
      left: 128,
      right,
      above: false,
      pitch: LANE,
      groupGap: 4,
      nameRise: 0,
      value: { x: right + 14, dy: 4 },
    };
  }
  const [left, right] = [12, width - 12];
  if (width >= 420) {
    const value = { x: width - 4, dy: -13, style: { class: 'small quiet', anchor: 'end' } as const };
    return { left, right, above: true, pitch: 34, groupGap: 0, nameRise: 13, value };
  }
  const value = { x: left, dy: -13, style: { class: 'small quiet' } };
  return { left, right, above: true, pitch: 48, groupGap: 0, nameRise: 27, value };
}

export interface RatioPicture {
  id: string;
  title: string;
  /** What lies along the axis. */
  axis: string;
  lanes: readonly RatioLane[];
}

/** Null where no lane has a ratio. */
export function drawRatios({ id, title, axis, lanes }: RatioPicture): ((width: number) => Markup) | null {
  if (lanes.every(({ ratio, dots }) => ratio.ratio === null && dots.length === 0)) return null;
  return (width) => {
    const form = formOf(width);
    const { left, right } = form;
    const points = lanes.flatMap(({ ratio, dots }) => [
      ...dots.map((dot) => dot.ratio),
      ...(ratio.ratio === null ? [] : [ratio.ratio]),
    ]);
    const scale = logScale(
      spanOf(
        points,
        lanes.map(({ ratio }) => ratio.interval),
      ),
      [left, right],
    );
    const content: Markup[] = [];
    const top = 20;
    let y = top + 4;
    let group: string | null = null;
    for (const lane of lanes) {
      const first = lane.group !== group;
      group = lane.group;
      y += form.pitch + (first ? form.groupGap : 0);
      content.push(
        ...laneNames(lane, first, form, y),
        ...laneMarks(lane, { at: scale.at, left, right }, y),
        text(form.value.x, y + form.value.dy, valueWords(lane), form.value.style),
      );
    }
    const bottom = y + 14;
    const grid = scale.ticks.flatMap((tick) => [
      line(scale.at(tick), top, scale.at(tick), bottom, tick === 1 ? 'rule' : 'axis'),
      text(scale.at(tick), bottom + 14, String(tick), {
        class: tick === 1 ? 'strong' : 'quiet',
        anchor: 'middle',
      }),
    ]);
    const center = Math.min(width - 50, Math.max(50, scale.at(1)));
    return svg(
      width,
      bottom + 36,
      { id, title },
      grid,
      text(center, top - 6, 'baseline = 1', { class: 'small quiet', anchor: 'middle' }),
      content,
      text((left + right) / 2, bottom + 31, axis, { class: 'quiet', anchor: 'middle' }),
    );
  };
}

function laneNames(
  { group, label }: RatioLane,
  first: boolean,
  { above, left, nameRise }: Form,
  y: number,
): Markup[] {
  if (above)
    return [
      text(left, y - nameRise, [shortName(group), label].filter(Boolean).join(' '), {
        class: 'strong',
      }),
    ];
  const name = first ? shortName(group) : '';
  return [
    ...(name ? [text(6, y + 4, name, { class: 'strong' })] : []),
    ...(label ? [text(left - 10, y + 4, label, { anchor: 'end' })] : []),
  ];
}

function laneMarks(
  { method, ratio, dots }: RatioLane,
  axis: Parameters<typeof drawInterval>[2],
  y: number,
): Markup[] {
  const { at } = axis;
  const links = dots.map(({ ratio: value, href, words }, i) =>
    el(
      'a',
      { href, 'aria-label': words },
      el('title', {}, words),
      el('circle', { cx: px(at(value)), cy: px(y + shift(i)), r: REACH, class: 'reach' }),
      mark(method, at(value), y + shift(i), DOT, 'open faint'),
    ),
  );
  const mean =
    ratio.ratio === null
      ? []
      : [
          ...(ratio.interval ? drawInterval(method, ratio.interval, axis, y) : []),
          mark(method, at(ratio.ratio), y, MEAN),
        ];
  return [...links, ...mean];
}

/** Neighbours in a lane lie a little apart, the same way each time. */
function shift(i: number): number {
  return ((i % 3) - 1) * 4;
}

function valueWords({ ratio: { ratio, interval, verdict } }: RatioLane): string {
  const range = interval ? ` (${formatInterval(interval)})` : '';
  return `${formatRatio(ratio)}${range} ${verdict ?? 'no verdict'}`;
}
