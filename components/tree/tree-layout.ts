/**
 * The candidate tree of one step, left to right: depth to the right, the accepted path straight along the top, refused
 * siblings below, the target's own token as a node of its own after the last accepted one. Pure numbers.
 */
import { shownOwnTokenOf } from '../../engine/core/choice-identities.ts';
import { outcomesOf } from '../../engine/core/explain-choice.ts';
import type { NodeIndex, StepRecord, TokenId } from '../../engine/protocol.ts';
import { placeRows } from './place-rows.ts';
import { rankPaths } from './rank-path.ts';
import { type Folded, foldTree, type Shown } from './tree-fold.ts';

export interface PlacedNode {
  /** Distinct within a step, the same for the same place of a fixed shape: the rank path, "own", or what is folded. */
  key: string;
  /** Index in the step's tree; null for the target's own token and for what is folded. */
  node: NodeIndex | null;
  /** For what is folded, that of the node it hangs on. */
  tokenId: TokenId;
  depth: number;
  /** Row from the top; column is the depth. */
  row: number;
  kind: 'root' | 'accepted' | 'refused' | 'own' | 'folded';
  /** False below a candidate that was not taken. */
  reached: boolean;
  rank: number;
  draftProb: number | null;
  targetProb: number | null;
  /** Only of kind `folded`. */
  folded: Folded | null;
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

export interface LayoutOptions {
  shown?: Shown;
  /** Nodes whose folded children are shown all the same. */
  open?: ReadonlySet<NodeIndex>;
}

interface Datum {
  node: NodeIndex | null;
  /** What hangs folded on this node of the tree. */
  foldedOn: NodeIndex | null;
  children: Datum[];
}

/** Makes the places of a step's nodes, children in the order given by the rows that come out. */
export type PlaceMaker = (
  at: { node: NodeIndex | null; foldedOn: NodeIndex | null },
  place: { row: number; depth: number; parent: PlacedNode | null },
) => PlacedNode;

export function layoutTree(
  step: StepRecord,
  { shown = { kind: 'all' }, open }: LayoutOptions = {},
): TreeLayout {
  const { tree, acceptedPath } = step;
  const accepted = new Set(acceptedPath);
  const { visible, folded } = foldTree(step, shown, open);
  const data: Datum[] = tree.tokenIds.map((_, node) => ({ node, foldedOn: null, children: [] }));
  for (const [node, parent] of tree.parents.entries()) {
    if (parent >= 0 && visible[node]) data[parent]?.children.push(data[node] as Datum);
  }
  for (const { children } of data) {
    children.sort(
      (a, b) =>
        Number(accepted.has(b.node ?? -1)) - Number(accepted.has(a.node ?? -1)) ||
        (tree.ranks[a.node ?? 0] as number) - (tree.ranks[b.node ?? 0] as number),
    );
  }
  for (const node of folded.keys()) data[node]?.children.push({ node: null, foldedOn: node, children: [] });
  const last = acceptedPath.at(-1) ?? 0;
  data[last]?.children.unshift({ node: null, foldedOn: null, children: [] });

  const make = placeMaker(step, folded);
  return measured(placeRows(data[0] as Datum, make));
}

/** What both layouts of a step say of a node, wherever they put it. */
export function placeMaker(step: StepRecord, folded: ReadonlyMap<NodeIndex, Folded>): PlaceMaker {
  const { tree } = step;
  const outcomes = outcomesOf(step);
  const paths = rankPaths(tree);
  // Two sources of candidates may give siblings the same rank: the node's number then tells them apart.
  const doubled = new Set(paths).size < paths.length;
  return ({ node, foldedOn }, { row, depth, parent }) => {
    const outcome = node === null ? null : outcomes[node];
    const place: PlacedNode = {
      key: keyOf(node, foldedOn, paths, doubled),
      node,
      tokenId:
        node === null && foldedOn === null
          ? shownOwnTokenOf(step)
          : (tree.tokenIds[node ?? foldedOn ?? 0] as TokenId),
      depth,
      row,
      kind:
        foldedOn !== null
          ? 'folded'
          : node === null
            ? 'own'
            : outcome === 'root' || outcome === 'accepted'
              ? outcome
              : 'refused',
      reached: outcome !== 'not-reached' && foldedOn === null,
      rank: node === null ? 0 : (tree.ranks[node] as number),
      draftProb: node === null ? null : (tree.draftProbs[node] ?? null),
      targetProb: node === null ? null : (step.targetProbs?.[node] ?? null),
      folded: foldedOn === null ? null : (folded.get(foldedOn) ?? null),
      parent,
      children: [],
    };
    parent?.children.push(place);
    return place;
  };
}

function keyOf(
  node: NodeIndex | null,
  foldedOn: NodeIndex | null,
  paths: readonly string[],
  doubled: boolean,
): string {
  const name = (at: NodeIndex) => (doubled ? `#${at}` : `/${paths[at]}`);
  if (foldedOn !== null) return `folded${name(foldedOn)}`;
  return node === null ? 'own' : name(node);
}

/** Extent of placed nodes. */
export function measured(nodes: PlacedNode[]): TreeLayout {
  const depths = new Set(
    nodes.filter(({ kind }) => kind !== 'own' && kind !== 'folded').map(({ depth }) => depth),
  );
  return {
    nodes,
    rows: Math.max(0, ...nodes.map(({ row }) => row)) + 1,
    columns: Math.max(0, ...nodes.map(({ depth }) => depth)) + 1,
    columnDepths: [...depths].sort((a, b) => a - b),
  };
}
