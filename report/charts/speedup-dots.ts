/** Speedup by category: mean with interval, every question behind it, and the rule where vanilla is. */
import { formatFigure, formatInterval } from '../../engine/core/figure-catalog.ts';
import type { MethodFigures } from '../../engine/core/method-figures.ts';
import type { Method } from '../../engine/protocol.ts';
import { type ChartInput, categoriesOf, cellOf, draftingMethods, OVERALL } from '../input.ts';
import type { Table } from '../table.ts';
import { isNarrow, type LinkOf, labelOf, shortName } from './chart.ts';
import { spanOf } from './interval.ts';
import {
  axisName,
  axisOf,
  NONE_HIDDEN,
  type PlotOf,
  type PlotPoint,
  type PlotText,
  type PlottedChart,
  plotted,
  ruleName,
} from './plot.ts';
import { logScale } from './scale.ts';

interface Lane {
  category: string;
  method: Method;
  figures: MethodFigures;
  /** Its questions whose speedup is known. */
  dots: { questionId: string | number; speedup: number }[];
}

const LANE = 17;

/** Width from which the words fit beside lanes that are still wide enough to be read. */
const ROOM_FOR_WORDS = 700;

export function speedupDots(input: ChartInput): PlottedChart {
  const lanes = lanesOf(input);
  const methods = draftingMethods(input);
  const head = { id: 'speedup', title: 'Speedup by category' };
  const plot = lanes.some(({ figures }) => figures.speedup !== null) ? plotOf(lanes) : null;
  return {
    ...plotted(head, plot, methods),
    finding: finding(lanes),
    table: tableOf(lanes),
  };
}

function lanesOf(input: ChartInput): Lane[] {
  return [OVERALL, ...categoriesOf(input)].flatMap((category) =>
    draftingMethods(input).flatMap((method) => {
      const figures = cellOf(input, method, category);
      if (!figures) return [];
      const dots = input.questions
        .filter((q) => q.method === method && (category === OVERALL || q.category === category))
        .flatMap(({ questionId, speedup }) => (speedup === null ? [] : [{ questionId, speedup }]));
      return [{ category, method, figures, dots }];
    }),
  );
}

function finding(lanes: readonly Lane[]): string {
  if (lanes.length === 0) return 'Only vanilla ran: there is no speedup to speak of.';
  const cells = lanes.filter(({ category }) => category !== OVERALL);
  const count = (verdict: string | null) => cells.filter(({ figures }) => figures.verdict === verdict).length;
  const untested = count(null);
  return [
    `Of ${cells.length} pairs of category and method, ${count('faster')} are faster than vanilla, ${count('slower')} slower, `,
    `${count('no clear difference')} show no clear difference`,
    untested > 0 ? `, and ${untested} have too few questions for a verdict.` : '.',
    ' Marks are geometric means over questions with their 95 % intervals, small marks are single questions; the axis is logarithmic, and a point at its end says that an interval goes on beyond it.',
  ].join('');
}

function plotOf(lanes: readonly Lane[]): PlotOf {
  return (width, { link, hidden = NONE_HIDDEN } = {}) => {
    const narrow = isNarrow(width);
    // Without room for interval and verdict in words the value alone stands beside a lane.
    const short = width < ROOM_FOR_WORDS;
    const [left, right] = narrow ? [10, width - 48] : [112, width - (short ? 52 : 222)];
    const span = spanOf(
      lanes.flatMap(({ figures, dots }) => [
        ...dots.map(({ speedup }) => speedup),
        ...(figures.speedup === null ? [] : [figures.speedup]),
      ]),
      lanes.map(({ figures }) => figures.speedupInterval),
    );
    const scale = logScale(span, [left, right]);
    const top = 14;
    let y = top + 8;
    const texts = [ruleName('vanilla = 1.0', scale.at(1), top - 4, width)];
    const points: PlotPoint[] = [];
    let category = '';
    for (const lane of lanes.filter(({ method }) => !hidden.has(method))) {
      if (lane.category !== category) {
        category = lane.category;
        y += narrow ? 24 : 10;
        texts.push({
          x: narrow ? left : 6,
          y: narrow ? y - 12 : y + 4,
          words: shortName(category),
          class: category === OVERALL ? 'strong' : 'plain',
        });
      }
      points.push(...lanePoints(lane, y, link));
      texts.push(laneText(lane, y, short ? { x: width - 4, short } : { x: right + 12 }));
      y += LANE;
    }
    const bottom = y;
    const box = { left, right, top, bottom };
    texts.push(axisName(box, "times vanilla's speed"));
    return {
      kind: 'points',
      width,
      height: bottom + 38,
      box,
      x: axisOf(scale, (value) => value.toFixed(1), 1),
      y: null,
      rule: 1,
      texts,
      points,
      lines: [],
    };
  };
}

function lanePoints(
  { category, method, figures, dots }: Lane,
  y: number,
  link: LinkOf | undefined,
): PlotPoint[] {
  const { speedup, speedupInterval: interval } = figures;
  const all = category === OVERALL ? { method } : { method, category };
  const questions = dots.map(
    ({ questionId, speedup: own }): PlotPoint => ({
      method,
      x: own,
      y,
      radius: 2.2,
      interval: null,
      words: `question ${questionId}, ${labelOf(method)}: ${formatFigure('speedup', own)}`,
      href: link?.({ ...all, questionId }) ?? null,
      one: true,
    }),
  );
  if (speedup === null) return questions;
  const words = `${category}, ${labelOf(method)}: ${laneWords(figures)}`;
  const href = link?.(all) ?? null;
  return [...questions, { method, x: speedup, y, radius: 4.5, interval, words, href, one: false }];
}

function laneText({ method, figures }: Lane, y: number, { x, short }: { x: number; short?: true }): PlotText {
  if (short)
    return { x, y: y + 4, words: formatFigure('speedup', figures.speedup), class: method, anchor: 'end' };
  const words = laneWords(figures);
  return { x, y: y + 4, words, class: words.length > 32 ? `small ${method}` : method };
}

function laneWords({ speedup, speedupInterval: interval, verdict }: MethodFigures): string {
  const value = formatFigure('speedup', speedup);
  return interval
    ? `${value} (${formatInterval(interval)}) ${verdictShort(verdict)}`
    : `${value}, no interval`;
}

function verdictShort(verdict: MethodFigures['verdict']): string {
  return verdict === 'no clear difference' ? 'unclear' : (verdict ?? '');
}

function tableOf(lanes: readonly Lane[]): Table {
  return {
    id: 'speedup-table',
    caption:
      "Speedup by category: paired with vanilla's answer to the same question, geometric mean over questions",
    columns: [
      { name: 'category' },
      { name: 'method' },
      { name: 'questions', numeric: true },
      { name: 'speedup', numeric: true },
      { name: '95 % interval', numeric: true },
      { name: 'verdict' },
      { name: 'p value', numeric: true },
      { name: 'questions that got slower', numeric: true },
      { name: 'speedup without loops', numeric: true },
      { name: 'end-to-end speedup', numeric: true },
    ],
    rows: lanes.map(({ category, method, figures }) => [
      category,
      labelOf(method),
      String(figures.prompts),
      formatFigure('speedup', figures.speedup),
      formatInterval(figures.speedupInterval),
      figures.verdict ?? 'n/a',
      formatFigure('adjustedPValue', figures.adjustedPValue),
      formatFigure('slowerShare', figures.slowerShare),
      formatFigure('loopFreeSpeedup', figures.loopFree.speedup),
      formatFigure('endToEndSpeedup', figures.endToEnd.speedup),
    ]),
  };
}
