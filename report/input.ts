/** What a report is made of: a run record as it was read, or as it is decoded again in the reader's browser. */
import type { AnswerGroup, RunFindings } from '../engine/core/run-summary.ts';
import { CATEGORIES, METHODS, type Method } from '../engine/protocol.ts';
import type { RunManifest, RunPrompts } from '../engine/records/schema.ts';

export interface ReportInput extends RunFindings {
  manifest: RunManifest;
  /** Empty where the record did not keep them. */
  prompts: RunPrompts;
  groups: readonly AnswerGroup[];
  /** Bytes of the tokens; a token that is missing is shown by its id. */
  tokenBytes: ReadonlyMap<number, Uint8Array>;
}

/** What charts are drawn from. */
export type ChartInput = Pick<ReportInput, 'summary' | 'questions'>;

/** Methods of the run, in the fixed order. */
export function methodsOf({ summary }: Pick<ReportInput, 'summary'>): Method[] {
  return METHODS.filter((method) => summary.methods[method]);
}

/** Those that are measured against vanilla. */
export function draftingMethods(input: Pick<ReportInput, 'summary'>): Method[] {
  return methodsOf(input).filter((method) => method !== 'vanilla');
}

/** Known categories in their fixed order, others behind them as they come. */
export function categoriesOf({ summary }: Pick<ReportInput, 'summary'>): string[] {
  const found = new Set<string>();
  for (const method of METHODS)
    for (const name of Object.keys(summary.methods[method]?.byCategory ?? {})) found.add(name);
  const known = CATEGORIES.filter((category) => found.delete(category));
  return [...known, ...found];
}

export const OVERALL = 'overall';

/** Figures of a method in a category, or of the whole run. */
export function cellOf({ summary }: Pick<ReportInput, 'summary'>, method: Method, category: string) {
  const own = summary.methods[method];
  return category === OVERALL ? own?.overall : own?.byCategory[category];
}

/** Steps of all answers: what the figures were computed from. */
export function countSteps(groups: readonly AnswerGroup[]): number {
  return groups.reduce(
    (total, { results }) => total + results.reduce((n, { steps }) => n + steps.length, 0),
    0,
  );
}
