/** Bounds on figures, for use in continuous integration: `medusa.speedup=1.4`, `medusa.coding.tokensPerStep=1.5`. */
import { InvalidArgumentError } from 'commander';
import {
  FIGURE_IDS,
  type FigureId,
  figureEntry,
  figureOf,
  formatFigure,
} from '../engine/core/figure-catalog.ts';
import type { RunSummary } from '../engine/core/run-summary.ts';
import { METHODS, type Method } from '../engine/protocol.ts';

export interface Bound {
  /** As it was given. */
  text: string;
  method: Method;
  /** Null: over all categories. */
  category: string | null;
  figure: FigureId;
  least: number;
}

/** Adds one bound to those given before it; throws as a bad option value does. */
export function collectBounds(text: string, before: Bound[]): Bound[] {
  return [...before, parseBound(text)];
}

function parseBound(text: string): Bound {
  const [path = '', value = ''] = text.split('=');
  const parts = path.split('.');
  const method = parts[0] as Method;
  const figure = parts.at(-1) as FigureId;
  const least = Number(value);
  const wrong = (what: string): never => {
    throw new InvalidArgumentError(`${what} Allowed: METHOD[.CATEGORY].FIGURE=NUMBER.`);
  };
  if (parts.length < 2 || text.split('=').length !== 2) wrong('It has another form.');
  if (!METHODS.includes(method)) wrong(`The method is one of ${METHODS.join(', ')}.`);
  if (!FIGURE_IDS.includes(figure)) wrong(`The figure is one of ${FIGURE_IDS.join(', ')}.`);
  if (value.trim() === '' || !Number.isFinite(least)) wrong('The bound is a number.');
  return { text, method, category: parts.slice(1, -1).join('.') || null, figure, least };
}

/** What to say of a bound that does not hold; null of one that does. An unknown figure does not hold. */
export function failureOf(
  { text, method, category, figure, least }: Bound,
  summary: RunSummary,
): string | null {
  const of = summary.methods[method];
  const figures = category === null ? of?.overall : of?.byCategory[category];
  const value = figures ? figureOf(figure, figures) : null;
  if (value !== null && value >= least) return null;
  const said = figures ? formatFigure(figure, value) : 'not part of the run';
  return `--fail-under ${text} does not hold: ${figureEntry(figure).name} is ${said}`;
}

/** The glossary of figures under a command's help. */
export function figuresHelp(): string {
  const lines = FIGURE_IDS.map((id) => {
    const { name, formula, unit } = figureEntry(id);
    return `  ${id}: ${name}${unit ? `, ${unit}` : ''} = ${formula}`;
  });
  return `\nFigures:\n${lines.join('\n')}`;
}
