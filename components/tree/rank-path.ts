/** A node's place in the tree's shape: the ranks on its way, "0.1.3" (the encoding of medusa_choices). Pure. */
import type { NodeIndex, TreeRecord } from '../../engine/protocol.ts';

/** Path of every node, [nodes]; the root's is empty. */
export function rankPaths({ parents, ranks }: Pick<TreeRecord, 'parents' | 'ranks'>): string[] {
  const paths: string[] = [];
  for (const [node, parent] of parents.entries()) {
    const above = paths[parent] ?? '';
    paths.push(parent < 0 ? '' : above === '' ? `${ranks[node]}` : `${above}.${ranks[node]}`);
  }
  return paths;
}

/** The node that a path leads to; the deepest one on its way where the tree does not go that far. */
export function nodeAtPath(
  tree: Pick<TreeRecord, 'parents' | 'ranks'>,
  path: string,
): { node: NodeIndex; exact: boolean } {
  const paths = rankPaths(tree);
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const node = paths.indexOf(at);
    if (node >= 0) return { node, exact: at === path };
  }
  return { node: 0, exact: path === '' };
}
