/** What every route about one run does first and last: refuse foreigners, find the run, name what went wrong. */
import { EngineError } from '../../engine/errors.ts';
import { refusal, refuseForeign } from './request-guard.ts';
import { findRun, type RunPlace, runPlaces } from './runs.ts';

/** Answers with what `answer` gives as JSON; 404 where the id is unknown. */
export async function withRun(
  request: Request,
  run: string,
  answer: (place: RunPlace) => Promise<unknown>,
): Promise<Response> {
  return guarded(request, async () => {
    const place = await findRun(run);
    if (place) return answer(place);
    const ids = (await runPlaces()).map(({ id }) => id);
    return refusal(404, `there is no run ${JSON.stringify(run)} (known: ${listed(ids)})`);
  });
}

/** Errors become one line: 400 for what was asked wrongly, 422 for a record that cannot be read. */
export async function guarded(request: Request, answer: () => Promise<unknown>): Promise<Response> {
  const refused = refuseForeign(request);
  if (refused) return refused;
  try {
    const value = await answer();
    return value instanceof Response ? value : Response.json(value);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return refusal(statusOf(error), message);
  }
}

function statusOf(error: unknown): number {
  if (!(error instanceof EngineError)) return 500;
  return error.code === 'invalid-argument' || error.code === 'invalid-input' ? 400 : 422;
}

/** Most names that an error repeats. */
const MOST_LISTED = 12;

export function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  const shown = names.slice(0, MOST_LISTED).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown || 'none';
}
