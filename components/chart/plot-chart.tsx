'use client';

import { Text } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import type { FigureId } from '../../engine/core/figure-catalog.ts';
import type { Method } from '../../engine/protocol.ts';
import type { LinkOf } from '../../report/charts/chart.ts';
import { chartFile } from '../../report/charts/chart-file.ts';
import { NONE_HIDDEN, type PlottedChart } from '../../report/charts/plot.ts';
import { CHART_FORM, chartColors, type Palette } from '../../report/palette.ts';
import { METHOD_STYLES } from '../methods.ts';
import { ChartFrame } from './chart-frame.tsx';
import { MarkTips } from './mark-tips.tsx';
import { MethodLegend } from './method-legend.tsx';
import { useWidth } from './use-width.ts';

/** The palette of charts by the page's variables, so that a change of scheme needs no drawing anew. */
const PAGE_PALETTE: Palette = {
  methods: Object.fromEntries(
    Object.entries(METHOD_STYLES).map(([method, { color }]) => [method, color]),
  ) as Palette['methods'],
  text: 'var(--mantine-color-text)',
  quiet: 'var(--quiet)',
  line: 'var(--line)',
  surface: 'var(--surface)',
  page: 'var(--page)',
  good: 'var(--good)',
  bad: 'var(--bad)',
};
const STYLE = `${CHART_FORM}\n${chartColors(PAGE_PALETTE)}`;

/** Widths that a chart is drawn in, pixels: less would not hold its words, more only pulls it apart. */
const LEAST = 280;
const MOST = 1100;

/** Recharts is a fifth of a page's script: the words of the page do not wait for it, nor are they hidden meanwhile. */
const PlotPicture = dynamic(() => import('./plot-picture.tsx').then((file) => file.PlotPicture), {
  loading: () => null,
});

interface PlotChartProps {
  chart: PlottedChart;
  link?: LinkOf;
  figures?: readonly FigureId[];
  /** Methods that are not drawn, and how one is hidden or shown again; left out where all are shown always. */
  hiding?: { hidden: ReadonlySet<Method>; onToggle: (method: Method) => void };
}

/** A chart of the reports on a page: the same plot for the width there is, its marks followed without loading anew. */
export function PlotChart({ chart, link, figures, hiding }: PlotChartProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const { plot: plotOf, draw, methods, title } = chart;
  const hidden = hiding?.hidden ?? NONE_HIDDEN;
  const plot = useMemo(
    () =>
      plotOf && width > 0
        ? plotOf(Math.round(Math.min(MOST, Math.max(LEAST, width))), { link, hidden })
        : null,
    [plotOf, width, link, hidden],
  );
  const empty = methods.length > 0 && methods.every((method) => hidden.has(method));
  return (
    <ChartFrame
      title={title}
      finding={chart.finding}
      table={chart.table}
      figures={figures}
      picture={draw ? () => chartFile(draw) : undefined}
    >
      <style href="plots" precedence="default">
        {STYLE}
      </style>
      {hiding && plotOf ? <MethodLegend methods={methods} {...hiding} /> : null}
      {/* A table behind an empty picture is empty too; the finding has said why. */}
      <div ref={ref}>
        {empty ? (
          <Text size="sm" c="var(--quiet)">
            Every method is hidden: choose one above.
          </Text>
        ) : plot ? (
          <MarkTips name={`${title}. The table holds the same numbers.`} height={plot.height}>
            <PlotPicture plot={plot} />
          </MarkTips>
        ) : null}
      </div>
    </ChartFrame>
  );
}
