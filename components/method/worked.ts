/** Formulas with a run's numbers filled in. Pure: every number is a figure of the catalog. */
import { type FigureId, figureEntry, formatFigure } from '../../engine/core/figure-catalog.ts';
import type { MethodFigures } from '../../engine/core/method-figures.ts';

export interface Worked {
  figure: FigureId;
  /** "1.396 / 1.16 = 1.20"; parts that are not known are n/a. */
  numbers: string;
}

/** A figure that is the quotient of two others. */
const QUOTIENTS: readonly { figure: FigureId; above: FigureId; below: FigureId }[] = [
  { figure: 'predictedSpeedup', above: 'tokensPerStep', below: 'predictedOverhead' },
  { figure: 'nodeEfficiency', above: 'meanAcceptedLength', below: 'proposedPerStep' },
];

export function workedFormulas(figures: MethodFigures): Worked[] {
  const shown = (id: FigureId) => formatFigure(id, figureEntry(id).of(figures));
  return QUOTIENTS.filter(({ figure }) => figureEntry(figure).of(figures) !== null).map(
    ({ figure, above, below }) => ({
      figure,
      numbers: `${shown(above)} / ${shown(below)} = ${shown(figure)}`,
    }),
  );
}
