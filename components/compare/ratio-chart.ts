/** Ratios to a baseline as dots with intervals around the rule at 1: lanes laid out for a width. Pure. */

import { formatRatio } from '../../engine/core/comparison-sentences.ts';
import { formatInterval } from '../../engine/core/figure-catalog.ts';
import { shortName } from '../../report/charts/chart.ts';
import { spanOf } from '../../report/charts/interval.ts';
import {
  axisName,
  axisOf,
  type PlotOf,
  type PlotPoint,
  type PlotText,
  ruleName,
} from '../../report/charts/plot.ts';
import { logScale } from '../../report/charts/scale.ts';
import type { RatioLane } from './ratio-lanes.ts';

const LANE = 22;
/** Radius of a question's mark and of a mean's. */
const DOT = 2.8;
const MEAN = 5;

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

/** What lies along `axis`, lane by lane. Null where no lane has a ratio. */
export function plotRatios(axis: string, lanes: readonly RatioLane[]): PlotOf | null {
  if (lanes.every(({ ratio, dots }) => ratio.ratio === null && dots.length === 0)) return null;
  return (width) => {
    const form = formOf(width);
    const { left, right } = form;
    const ratios = lanes.flatMap(({ ratio, dots }) => [
      ...dots.map((dot) => dot.ratio),
      ...(ratio.ratio === null ? [] : [ratio.ratio]),
    ]);
    const span = spanOf(
      ratios,
      lanes.map(({ ratio }) => ratio.interval),
    );
    const scale = logScale(span, [left, right]);
    const points: PlotPoint[] = [];
    const top = 20;
    const texts = [ruleName('baseline = 1', scale.at(1), top - 6, width)];
    let y = top + 4;
    let group: string | null = null;
    for (const lane of lanes) {
      const first = lane.group !== group;
      group = lane.group;
      y += form.pitch + (first ? form.groupGap : 0);
      texts.push(...laneNames(lane, first, form, y), {
        x: form.value.x,
        y: y + form.value.dy,
        words: valueWords(lane),
        ...form.value.style,
      });
      points.push(...lanePoints(lane, y));
    }
    const bottom = y + 14;
    const box = { left, right, top, bottom };
    texts.push(axisName(box, axis, 31));
    return {
      kind: 'points',
      width,
      height: bottom + 36,
      box,
      x: axisOf(scale, String, 1),
      y: null,
      rule: 1,
      texts,
      points,
      lines: [],
    };
  };
}

function laneNames(
  { group, label }: RatioLane,
  first: boolean,
  { above, left, nameRise }: Form,
  y: number,
): PlotText[] {
  if (above)
    return [
      {
        x: left,
        y: y - nameRise,
        words: [shortName(group), label].filter(Boolean).join(' '),
        class: 'strong',
      },
    ];
  const name = first ? shortName(group) : '';
  return [
    ...(name ? [{ x: 6, y: y + 4, words: name, class: 'strong' }] : []),
    ...(label ? [{ x: left - 10, y: y + 4, words: label, anchor: 'end' as const }] : []),
  ];
}

function lanePoints({ method, group, label, ratio, dots }: RatioLane, y: number): PlotPoint[] {
  const questions = dots.map(
    ({ ratio: x, href, words }, i): PlotPoint => ({
      method,
      x,
      y: y + shift(i),
      radius: DOT,
      interval: null,
      words,
      href,
      one: true,
    }),
  );
  if (ratio.ratio === null) return questions;
  const words = `${[group, label].filter(Boolean).join(' ')}: ${valueWords({ ratio })}`;
  const { interval } = ratio;
  return [...questions, { method, x: ratio.ratio, y, radius: MEAN, interval, words, href: null, one: false }];
}

/** Neighbours in a lane lie a little apart, the same way each time. */
function shift(i: number): number {
  return ((i % 3) - 1) * 4;
}

function valueWords({ ratio: { ratio, interval, verdict } }: Pick<RatioLane, 'ratio'>): string {
  const range = interval ? ` (${formatInterval(interval)})` : '';
  return `${formatRatio(ratio)}${range} ${verdict ?? 'no verdict'}`;
}
