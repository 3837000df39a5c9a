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
  const records = [];
  // One after the other: a record in reading takes several times the memory of one that was read.
  for (const id of [base, ...runs]) {
    const place = await findRun(id);
    if (!place) {
      const ids = (await runPlaces()).map((known) => known.id);
      return refusal(404, `there is no run ${JSON.stringify(id)} (known: ${listed(ids)})`);
    }
    records.push({ id, record: await readRecord(place) });
  }
  const [first, ...rest] = records;
  if (!first) throw new Error('a comparison without a baseline');
  const comparisons = rest.map(({ id, record }, i) => ({
    run: id,
    comparison: compareRecords(first.record, record, [letterOf(0), letterOf(i + 1)]),
  }));
  return { base: first.id, comparisons };
}
