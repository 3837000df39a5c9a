/** The speedup that measured acceptance and the cost curve predict, beside the one that was measured. */
import { formatFigure, formatInterval } from '../../engine/core/figure-catalog.ts';
import type { MethodFigures } from '../../engine/core/method-figures.ts';
import type { Method } from '../../engine/protocol.ts';
import { type ChartInput, cellOf, draftingMethods, OVERALL } from '../input.ts';
import type { Markup } from '../markup.ts';
import { type Chart, isNarrow, labelOf, line, mark, svg, text } from './chart.ts';
import { drawInterval, spanOf } from './interval.ts';
import { ruleName } from './plot.ts';
import { logScale } from './scale.ts';

type Row = { method: Method; figures: MethodFigures };

export function predictedDots(input: ChartInput): Chart {
  const rows = draftingMethods(input).flatMap((method): Row[] => {
    const figures = cellOf(input, method, OVERALL);
    return figures ? [{ method, figures }] : [];
  });
  const head = { id: 'predicted', title: 'Predicted and measured speedup' };
  const known = rows.filter(({ figures }) => figures.predictedSpeedup !== null);
  return {
    ...head,
    finding:
      known.length === 0
        ? 'No prediction: the cost of a pass was not measured before this run, or does not reach as many rows as its trees have.'
        : "Hollow marks are predicted from this run's accepted tokens and the cost of a pass that was measured apart from it; filled ones are measured, with their 95 % intervals. Where they part, something costs what the curve does not know of.",
    draw: known.length === 0 ? null : (width) => draw(head, known, width),
    table: {
      id: 'predicted-table',
      caption: 'Prediction and measurement, whole run',
      columns: [
        { name: 'method' },
        { name: 'predicted step overhead', numeric: true },
        { name: 'step overhead', numeric: true },
        { name: 'predicted speedup', numeric: true },
        { name: 'speedup', numeric: true },
        { name: '95 % interval', numeric: true },
      ],
      rows: rows.map(({ method, figures }) => [
        labelOf(method),
        formatFigure('predictedOverhead', figures.predictedOverhead),
        formatFigure('stepOverhead', figures.stepOverhead),
        formatFigure('predictedSpeedup', figures.predictedSpeedup),
        formatFigure('speedup', figures.speedup),
        formatInterval(figures.speedupInterval),
      ]),
    },
  };
}

const ROW = 40;

function draw(head: Pick<Chart, 'id' | 'title'>, rows: readonly Row[], width: number): Markup {
  const narrow = isNarrow(width);
  const [left, right] = narrow ? [96, width - 20] : [112, width - 210];
  const span = spanOf(
    rows.flatMap(({ figures }) => [figures.predictedSpeedup ?? 1, figures.speedup ?? 1]),
    rows.map(({ figures }) => figures.speedupInterval),
  );
  const x = logScale(span, [left, right]);
  const top = 22;
  const bottom = top + rows.length * ROW;
  const rule = ruleName('vanilla = 1.0', x.at(1), top - 8, width);
  return svg(
    width,
    bottom + 38,
    head,
    x.ticks.flatMap((tick) => [
      line(x.at(tick), top, x.at(tick), bottom, tick === 1 ? 'rule' : 'axis'),
      text(x.at(tick), bottom + 14, tick.toFixed(1), { class: 'quiet', anchor: 'middle' }),
    ]),
    text(rule.x, rule.y, rule.words, rule),
    rows.map(({ method, figures }, i) => {
      const y = top + i * ROW + 14;
      const { speedup, predictedSpeedup, speedupInterval: interval } = figures;
      const words = `predicted ${formatFigure('predictedSpeedup', predictedSpeedup)}, measured ${formatFigure('speedup', speedup)}`;
      return [
        text(6, y + 8, labelOf(method), { class: `strong ${method}` }),
        predictedSpeedup === null ? null : mark(method, x.at(predictedSpeedup), y, 5, 'hollow'),
        interval ? drawInterval(method, interval, { at: x.at, left, right }, y + 14) : null,
        speedup === null ? null : mark(method, x.at(speedup), y + 14, 5),
        narrow ? null : text(right + 12, y + 10, words, { class: 'small quiet' }),
      ];
    }),
    text((left + right) / 2, bottom + 32, "times vanilla's speed", { class: 'quiet', anchor: 'middle' }),
  );
}
