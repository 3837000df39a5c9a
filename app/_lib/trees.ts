/** Trees that come with the product, and the measured acceptances of its drafts. */
import type { TreeLibrary } from '../../components/data/tree-library.ts';
import { HEADS, PRECISIONS } from '../../engine/protocol.ts';
import { loadAcceptance } from '../../engine/trees/acceptance-store.ts';
import { loadTree, treeNames } from '../../engine/trees/tree-store.ts';

export async function treeLibrary(): Promise<TreeLibrary> {
  const names = await treeNames();
  const asked = HEADS.flatMap((method) => PRECISIONS.map((precision) => loadAcceptance(method, precision)));
  const [trees, acceptance] = await Promise.all([
    Promise.all(names.map((name) => loadTree(name))),
    Promise.all(asked),
  ]);
  return { trees, acceptance: acceptance.filter((file) => file !== null) };
}
