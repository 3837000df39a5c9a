import { refusal } from '../../../../../_lib/request-guard.ts';
import { listed, withRun } from '../../../../../_lib/run-route.ts';
import { questionAnswersOf } from '../../../../../_lib/run-views.ts';
import { readRecord } from '../../../../../_lib/runs.ts';

export const dynamic = 'force-dynamic';

/** Every answer to one question, with all steps. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ run: string; question: string }> },
) {
  const { run, question } = await params;
  return withRun(request, run, async (place) => {
    const record = await readRecord(place);
    const found = questionAnswersOf(record, question);
    if (found) return found;
    const ids = [...new Set(record.groups.map(({ questionId }) => String(questionId)))];
    return refusal(
      404,
      `run ${run} has no answers to question ${JSON.stringify(question)} (it has ${listed(ids)})`,
    );
  });
}
