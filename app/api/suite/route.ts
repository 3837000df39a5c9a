import { loadSuite } from '../../../bench/prompts/load-suite.ts';
import { refuseForeign } from '../../_lib/request-guard.ts';

export const dynamic = 'force-dynamic';

/** The built-in prompts: {name, sha256, questions}. */
export async function GET(request: Request): Promise<Response> {
  return refuseForeign(request) ?? Response.json(await loadSuite('builtin'));
}
