'use client';

import { useElementSize } from '@mantine/hooks';
import { useRouter } from 'next/navigation';
import { type MouseEvent, useEffect, useRef } from 'react';
import type { Chart } from '../../report/charts/chart.ts';
import { render } from '../../report/markup.ts';
import { CHART_FORM, chartColors, type Palette } from '../../report/palette.ts';
import { METHOD_STYLES } from '../methods.ts';
import { ChartFrame } from './chart-frame.tsx';

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
const MOST = 900;

/** A chart of the reports on a page: drawn for the width there is, its links followed without loading anew. */
export function ReportChart({ chart }: { chart: Chart }) {
  const { ref, width } = useElementSize();
  const { draw } = chart;
  return (
    <ChartFrame title={chart.title} finding={chart.finding} table={chart.table}>
      <style href="report-charts" precedence="default">
        {STYLE}
      </style>
      {/* A table behind an empty picture is empty too; the finding has said why. */}
      <div ref={ref}>
        {draw && width > 0 ? (
          <Picture svg={render(draw(Math.round(Math.min(MOST, Math.max(LEAST, width)))))} />
        ) : null}
      </div>
    </ChartFrame>
  );
}

function Picture({ svg }: { svg: string }) {
  const place = useRef<HTMLDivElement>(null);
  const router = useRouter();
  useEffect(() => {
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    // An image holds no links for those who hear it; a group does.
    if (parsed.querySelector('a')) parsed.setAttribute('role', 'group');
    place.current?.replaceChildren(parsed);
  }, [svg]);
  const follow = (event: MouseEvent) => {
    const href = event.target instanceof Element && event.target.closest('a')?.getAttribute('href');
    if (!href || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    router.push(href);
  };
  // The links inside are the controls: Enter on one of them clicks it.
  return <div ref={place} className="report-chart" onClickCapture={follow} />;
}
