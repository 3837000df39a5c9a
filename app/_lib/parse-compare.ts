/** The query of GET /api/compare: which runs are held against which. */
import { MOST_COMPARED } from '../../components/data/compare-schema.ts';
import { invalidArgument } from '../../engine/errors.ts';

export interface CompareRequest {
  base: string;
  runs: string[];
}

/** Throws an EngineError that names the parameter, its value and what is allowed. */
export function parseCompare(query: URLSearchParams): CompareRequest {
  const base = query.get('base') ?? '';
  if (base === '') throw invalidArgument('base', base, 'the id of a run');
  const text = query.get('runs') ?? '';
  const runs = text.split(',').filter((id) => id !== '');
  const several = new Set([base, ...runs]).size === runs.length + 1;
  if (runs.length === 0 || runs.length > MOST_COMPARED || !several)
    throw invalidArgument(
      'runs',
      text,
      `1 to ${MOST_COMPARED} ids of runs with commas between them, each once and none of them the base`,
    );
  return { base, runs };
}
