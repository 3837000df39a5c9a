'use client';

import { useRouter } from 'next/navigation';
import { type MouseEvent, useLayoutEffect, useRef, useState } from 'react';
import type { FigureId } from '../../engine/core/figure-catalog.ts';
import type { Chart, LinkOf } from '../../report/charts/chart.ts';
import { render } from '../../report/markup.ts';
import { CHART_FORM, chartColors, type Palette } from '../../report/palette.ts';
import { METHOD_STYLES } from '../methods.ts';
import { ChartFrame } from './chart-frame.tsx';
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
const MOST = 900;

interface ReportChartProps {
  chart: Chart;
  link?: LinkOf;
  figures?: readonly FigureId[];
}

/** A chart of the reports on a page: drawn for the width there is, its links followed without loading anew. */
export function ReportChart({ chart, link, figures }: ReportChartProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const { draw } = chart;
  return (
    <ChartFrame title={chart.title} finding={chart.finding} table={chart.table} figures={figures}>
      <style href="report-charts" precedence="default">
        {STYLE}
      </style>
      {/* A table behind an empty picture is empty too; the finding has said why. */}
      <div ref={ref}>
        {draw && width > 0 ? (
          <Picture svg={render(draw(Math.round(Math.min(MOST, Math.max(LEAST, width))), link))} />
        ) : null}
      </div>
    </ChartFrame>
  );
}

function Picture({ svg }: { svg: string }) {
  const place = useRef<HTMLDivElement>(null);
  const router = useRouter();
  const [tip, setTip] = useState<Tip | null>(null);
  useLayoutEffect(() => {
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    // An image holds no links for those who hear it; a group does.
    if (parsed.querySelector('a')) parsed.setAttribute('role', 'group');
    // What a browser shows for it would lie over the words of the marks.
    const title = parsed.querySelector('title');
    parsed.setAttribute('aria-label', title?.textContent ?? '');
    parsed.removeAttribute('aria-labelledby');
    title?.remove();
    place.current?.replaceChildren(parsed);
  }, [svg]);
  const follow = (event: MouseEvent) => {
    const href = linkAt(event.target)?.getAttribute('href');
    if (!href || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    router.push(href);
  };
  const show = ({ target }: { target: EventTarget }) => {
    const link = linkAt(target);
    const box = place.current?.getBoundingClientRect();
    if (!link || !box) return setTip(null);
    const mark = link.getBoundingClientRect();
    const middle = mark.left + mark.width / 2 - box.left;
    setTip({
      words: link.getAttribute('aria-label') ?? '',
      top: mark.top - box.top,
      // The side with more room.
      ...(middle > box.width / 2 ? { right: box.width - middle } : { left: middle }),
    });
  };
  return (
    <div
      className="report-chart"
      onClickCapture={follow}
      onPointerOver={show}
      onPointerLeave={() => setTip(null)}
      onFocusCapture={show}
      onBlurCapture={() => setTip(null)}
    >
      <div ref={place} />
      {tip ? (
        <div
          className="chart-tip"
          style={{ top: tip.top, left: tip.left, right: tip.right }}
          aria-hidden="true"
        >
          {tip.words}
        </div>
      ) : null}
    </div>
  );
}

/** The words of a mark beside it; pixels from the picture's edges. */
interface Tip {
  words: string;
  top: number;
  left?: number;
  right?: number;
}

function linkAt(target: EventTarget): Element | null {
  return target instanceof Element ? target.closest('a') : null;
}
