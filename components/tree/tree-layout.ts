/**
 * The candidate tree of one step, left to right: depth to the right, the accepted path straight along the top, refused
 * siblings below, the target's own token as a node of its own after the last accepted one. Pure numbers.
 */
import { type HierarchyNode, hierarchy } from 'd3-hierarchy';
import { shownOwnTokenOf } from '../../engine/core/choice-identities.ts';
import type { NodeIndex, StepRecord, TokenId } from '../../engine/protocol.ts';

export interface PlacedNode {
  /** Index in the step's tree; null for the target's own token. */
  node: NodeIndex | null;
  tokenId: TokenId;
  depth: number;
  /** Row from the top; column is the depth. */
  row: number;
  kind: 'root' | 'accepted' | 'refused' | 'own';
  rank: number;
  draftProb: number | null;
  targetProb: number | null;
  parent: PlacedNode | null;
  children: PlacedNode[];
}

export interface TreeLayout {
  /** In reading order: depth first, top row first. */
  nodes: PlacedNode[];
  rows: number;
  columns: number;
  /** Depths that hold the root or candidates, in order: the columns that deserve a heading. */
  columnDepths: number[];
}

interface Datum {
  node: NodeIndex | null;
  children: Datum[];
}

export function layoutTree(step: StepRecord): TreeLayout {
  const { tree, acceptedPath } = step;
  const accepted = new Set(acceptedPath);
  const data: Datum[] = tree.tokenIds.map((_, node) => ({ node, children: [] }));
  for (const [node, parent] of tree.parents.entries()) {
    if (parent >= 0) data[parent]?.children.push(data[node] as Datum);
  }
  for (const { children } of data) {
    children.sort(
      (a, b) =>
        Number(accepted.has(b.node ?? -1)) - Number(accepted.has(a.node ?? -1)) ||
        (tree.ranks[a.node ?? 0] as number) - (tree.ranks[b.node ?? 0] as number),
    );
  }
  const last = acceptedPath.at(-1) ?? 0;
  data[last]?.children.unshift({ node: null, children: [] });

  const root = hierarchy(data[0] as Datum);
  root.count();
  const placed = new Map<HierarchyNode<Datum>, PlacedNode>();
  const nodes: PlacedNode[] = [];
  let columns = 0;
  root.eachBefore((item) => {
    const parent = item.parent ? (placed.get(item.parent) as PlacedNode) : null;
    const { node } = item.data;
    // The first child stays on its parent's row; each other begins below all leaves of the one before it.
    let row = parent?.row ?? 0;
    for (const sibling of item.parent?.children ?? []) {
      if (sibling === item) break;
      row += sibling.value ?? 1;
    }
    const place: PlacedNode = {
      node,
      tokenId: node === null ? shownOwnTokenOf(step) : (tree.tokenIds[node] as TokenId),
      depth: item.depth,
      row,
      kind: node === null ? 'own' : node === 0 ? 'root' : accepted.has(node) ? 'accepted' : 'refused',
      rank: node === null ? 0 : (tree.ranks[node] as number),
      draftProb: node === null ? null : (tree.draftProbs[node] ?? null),
      targetProb: node === null ? null : (step.targetProbs?.[node] ?? null),
      parent,
      children: [],
    };
    parent?.children.push(place);
    placed.set(item, place);
    nodes.push(place);
    columns = Math.max(columns, item.depth + 1);
  });
  const columnDepths = [
    ...new Set(nodes.filter((place) => place.kind !== 'own').map((place) => place.depth)),
  ];
  return { nodes, rows: root.value ?? 1, columns, columnDepths: columnDepths.sort((a, b) => a - b) };
}
