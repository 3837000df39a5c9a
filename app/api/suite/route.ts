import { loadSuite, parseSuite } from '../../../bench/prompts/load-suite.ts';
import { MOST_SUITE_BYTES } from '../../../components/bench-events.ts';
import { readLimited } from '../../_lib/read-body.ts';
import { refusal, refuseForeign } from '../../_lib/request-guard.ts';

export const dynamic = 'force-dynamic';

/** The built-in prompts: {name, sha256, questions}. */
export async function GET(request: Request): Promise<Response> {
  return refuseForeign(request) ?? Response.json(await loadSuite('builtin'));
}

/** Reads a JSONL file of MT-bench form, the body, as a suite: its questions, or the first fault with its line. */
export async function POST(request: Request): Promise<Response> {
  const refused = refuseForeign(request);
  if (refused) return refused;
  try {
    return Response.json(parseSuite(await readLimited(request, MOST_SUITE_BYTES), 'the file'));
  } catch (error) {
    return refusal(400, error instanceof Error ? error.message : String(error));
  }
}
