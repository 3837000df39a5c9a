/** Tokens per step against step cost: a point's speedup is its height over its distance, so equal speedups are lines. */
import { formatFigure } from '../../engine/core/figure-catalog.ts';
import type { Method } from '../../engine/protocol.ts';
import { type ChartInput, cellOf, draftingMethods, OVERALL } from '../input.ts';
import { isNarrow, labelOf } from './chart.ts';
import {
  axisName,
  axisOf,
  NONE_HIDDEN,
  type PlotOf,
  type PlotText,
  type PlottedChart,
  plotted,
} from './plot.ts';
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

export function costScatter(input: ChartInput): PlottedChart {
  const methods = draftingMethods(input);
  const points = [...questionPoints(input, methods), ...methodPoints(input, methods)];
  const head = { id: 'gain-and-cost', title: 'Tokens per step against step cost' };
  const plot = points.length === 0 ? null : plotOf(points);
  return {
    ...plotted(head, plot, methods),
    finding:
      points.length === 0
        ? 'Not known: no drafting method has steps to measure.'
        : 'Small hollow marks are questions, large ones the method as a whole. Up is more gain, right is more cost; on a dashed line the speedup is the same, and above the line of 1.0 a method is faster than vanilla. Both axes are logarithmic.',
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

function plotOf(points: readonly Point[]): PlotOf {
  return (width, { link, hidden = NONE_HIDDEN } = {}) => {
    const narrow = isNarrow(width);
    const box = { left: 44, right: width - (narrow ? 44 : 70), top: 28, bottom: narrow ? 294 : 374 };
    const x = logScale(
      points.map(({ overhead }) => overhead),
      [box.left, box.right],
    );
    const y = logScale(
      points.map(({ tokensPerStep }) => tokensPerStep),
      [box.bottom, box.top],
      26,
    );
    const lines = (narrow ? FEWER_LINES : LINES).flatMap((speedup) => speedupLine(speedup, x, y));
    return {
      kind: 'points',
      width,
      height: box.bottom + 42,
      box,
      x: axisOf(x),
      y: axisOf(y),
      rule: null,
      lines: lines.map(({ speedup, from, to }) => ({ from, to, strong: speedup === 1 })),
      texts: [
        ...lines.map(({ speedup, to }) => lineName(speedup, { x: x.at(to.x), y: y.at(to.y) }, box.right)),
        { x: box.left - 36, y: box.top - 20, words: 'tokens per step', class: 'quiet' },
        axisName(box, "step cost, in vanilla's steps", 34),
      ],
      points: points
        .filter(({ method }) => !hidden.has(method))
        .map(({ method, questionId, overhead, tokensPerStep }) => {
          const one = questionId !== null;
          return {
            method,
            x: overhead,
            y: tokensPerStep,
            radius: one ? 3 : 7,
            interval: null,
            words: `${one ? `question ${questionId}` : 'all questions'}, ${labelOf(method)}: ${formatFigure('tokensPerStep', tokensPerStep)} tokens per step at ${formatFigure('stepOverhead', overhead)} times the cost of vanilla's`,
            href: link?.(one ? { method, questionId } : { method }) ?? null,
            one,
          };
        }),
    };
  };
}

/** tokens per step = speedup * overhead, from where it enters the box to where it leaves; nothing where it stays outside. */
function speedupLine(speedup: number, x: Scale, y: Scale) {
  const low = Math.max(x.domain[0], y.domain[0] / speedup);
  const high = Math.min(x.domain[1], y.domain[1] / speedup);
  if (!(high > low * 1.02)) return [];
  return [{ speedup, from: { x: low, y: low * speedup }, to: { x: high, y: high * speedup } }];
}

function lineName(speedup: number, end: { x: number; y: number }, right: number): PlotText {
  const style = { words: `${speedup}x`, class: speedup === 1 ? 'strong' : 'small quiet' };
  return end.x > right - 1
    ? { ...style, x: end.x + 4, y: end.y + 4 }
    : { ...style, x: end.x, y: end.y - 4, anchor: 'middle' };
}
