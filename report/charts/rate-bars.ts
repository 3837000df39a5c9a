/** Tokens per second by category: bars from zero, every method, vanilla among them. */
import { figuresSeries } from '../../components/chart/figures-series.ts';
import { type FigureId, figureEntry, figureOf, formatFigure } from '../../engine/core/figure-catalog.ts';
import type { MethodFigures } from '../../engine/core/method-figures.ts';
import type { Method } from '../../engine/protocol.ts';
import { type ChartInput, cellOf, OVERALL } from '../input.ts';
import { isNarrow, labelOf, shortName } from './chart.ts';
import {
  axisName,
  axisOf,
  NONE_HIDDEN,
  type PlotBar,
  type PlotOf,
  type PlotText,
  type PlottedChart,
  plotted,
} from './plot.ts';
import { linearScale } from './scale.ts';

interface Bar {
  category: string;
  method: Method;
  /** Tokens per second. */
  rate: number | null;
  figures: MethodFigures;
}

const BAR = 13;

const COLUMNS: FigureId[] = [
  'tokensPerSecond',
  'tokensPerSecondMacro',
  'endToEndTokensPerSecond',
  'ttftMs',
  'tpotMs',
  'chunkGapP50',
  'chunkGapP90',
  'chunkGapP99',
];

export function rateBars(input: ChartInput): PlottedChart {
  const { methods, rows } = figuresSeries(input.summary);
  const bars = rows.flatMap(({ category, ...rates }) =>
    methods.flatMap((method): Bar[] => {
      const figures = cellOf(input, method, category);
      return figures ? [{ category, method, rate: rates[method] ?? null, figures }] : [];
    }),
  );
  const head = { id: 'tokens-per-second', title: 'Tokens per second by category' };
  const plot = bars.some(({ rate }) => rate !== null) ? plotOf(bars) : null;
  return {
    ...plotted(head, plot, methods),
    finding: 'Decode only: the prompt pass and its token are outside. Bars begin at zero.',
    table: {
      id: 'tokens-per-second-table',
      caption: 'Rates and waiting times by category',
      columns: [
        { name: 'category' },
        { name: 'method' },
        ...COLUMNS.map((id) => ({ name: nameWithUnit(id), numeric: true as const })),
      ],
      rows: bars.map(({ category, method, figures }) => [
        category,
        labelOf(method),
        ...COLUMNS.map((id) => formatFigure(id, figureOf(id, figures))),
      ]),
    },
  };
}

function nameWithUnit(id: FigureId): string {
  const { name, unit } = figureEntry(id);
  return unit === 'ms' ? `${name}, ms` : name;
}

function plotOf(bars: readonly Bar[]): PlotOf {
  return (width, { link, hidden = NONE_HIDDEN } = {}) => {
    const narrow = isNarrow(width);
    const [left, right] = narrow ? [10, width - 44] : [112, width - 60];
    const most = Math.max(...bars.map(({ rate }) => rate ?? 0));
    const scale = linearScale(most, [left, right], narrow ? 4 : 6);
    const top = 2;
    const rows: (PlotBar | null)[] = [];
    const texts: PlotText[] = [];
    let category = '';
    for (const { category: own, method, rate } of bars.filter(({ method }) => !hidden.has(method))) {
      if (own !== category) {
        category = own;
        // On a telephone its name stands above its bars, else beside the first.
        rows.push(...Array(narrow ? 2 : 1).fill(null));
        texts.push({
          x: narrow ? left : 6,
          y: top + (rows.length - (narrow ? 1 : 0)) * BAR + (narrow ? 8 : 10),
          words: shortName(category),
          class: category === OVERALL ? 'strong' : 'plain',
        });
      }
      const value = formatFigure('tokensPerSecond', rate);
      texts.push({
        x: scale.at(rate ?? 0) + 5,
        y: top + rows.length * BAR + 10,
        words: value,
        class: `small ${method}`,
      });
      const href = link?.(own === OVERALL ? { method } : { method, category: own }) ?? null;
      const words = `${own}, ${labelOf(method)}: ${value} tokens per second`;
      rows.push(rate === null ? null : { method, from: 0, to: rate, soft: false, words, href, one: false });
    }
    const bottom = top + rows.length * BAR + 4;
    const box = { left, right, top, bottom };
    texts.push(axisName(box, 'tokens per second'));
    return {
      kind: 'bars',
      width,
      height: bottom + 38,
      box,
      x: axisOf(scale),
      rule: null,
      texts,
      row: BAR,
      thickness: BAR - 2,
      rows,
    };
  };
}
