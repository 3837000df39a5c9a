/** Colours of reports: the method hues and surfaces of the pages (app/globals.css), as values that a file can carry. */
import { METHODS, type Method } from '../engine/protocol.ts';

export interface Palette {
  /** Those of methods to come among them. */
  methods: Record<Method, string> & Record<string, string>;
  text: string;
  quiet: string;
  line: string;
  surface: string;
  page: string;
  good: string;
  bad: string;
}

export const LIGHT: Palette = {
  methods: {
    vanilla: '#3e4044',
    speculative: '#005bff',
    lookup: '#167a5b',
    medusa: '#c63701',
    hydra: '#963f85',
    'medusa-lookup': '#511b00',
    'hydra-lookup': '#25034a',
  },
  text: '#1a212d',
  quiet: '#566070',
  line: '#d9dee5',
  surface: '#ffffff',
  page: '#f5f6f8',
  good: '#1b7a3d',
  bad: '#c92a2a',
};

export const DARK: Palette = {
  methods: {
    vanilla: '#d7d9db',
    speculative: '#5fd5fc',
    lookup: '#49a974',
    medusa: '#fb6c02',
    hydra: '#d787b5',
    'medusa-lookup': '#f9d968',
    'hydra-lookup': '#9184fc',
  },
  text: '#e4e9f0',
  quiet: '#a5b0bf',
  line: '#323c4b',
  surface: '#1a212d',
  page: '#10151e',
  good: '#69db7c',
  bad: '#ff8787',
};

/** Rules that colour a chart. Values instead of variables: a chart on its own is read by programs that know none. */
export function chartColors(palette: Palette): string {
  return [
    `.chart text{fill:${palette.text};stroke:${palette.surface}}`,
    `.chart .quiet{fill:${palette.quiet}}`,
    `.chart .axis{stroke:${palette.line}}`,
    `.chart .rule{stroke:${palette.quiet}}`,
    `.chart .paper{fill:${palette.surface}}`,
    ...METHODS.flatMap((method) => [
      `.chart .${method}{fill:${palette.methods[method]}}`,
      `.chart path.${method},.chart circle.${method}{stroke:${palette.methods[method]}}`,
      `.chart .${method}.hollow{fill:${palette.surface}}`,
      `.chart .${method}.open{fill:none}`,
    ]),
  ].join('\n');
}

/** What charts share beside colours. */
export const CHART_FORM = `.chart{font:12px system-ui,sans-serif;font-variant-numeric:tabular-nums}
.chart text{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}
.chart .small{font-size:11px}
.chart .strong{font-weight:600}
.chart .axis,.chart .rule{stroke-width:1;fill:none}
.chart .rule{stroke-dasharray:4 3}
.chart .faint{fill-opacity:.35;stroke-opacity:.6}
.chart .soft{fill-opacity:.3}
.chart .reach{fill:none;pointer-events:all}`;
