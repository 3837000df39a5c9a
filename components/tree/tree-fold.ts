/** Which candidates of a tree are shown, and what the rest comes to. Pure. */
import { childrenOf } from '../../engine/core/token-tree.ts';
import type { NodeIndex, StepRecord } from '../../engine/protocol.ts';

/**
 * - `all`: every candidate.
 * - `path`: the accepted path and the candidates beside it.
 * - `likely`: the accepted path, and candidates whose draft probability is at least `least` all the way down. Where
 *   the draft has no probabilities, all.
 */
export type Shown = { kind: 'all' } | { kind: 'path' } | { kind: 'likely'; least: number };

/** Candidates left out below one node. */
export interface Folded {
  count: number;
  /** The greatest draft probability among them; null where the draft has none. */
  best: number | null;
}

export interface Fold {
  /** [nodes]. A visible node's parent is visible. */
  visible: boolean[];
  /** By visible node: its descendants that are not, as far as no visible one lies between. */
  folded: ReadonlyMap<NodeIndex, Folded>;
}

/** `open` are nodes whose children the reader asked for. */
export function foldTree(step: StepRecord, shown: Shown, open: ReadonlySet<NodeIndex> = new Set()): Fold {
  const { tree, acceptedPath } = step;
  const walk = new Set([0, ...acceptedPath]);
  const children = childrenOf(tree);
  const wanted = (node: NodeIndex, parent: NodeIndex): boolean => {
    if (shown.kind === 'all' || open.has(parent) || walk.has(node)) return true;
    if (shown.kind === 'path') return walk.has(parent);
    return (tree.draftProbs[node] ?? 1) >= shown.least;
  };
  const visible: boolean[] = [];
  const folded = new Map<NodeIndex, Folded>();
  for (const [node, parent] of tree.parents.entries())
    visible.push(node === 0 || (visible[parent] === true && wanted(node, parent)));
  for (const [node, list] of children.entries()) {
    if (!visible[node]) continue;
    const hidden = list.filter((child) => !visible[child]).flatMap((child) => descend(child, children));
    if (hidden.length === 0) continue;
    const probs = hidden.flatMap((at) => tree.draftProbs[at] ?? []);
    folded.set(node, { count: hidden.length, best: probs.length > 0 ? Math.max(...probs) : null });
  }
  return { visible, folded };
}

function descend(node: NodeIndex, children: readonly NodeIndex[][]): NodeIndex[] {
  return [node, ...(children[node] ?? []).flatMap((child) => descend(child, children))];
}
