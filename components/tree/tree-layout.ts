/**
 * The candidate tree of one step, left to right: depth to the right, the accepted path straight along the top, refused
 * siblings below, the target's own token as a node of its own after the last accepted one. Pure numbers.
 */
import { type HierarchyNode, hierarchy } from 'd3-hierarchy';
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
      tokenId: node === null ? (step.targetTop.ids[last]?.[0] as TokenId) : (tree.tokenIds[node] as TokenId),
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
  return { nodes, rows: root.value ?? 1, columns };
}

/** The step in one sentence, for people and for screen readers. */
export function narrate(step: StepRecord, label: (tokenId: TokenId) => string): string {
  const proposed = step.tree.tokenIds.length - 1;
  const own = label(step.targetTop.ids[step.acceptedPath.at(-1) ?? 0]?.[0] as TokenId);
  const time = `${step.stepMs.toFixed(1)} ms`;
  const gained = `${step.emitted.length} ${step.emitted.length === 1 ? 'token' : 'tokens'} gained`;
  const name = `Step ${step.index + 1}`;
  if (proposed === 0) return `${name}: nothing proposed, the target chose ${own}; ${gained} in ${time}.`;
  const candidates = `${proposed} ${proposed === 1 ? 'candidate' : 'candidates'}`;
  const path = step.acceptedPath.map((node) => label(step.tree.tokenIds[node] as TokenId)).join(' ');
  const accepted =
    step.acceptedPath.length === 0 ? 'none accepted' : `${step.acceptedPath.length} accepted (${path})`;
  const choice =
    step.ownToken === null
      ? 'the answer ended inside the accepted run'
      : step.ownToken === 'bonus'
        ? `then the target added ${own}`
        : `then the target chose ${own} instead`;
  return `${name}: ${candidates}, ${accepted}, ${choice}; ${gained} in ${time}.`;
}
