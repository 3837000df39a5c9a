/** Ratios to a baseline as dots with intervals around the rule at 1: lanes laid out for a width. Pure. */

import { formatRatio } from '../../engine/core/comparison-sentences.ts';
import { formatInterval } from '../../engine/core/figure-catalog.ts';
import { line, mark, px, shortName, svg, text } from '../../report/charts/chart.ts';
import { drawInterval, spanOf } from '../../report/charts/interval.ts';
import { logScale } from '../../report/charts/scale.ts';
import { el, type Markup } from '../../report/markup.ts';
import type { RatioLane } from './ratio-lanes.ts';

const LANE = 22;
/** From here on values stand beside their lanes, below it above them, beside the names or, below the second, under them; units. */
const WIDE_FROM = 620;
const ONE_LINE_FROM = 420;
/** Radius of a question's mark and of a mean's, and of the unseen disc around the former that takes the pointer. */
const DOT = 2.8;
const MEAN = 5;
const REACH = 9;

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
    const narrow = width < WIDE_FROM;
    const twoLines = width < ONE_LINE_FROM;
    const [left, right] = narrow ? [12, width - 12] : [128, width - 262];
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
      y += twoLines ? 48 : narrow ? 34 : first ? LANE + 4 : LANE;
      content.push(
        ...laneNames(lane, first, narrow, left, twoLines ? y - 14 : y),
        ...laneMarks(lane, { at: scale.at, left, right }, y),
      );
      content.push(
        twoLines
          ? text(left, y - 13, valueWords(lane), { class: 'small quiet' })
          : narrow
            ? text(width - 4, y - 13, valueWords(lane), { class: 'small quiet', anchor: 'end' })
            : text(right + 14, y + 4, valueWords(lane)),
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
  narrow: boolean,
  left: number,
  y: number,
): Markup[] {
  const name = first ? shortName(group) : '';
  if (narrow)
    return [
      text(left, y - 13, [name || shortName(group), label].filter(Boolean).join(' '), { class: 'strong' }),
    ];
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
