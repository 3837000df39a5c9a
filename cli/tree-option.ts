/** `--tree`: the shape that the heads' candidates fill. */
import { headsOf } from '../engine/core/heads-of.ts';
import { invalidArgument } from '../engine/errors.ts';
import { METHODS, type Method, type NamedTree } from '../engine/protocol.ts';
import { loadTree } from '../engine/trees/tree-store.ts';

const WITH_TREE = METHODS.filter((method) => headsOf(method) !== null);

export const TREE_HELP = `shape of the candidates of ${WITH_TREE.join(', ')}: a name of gorgon tree list, or a JSON file`;

/** Throws `invalid-argument` where none of the methods would look at it. */
export async function chosenTree(
  choice: string | undefined,
  methods: readonly Method[] = METHODS,
): Promise<NamedTree | undefined> {
  if (choice === undefined) return undefined;
  if (!methods.some((method) => WITH_TREE.includes(method)))
    throw invalidArgument('--tree', methods.join(','), `only with ${WITH_TREE.join(', ')}`);
  const { name, paths } = await loadTree(choice);
  return { name, paths };
}
