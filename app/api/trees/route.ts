import { guarded } from '../../_lib/run-route.ts';
import { treeLibrary } from '../../_lib/trees.ts';

export const dynamic = 'force-dynamic';

/** Trees that come with the product, and what was measured of its drafts' acceptance. */
export async function GET(request: Request) {
  return guarded(request, treeLibrary);
}
