/** Tokens per step against step cost: a point's speedup is its height over its distance, so equal speedups are lines. */
import { formatFigure } from '../../engine/core/figure-catalog.ts';
import type { Method } from '../../engine/protocol.ts';
import { type ChartInput, cellOf, draftingMethods, OVERALL } from '../input.ts';
import type { Markup } from '../markup.ts';
import {
  type Chart,
  isNarrow,
  type LinkOf,
  labelOf,
  legend,
  line,
  linked,
  mark,
  svg,
  text,
} from './chart.ts';
import { logScale, type Scale } from './scale.ts';

interface Point {
  method: Method;
  /** Null for a method as a whole. */
  questionId: number | string | null;
  overhead: number;
  tokensPerStep: number;
}

/** Speedups that get a line. */
const LINES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 6];
const FEWER_LINES = [0.25, 0.5, 1, 2, 4];

export function costScatter(input: ChartInput): Chart {
  const methods = draftingMethods(input);
  const points = [...questionPoints(input, methods), ...methodPoints(input, methods)];
  const head = { id: 'gain-and-cost', title: 'Tokens per step against step cost' };
  return {
    ...head,
    finding:
      points.length === 0
        ? 'Not known: no drafting method has steps to measure.'
        : 'Small hollow marks are questions, large ones the method as a whole. Up is more gain, right is more cost; on a dashed line the speedup is the same, and above the line of 1.0 a method is faster than vanilla. Both axes are logarithmic.',
    draw: points.length === 0 ? null : (width, link) => draw(head, points, methods, width, link),
    table: {
      id: 'gain-and-cost-table',
      caption: 'Gain and cost of a step, whole run; those of every question are in the table of questions',
      columns: [
        { name: 'method' },
        { name: 'tokens per step', numeric: true },
        { name: 'step overhead', numeric: true },
        { name: 'proposed nodes per step', numeric: true },
        { name: 'node efficiency', numeric: true },
        { name: 'steps with nothing accepted', numeric: true },
      ],
      rows: methods.map((method) => {
        const figures = cellOf(input, method, OVERALL);
        return [
          labelOf(method),
          formatFigure('tokensPerStep', figures?.tokensPerStep ?? null),
          formatFigure('stepOverhead', figures?.stepOverhead ?? null),
          formatFigure('proposedPerStep', figures?.proposedPerStep ?? null),
          formatFigure('nodeEfficiency', figures?.nodeEfficiency ?? null),
          formatFigure('emptyStepShare', figures?.emptyStepShare ?? null),
        ];
      }),
    },
  };
}

function questionPoints({ questions }: ChartInput, methods: readonly Method[]): Point[] {
  return questions.flatMap(({ method, questionId, stepOverhead, tokensPerStep }) =>
    methods.includes(method) && stepOverhead !== null && tokensPerStep !== null
      ? [{ method, questionId, overhead: stepOverhead, tokensPerStep }]
      : [],
  );
}

function methodPoints(input: ChartInput, methods: readonly Method[]): Point[] {
  return methods.flatMap((method) => {
    const figures = cellOf(input, method, OVERALL);
    if (!figures || figures.stepOverhead === null || figures.tokensPerStep === null) return [];
    return [
      { method, questionId: null, overhead: figures.stepOverhead, tokensPerStep: figures.tokensPerStep },
    ];
  });
}

function draw(
  head: Pick<Chart, 'id' | 'title'>,
  points: readonly Point[],
  methods: readonly Method[],
  width: number,
  link: LinkOf | undefined,
): Markup {
  const narrow = isNarrow(width);
  const key = legend(methods, width);
  const box = {
    left: 44,
    right: width - (narrow ? 44 : 70),
    top: key.height + 28,
    bottom: key.height + (narrow ? 294 : 374),
  };
  const x = logScale(
    points.map(({ overhead }) => overhead),
    [box.left, box.right],
  );
  const y = logScale(
    points.map(({ tokensPerStep }) => tokensPerStep),
    [box.bottom, box.top],
    26,
  );
  const grid = [
    ...x.ticks.flatMap((tick) => [
      line(x.at(tick), box.top, x.at(tick), box.bottom, 'axis'),
      text(x.at(tick), box.bottom + 16, String(tick), { class: 'quiet', anchor: 'middle' }),
    ]),
    ...y.ticks.flatMap((tick) => [
      line(box.left, y.at(tick), box.right, y.at(tick), 'axis'),
      text(box.left - 6, y.at(tick) + 4, String(tick), { class: 'quiet', anchor: 'end' }),
    ]),
  ];
  return svg(
    width,
    box.bottom + 42,
    head,
    key.content,
    grid,
    (narrow ? FEWER_LINES : LINES).map((speedup) => speedupLine(speedup, x, y, box)),
    text(box.left - 36, box.top - 20, 'tokens per step', { class: 'quiet' }),
    text((box.left + box.right) / 2, box.bottom + 34, "step cost, in vanilla's steps", {
      class: 'quiet',
      anchor: 'middle',
    }),
    points.map(({ method, questionId, overhead, tokensPerStep }) => {
      const whole = questionId === null;
      const at = { x: x.at(overhead), y: y.at(tokensPerStep) };
      return linked(
        link,
        whole ? { method } : { method, questionId },
        `${whole ? 'all questions' : `question ${questionId}`}, ${labelOf(method)}: ${formatFigure('tokensPerStep', tokensPerStep)} tokens per step at ${formatFigure('stepOverhead', overhead)} times the cost of vanilla's`,
        at,
        mark(method, at.x, at.y, whole ? 7 : 3, whole ? '' : 'open faint'),
      );
    }),
  );
}

/** tokens per step = speedup * overhead, from where it enters the box to where it leaves; nothing where it stays outside. */
function speedupLine(
  speedup: number,
  x: Scale,
  y: Scale,
  box: { left: number; right: number; top: number; bottom: number },
): Markup[] {
  const low = Math.max(valueAt(x, box.left), valueAt(y, box.bottom) / speedup);
  const high = Math.min(valueAt(x, box.right), valueAt(y, box.top) / speedup);
  if (!(high > low * 1.02)) return [];
  const end = { x: x.at(high), y: y.at(high * speedup) };
  const leavesRight = end.x > box.right - 1;
  const name = speedup === 1 ? 'strong' : 'small quiet';
  return [
    line(x.at(low), y.at(low * speedup), end.x, end.y, 'rule', speedup === 1 ? 2 : 1),
    leavesRight
      ? text(end.x + 4, end.y + 4, `${speedup}x`, { class: name })
      : text(end.x, end.y - 4, `${speedup}x`, { class: name, anchor: 'middle' }),
  ];
}

/** The value at a place of a logarithmic scale. */
function valueAt(scale: Scale, place: number): number {
  const one = scale.at(1);
  return Math.exp((place - one) / (scale.at(Math.E) - one));
}
