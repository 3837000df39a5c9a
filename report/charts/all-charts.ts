/** Every chart of a report, in its order. */
import type { ChartInput } from '../input.ts';
import { acceptedHistogram } from './accepted-histogram.ts';
import type { Chart } from './chart.ts';
import { costScatter } from './cost-scatter.ts';
import { depthLines } from './depth-lines.ts';
import { predictedDots } from './predicted-dots.ts';
import { rateBars } from './rate-bars.ts';
import { speedupDots } from './speedup-dots.ts';
import { waterfall } from './waterfall.ts';

export function allCharts(input: ChartInput): Chart[] {
  return [speedupDots, rateBars, waterfall, costScatter, depthLines, acceptedHistogram, predictedDots].map(
    (chart) => chart(input),
  );
}
