import { letterOf } from '../../../components/compare/run-letters.ts';
import type { ComparisonView } from '../../../components/data/compare-schema.ts';
import { EngineError } from '../../../engine/errors.ts';
import { compareRecords } from '../../../engine/records/compare-records.ts';
import { type CompareRequest, parseCompare } from '../../_lib/parse-compare.ts';
import { refusal } from '../../_lib/request-guard.ts';
import { guarded, listed } from '../../_lib/run-route.ts';
import { findRun, readRecord, runPlaces } from '../../_lib/runs.ts';

export const dynamic = 'force-dynamic';

/** Runs held against a baseline, question by question. */
export function GET(request: Request): Promise<Response> {
  return guarded(request, async () => {
    let asked: CompareRequest;
    try {
      asked = parseCompare(new URL(request.url).searchParams);
    } catch (error) {
      if (error instanceof EngineError) return refusal(400, error.message);
      throw error;
    }
    return compare(asked);
  });
}

async function compare({ base, runs }: CompareRequest): Promise<Response | ComparisonView> {
  const records: { id: string; letter: string; record: Awaited<ReturnType<typeof readRecord>> }[] = [];
  const unread: ComparisonView['unread'] = [];
  // One after the other: a record in reading takes several times the memory of one that was read.
  for (const [i, id] of [base, ...runs].entries()) {
    const place = await findRun(id);
    if (!place) {
      const ids = (await runPlaces()).map((known) => known.id);
      return refusal(404, `there is no run ${JSON.stringify(id)} (known: ${listed(ids)})`);
    }
    try {
      records.push({ id, letter: letterOf(i), record: await readRecord(place) });
    } catch (error) {
      // Nothing can be held against a baseline that cannot be read; of the others one less is no reason to show none.
      if (i === 0 || !(error instanceof EngineError)) throw error;
      unread.push({ run: id, message: error.message });
    }
  }
  const [first, ...rest] = records;
  if (!first) throw new Error('a comparison without a baseline');
  const comparisons = rest.map(({ id, letter, record }) => ({
    run: id,
    comparison: compareRecords(first.record, record, [first.letter, letter]),
  }));
  return { base: first.id, comparisons, unread };
}
