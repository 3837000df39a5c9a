import { treesQuery } from '../../../../../components/data/trees-schema.ts';
import { treeFindings } from '../../../../../engine/core/tree-findings.ts';
import { METHODS } from '../../../../../engine/protocol.ts';
import { refusal } from '../../../../_lib/request-guard.ts';
import { listed, withRun } from '../../../../_lib/run-route.ts';
import { readRecord } from '../../../../_lib/runs.ts';

export const dynamic = 'force-dynamic';

/** What became of the candidate trees of one method (`m`), in one category (`cat`) or in all. */
export async function GET(request: Request, { params }: { params: Promise<{ run: string }> }) {
  const { run } = await params;
  return withRun(request, run, async (place) => {
    const asked = Object.fromEntries(new URL(request.url).searchParams);
    const query = treesQuery.safeParse(asked);
    if (!query.success) {
      const at = String(query.error.issues[0]?.path[0] ?? 'query');
      return refusal(
        400,
        `invalid ${at}: ${JSON.stringify(asked[at] ?? '')} (allowed: m, one of ${METHODS.join(', ')}, and cat, a category)`,
      );
    }
    const { m, cat = null } = query.data;
    const { groups, manifest } = await readRecord(place);
    if (!manifest.settings.methods.includes(m))
      return refusal(404, `the run has no ${m} (it has: ${manifest.settings.methods.join(', ')})`);
    const categories = [...new Set(groups.map((group) => group.category))];
    if (cat !== null && !categories.includes(cat))
      return refusal(404, `the run has no category ${JSON.stringify(cat)} (it has: ${listed(categories)})`);
    return treeFindings(groups, m, cat);
  });
}
