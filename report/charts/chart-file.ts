/** A chart as a file of its own: light, on paper's colour, with everything it needs inside. */
import { type Markup, render } from '../markup.ts';
import { CHART_FORM, chartColors, LIGHT } from '../palette.ts';
import { WIDE } from './chart.ts';

/** One chart as the text of an SVG file. */
export function chartFile(draw: (width: number) => Markup): string {
  return standAlone(render(draw(WIDE)));
}

/** Margins around, a ground beneath, the style inside. */
function standAlone(svg: string): string {
  const style = `<style>${CHART_FORM}\n${chartColors(LIGHT)}</style>`;
  const opened = svg.replace(/viewBox="0 0 ([\d.]+) ([\d.]+)"/, (_, width: string, height: string) => {
    const [w, h] = [Number(width) + 2 * MARGIN, Number(height) + 2 * MARGIN];
    return `viewBox="-${MARGIN} -${MARGIN} ${w} ${h}" width="${w}" height="${h}"`;
  });
  const end = opened.indexOf('>') + 1;
  const ground = `<rect x="-${MARGIN}" y="-${MARGIN}" width="100%" height="100%" class="paper"></rect>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${opened.slice(0, end)}${style}${ground}${opened.slice(end)}\n`;
}

const MARGIN = 12;
