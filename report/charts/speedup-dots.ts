/** Speedup by category: mean with interval, every question behind it, and the rule where vanilla is. */
import { formatFigure, formatInterval } from '../../engine/core/figure-catalog.ts';
import type { MethodFigures } from '../../engine/core/method-figures.ts';
import type { Method } from '../../engine/protocol.ts';
import { type ChartInput, categoriesOf, cellOf, draftingMethods, OVERALL } from '../input.ts';
import type { Content, Markup } from '../markup.ts';
import type { Table } from '../table.ts';
import {
  type Chart,
  isNarrow,
  type LinkOf,
  labelOf,
  legend,
  line,
  linked,
  mark,
  shortName,
  svg,
  text,
  vanillaLabel,
} from './chart.ts';
import { type Axis, drawInterval, spanOf } from './interval.ts';
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

export function speedupDots(input: ChartInput): Chart {
  const lanes = lanesOf(input);
  const head = { id: 'speedup', title: 'Speedup by category' };
  return {
    ...head,
    finding: finding(lanes),
    draw: lanes.some(({ figures }) => figures.speedup !== null)
      ? (width, link) => draw(head, lanes, draftingMethods(input), width, link)
      : null,
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

function draw(
  head: Pick<Chart, 'id' | 'title'>,
  lanes: readonly Lane[],
  methods: readonly Method[],
  width: number,
  link: LinkOf | undefined,
): Markup {
  const narrow = isNarrow(width);
  const key = legend(methods, width);
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
  const x = logScale(span, [left, right]);
  const content: Content[] = [];
  let y = key.height + 22;
  const top = y - 8;
  let category = '';
  for (const lane of lanes) {
    if (lane.category !== category) {
      category = lane.category;
      y += narrow ? 24 : 10;
      const name = { class: category === OVERALL ? 'strong' : 'plain' };
      content.push(text(narrow ? left : 6, narrow ? y - 12 : y + 4, shortName(category), name));
    }
    content.push(
      ...drawLane(
        lane,
        { at: x.at, left, right },
        y,
        short ? { x: width - 4, short } : { x: right + 12 },
        link,
      ),
    );
    y += LANE;
  }
  const bottom = y;
  const grid = x.ticks.flatMap((tick) => [
    line(x.at(tick), top, x.at(tick), bottom, tick === 1 ? 'rule' : 'axis'),
    text(x.at(tick), bottom + 14, tick.toFixed(1), {
      class: tick === 1 ? 'strong' : 'quiet',
      anchor: 'middle',
    }),
  ]);
  return svg(
    width,
    bottom + 38,
    head,
    key.content,
    grid,
    vanillaLabel(x.at(1), top - 4, width),
    content,
    text((left + right) / 2, bottom + 32, "times vanilla's speed", { class: 'quiet', anchor: 'middle' }),
  );
}

function drawLane(
  { category, method, figures, dots }: Lane,
  axis: Axis,
  y: number,
  label: { x: number; short?: true },
  link: LinkOf | undefined,
): Content[] {
  const { at } = axis;
  const { speedup, speedupInterval: interval, verdict } = figures;
  const value = formatFigure('speedup', speedup);
  const words = interval
    ? `${value} (${formatInterval(interval)}) ${verdictShort(verdict)}`
    : `${value}, no interval`;
  const name = `${category}, ${labelOf(method)}`;
  const all = category === OVERALL ? { method } : { method, category };
  return [
    ...dots.map(({ questionId, speedup: own }) =>
      linked(
        link,
        { ...all, questionId },
        `question ${questionId}, ${labelOf(method)}: ${formatFigure('speedup', own)}`,
        { x: at(own), y },
        mark(method, at(own), y, 2.2, 'open faint'),
      ),
    ),
    ...(speedup === null
      ? []
      : [
          linked(
            link,
            all,
            `${name}: ${words}`,
            { x: at(speedup), y },
            ...(interval ? drawInterval(method, interval, axis, y) : []),
            mark(method, at(speedup), y, 4.5),
          ),
        ]),
    label.short
      ? text(label.x, y + 4, value, { class: method, anchor: 'end' })
      : text(label.x, y + 4, words, { class: words.length > 32 ? `small ${method}` : method }),
  ];
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
