/** The figures of a run's methods side by side, those without loops beside those of all prompts. Pure. */
import {
  type FigureId,
  figureEntry,
  formatFigure,
  formatInterval,
  showFigure,
} from '../../engine/core/figure-catalog.ts';
import { methodsOf } from '../../report/input.ts';
import type { Table } from '../../report/table.ts';
import type { RunView } from '../data/api-schema.ts';
import { METHOD_STYLES } from '../methods.ts';

const BEHIND: FigureId[] = ['tokensPerSecond', 'tokensPerStep', 'stepOverhead', 'repeated4grams'];

export function overviewTable({ summary }: Pick<RunView, 'summary'>): Table {
  return {
    id: 'methods-table',
    caption: 'Every method over all prompts of the run',
    columns: [
      { name: 'method' },
      { name: 'speedup', numeric: true },
      { name: '95 % interval', numeric: true },
      { name: 'verdict' },
      { name: 'speedup without loops', numeric: true },
      { name: 'its interval', numeric: true },
      { name: 'prompts without loops', numeric: true },
      ...BEHIND.map((id) => ({ name: figureEntry(id).name, numeric: true as const })),
      { name: 'identical outputs', numeric: true },
    ],
    rows: methodsOf({ summary }).flatMap((method) => {
      const figures = summary.methods[method]?.overall;
      if (!figures) return [];
      const { loopFree, prompts, identical, verdict, speedupInterval } = figures;
      const vanilla = method === 'vanilla';
      return [
        [
          METHOD_STYLES[method].label,
          showFigure('speedup', figures),
          vanilla ? '' : formatInterval(speedupInterval),
          vanilla ? 'the measure' : (verdict ?? 'n/a'),
          formatFigure('loopFreeSpeedup', loopFree.speedup),
          vanilla ? '' : formatInterval(loopFree.speedupInterval),
          `${loopFree.prompts} of ${prompts}`,
          ...BEHIND.map((id) => showFigure(id, figures)),
          vanilla ? '' : `${identical} of ${prompts}`,
        ],
      ];
    }),
  };
}
