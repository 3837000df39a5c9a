/** Where the marks of a run's charts lead: to the prompts behind them, or to the one answer. Pure. */
import type { Behind, LinkOf } from '../../report/charts/chart.ts';
import { inspectPath, promptsPath } from '../shell/addresses.ts';

export function linksOf(runId: string): LinkOf {
  return ({ method, category, questionId }: Behind) => {
    if (questionId !== undefined) return inspectPath(runId, questionId, { method });
    return promptsPath(runId, [...(category ? [`cat:${queryWord(category)}`] : []), `m:${method}`].join(' '));
  };
}

/** A word of the search, in quotes where it is more than one. */
function queryWord(text: string): string {
  return /^[\w-]+$/.test(text) ? text : `"${text.replaceAll('"', '')}"`;
}
