/**
 * The trees of two methods that begin at the same place of the same text, laid over each other: what both proposed
 * stands once. Nodes are the same when their tokens are, all the way from the root. Pure.
 */
import { stepPositions } from '../../engine/core/bookmarks.ts';
import { shownOwnTokenOf } from '../../engine/core/choice-identities.ts';
import type { DecodeResult, NodeIndex, StepRecord, TokenId } from '../../engine/protocol.ts';
import { placeRows } from './place-rows.ts';

export type OverlayOwner = 'both' | 'first' | 'second';

export interface OverlayNode {
  /** Token ids from the root on. */
  key: string;
  tokenId: TokenId;
  depth: number;
  row: number;
  /** Who proposed it; the root is of both. */
  owner: OverlayOwner;
  /** Index in each tree. */
  first: NodeIndex | null;
  second: NodeIndex | null;
  /** On the accepted path of a tree that has it. */
  accepted: boolean;
  /** Where the text went on beyond both accepted paths: the target's own token, which neither proposed. */
  own: boolean;
  /** Candidates of neither accepted path that are left out, "n more" in words. */
  folded: { first: number; second: number; both: number } | null;
  parent: OverlayNode | null;
  children: OverlayNode[];
}

export interface Overlay {
  nodes: OverlayNode[];
  rows: number;
  columns: number;
  /** Candidates by who proposed them, roots left out. */
  counts: Record<OverlayOwner, number>;
}

interface Datum {
  key: string;
  tokenId: TokenId;
  first: NodeIndex | null;
  second: NodeIndex | null;
  accepted: boolean;
  own: boolean;
  folded: OverlayNode['folded'];
  /** Rank in the first tree, or in the second. */
  rank: number;
  children: Datum[];
}

/** `all` shows every candidate; else those beside the accepted paths and those of both, the rest counted. */
export function overlayTrees(first: StepRecord, second: StepRecord, all: boolean): Overlay {
  const root = datum('', first.tree.tokenIds[0] as TokenId, 0);
  const byKey = new Map([['', root]]);
  for (const [side, step] of [
    ['first', first],
    ['second', second],
  ] as const) {
    const accepted = new Set([0, ...step.acceptedPath]);
    const keys: string[] = [];
    for (const [node, parent] of step.tree.parents.entries()) {
      const tokenId = step.tree.tokenIds[node] as TokenId;
      const key = parent < 0 ? '' : `${keys[parent]}/${tokenId}`;
      keys.push(key);
      let one = byKey.get(key);
      if (!one) {
        one = datum(key, tokenId, step.tree.ranks[node] as number);
        byKey.set(key, one);
        byKey.get(keys[parent] as string)?.children.push(one);
      }
      one[side] = node;
      one.accepted ||= accepted.has(node);
    }
  }
  const counts = { both: 0, first: 0, second: 0 };
  for (const one of byKey.values()) if (one !== root) counts[ownerOf(one)]++;

  const longer = second.acceptedPath.length > first.acceptedPath.length ? second : first;
  let last = root;
  for (;;) {
    const next = last.children.find(({ accepted }) => accepted);
    if (!next) break;
    last = next;
  }
  const own = { ...datum(`${last.key}/own`, shownOwnTokenOf(longer), 0), own: true };
  arrange(root, all);
  last.children.unshift(own);
  const nodes = placeRows<Datum, OverlayNode>(root, ({ rank, children, ...rest }, place) => {
    const made = { ...rest, ...place, owner: ownerOf(rest), children: [] as OverlayNode[] };
    place.parent?.children.push(made);
    return made;
  });
  return {
    nodes,
    rows: Math.max(...nodes.map(({ row }) => row)) + 1,
    columns: Math.max(...nodes.map(({ depth }) => depth)) + 1,
    counts,
  };
}

function datum(key: string, tokenId: TokenId, rank: number): Datum {
  return {
    key,
    tokenId,
    rank,
    first: null,
    second: null,
    accepted: false,
    own: false,
    folded: null,
    children: [],
  };
}

function ownerOf({ first, second }: Pick<Datum, 'first' | 'second'>): OverlayOwner {
  if (first !== null && second !== null) return 'both';
  return second !== null ? 'second' : 'first';
}

/** Orders children, accepted first, then those of both, then by rank; folds what tells little. */
function arrange(node: Datum, all: boolean): void {
  const weight = (one: Datum) => (one.accepted ? 2 : ownerOf(one) === 'both' ? 1 : 0);
  node.children.sort((a, b) => weight(b) - weight(a) || a.rank - b.rank);
  const beside = node.accepted;
  const kept = all ? node.children : node.children.filter((one) => beside || weight(one) > 0);
  const left = node.children.filter((one) => !kept.includes(one)).flatMap(withAll);
  for (const child of kept) arrange(child, all);
  node.children = kept;
  if (left.length === 0) return;
  const count = (owner: OverlayOwner) => left.filter((one) => ownerOf(one) === owner).length;
  node.children.push({
    ...datum(`${node.key}/folded`, node.tokenId, 0),
    folded: { first: count('first'), second: count('second'), both: count('both') },
  });
}

function withAll(node: Datum): Datum[] {
  return [node, ...node.children.flatMap(withAll)];
}

/**
 * Steps of two answers that begin at the same place of the same text: the same tokens before them, so the same root.
 * `positions` are those of each step's first token.
 */
export function sharedSteps(
  own: { tokenIds: readonly TokenId[]; positions: readonly number[] },
  other: { tokenIds: readonly TokenId[]; positions: readonly number[] },
): { own: number; other: number }[] {
  let same = 0;
  while (same < own.tokenIds.length && own.tokenIds[same] === other.tokenIds[same]) same++;
  const at = new Map(other.positions.map((position, step) => [position, step]));
  return own.positions.flatMap((position, step) => {
    const there = at.get(position);
    return position <= same && there !== undefined ? [{ own: step, other: there }] : [];
  });
}

/** The same of two answers as they were recorded. */
export function sharedStepsOf(own: DecodeResult, other: DecodeResult): { own: number; other: number }[] {
  return sharedSteps(
    { tokenIds: own.tokenIds, positions: stepPositions(own.steps) },
    { tokenIds: other.tokenIds, positions: stepPositions(other.steps) },
  );
}
