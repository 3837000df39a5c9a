/** Trees that can be chosen by name, and the measured acceptances of the product's drafts. */
import type { TreeLibrary } from '../../components/data/tree-library.ts';
import { HEADS, PRECISIONS } from '../../engine/protocol.ts';
import { loadAcceptance } from '../../engine/trees/acceptance-store.ts';
import { loadTree, storeTree, treeNames } from '../../engine/trees/tree-store.ts';
import { parseTreeBody } from './parse-tree.ts';

export async function treeLibrary(): Promise<TreeLibrary> {
  const names = await treeNames();
  const asked = HEADS.flatMap((method) => PRECISIONS.map((precision) => loadAcceptance(method, precision)));
  const [trees, acceptance] = await Promise.all([
    Promise.all(names.map((name) => loadTree(name))),
    Promise.all(asked),
  ]);
  return { trees, acceptance: acceptance.filter((file) => file !== null) };
}

/** Keeps the tree of a request's body under its name. Throws an EngineError whose message is fit to be shown. */
export async function keepTree(request: Request): Promise<{ name: string }> {
  const tree = await parseTreeBody(request);
  await storeTree(tree);
  return { name: tree.name };
}
