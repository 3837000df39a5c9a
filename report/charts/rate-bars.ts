/** Tokens per second by category: bars from zero, every method, vanilla among them. */
import { figuresSeries } from '../../components/chart/figures-series.ts';
import { type FigureId, figureEntry, figureOf, formatFigure } from '../../engine/core/figure-catalog.ts';
import type { MethodFigures } from '../../engine/core/method-figures.ts';
import type { Method } from '../../engine/protocol.ts';
import { type ChartInput, cellOf, OVERALL } from '../input.ts';
import type { Content, Markup } from '../markup.ts';
import {
  box,
  type Chart,
  isNarrow,
  type LinkOf,
  labelOf,
  legend,
  line,
  linked,
  shortName,
  svg,
  text,
} from './chart.ts';
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

export function rateBars(input: ChartInput): Chart {
  const { methods, rows } = figuresSeries(input.summary);
  const bars = rows.flatMap(({ category, ...rates }) =>
    methods.flatMap((method): Bar[] => {
      const figures = cellOf(input, method, category);
      return figures ? [{ category, method, rate: rates[method] ?? null, figures }] : [];
    }),
  );
  const head = { id: 'tokens-per-second', title: 'Tokens per second by category' };
  return {
    ...head,
    finding: 'Decode only: the prompt pass and its token are outside. Bars begin at zero.',
    draw: bars.some(({ rate }) => rate !== null)
      ? (width, link) => draw(head, bars, methods, width, link)
      : null,
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

function draw(
  head: Pick<Chart, 'id' | 'title'>,
  bars: readonly Bar[],
  methods: readonly Method[],
  width: number,
  link: LinkOf | undefined,
): Markup {
  const narrow = isNarrow(width);
  const key = legend(methods, width);
  const [left, right] = narrow ? [10, width - 44] : [112, width - 60];
  const most = Math.max(...bars.map(({ rate }) => rate ?? 0));
  const x = linearScale(most, [left, right], narrow ? 4 : 6);
  const content: Content[] = [];
  let y = key.height + 2;
  const top = y;
  let category = '';
  for (const { category: own, method, rate } of bars) {
    if (own !== category) {
      category = own;
      y += narrow ? 24 : 10;
      const name = { class: category === OVERALL ? 'strong' : 'plain' };
      content.push(text(narrow ? left : 6, narrow ? y - 5 : y + 10, shortName(category), name));
    }
    const value = formatFigure('tokensPerSecond', rate);
    if (rate !== null) {
      const behind = own === OVERALL ? { method } : { method, category: own };
      const words = `${own}, ${labelOf(method)}: ${value} tokens per second`;
      content.push(linked(link, behind, words, null, box(x.at(0), x.at(rate), y, BAR - 2, method)));
    }
    content.push(text(x.at(rate ?? 0) + 5, y + 10, value, { class: `small ${method}` }));
    y += BAR;
  }
  const bottom = y + 4;
  const grid = x.ticks.flatMap((tick) => [
    line(x.at(tick), top, x.at(tick), bottom, 'axis'),
    text(x.at(tick), bottom + 14, String(tick), { class: 'quiet', anchor: 'middle' }),
  ]);
  return svg(
    width,
    bottom + 38,
    head,
    key.content,
    grid,
    content,
    text((left + right) / 2, bottom + 32, 'tokens per second', { class: 'quiet', anchor: 'middle' }),
  );
}
