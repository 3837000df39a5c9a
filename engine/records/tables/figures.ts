import { FIGURE_IDS, type FigureId, figureEntry, figureOf, formatFigure } from '../../core/figure-catalog.ts';
import type { MethodFigures } from '../../core/method-figures.ts';
import { runName } from './place.ts';
import { defineTable } from './table.ts';

interface Figure {
  run: string;
  method: string;
  category: string;
  figures: MethodFigures;
  id: FigureId;
}

/** What stands in the column `category` for all of them together. */
const ALL = 'overall';

export const FIGURES = defineTable<Figure>(
  'figures',
  'One figure of one method, of a category or of all: what every table and report of the run shows.',
  [
    ['run', 'VARCHAR', 'Name of the run folder', (f) => f.run],
    ['method', 'VARCHAR', 'vanilla, speculative, lookup or medusa', (f) => f.method],
    ['category', 'VARCHAR', `Of the questions; ${ALL} for all of them`, (f) => f.category],
    ['figure', 'VARCHAR', 'Which, by its id', (f) => f.id],
    ['value', 'DOUBLE', 'With all its digits', (f) => figureOf(f.id, f.figures)],
    ['shown', 'VARCHAR', 'As it is shown everywhere', (f) => formatFigure(f.id, figureOf(f.id, f.figures))],
    ['unit', 'VARCHAR', 'Of the value; null for a plain ratio', (f) => figureEntry(f.id).unit || null],
    ['name', 'VARCHAR', 'In words', (f) => figureEntry(f.id).name],
    ['verdict', 'VARCHAR', "The method's, after Holm's correction", (f) => f.figures.verdict],
  ],
  function* (run) {
    for (const [method, { overall, byCategory }] of Object.entries(run.summary.methods))
      for (const [category, figures] of Object.entries({ ...byCategory, [ALL]: overall }))
        for (const id of FIGURE_IDS) yield { run: runName(run), method, category, figures, id };
  },
);
