/** The charts of a report as files. */
import type { ReportInput } from '../input.ts';
import { allCharts } from './all-charts.ts';
import { chartFile } from './chart-file.ts';

export interface ChartFile {
  name: string;
  text: string;
}

export function chartFiles(input: ReportInput): ChartFile[] {
  return allCharts(input).flatMap(({ id, draw }) =>
    draw ? [{ name: `${id}.svg`, text: chartFile(draw) }] : [],
  );
}
