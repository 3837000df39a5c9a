import { guarded } from '../../_lib/run-route.ts';
import { keepTree, treeLibrary } from '../../_lib/trees.ts';

export const dynamic = 'force-dynamic';

/** Trees that can be chosen by name, and what was measured of the acceptance of the product's drafts. */
export async function GET(request: Request) {
  return guarded(request, treeLibrary);
}

/** Keeps a tree under its name, so that races, benchmarks and the command line can choose it: 201 with {name}. */
export async function POST(request: Request) {
  return guarded(request, async () => Response.json(await keepTree(request), { status: 201 }));
}
