/** Names of a tree's parts, the same on screen and for screen readers. Pure. */
import type { Method, NodeIndex, StepRecord, TokenId, TreeRecord } from '../../engine/protocol.ts';
import { probability } from '../format.ts';
import type { PlacedNode } from './tree-layout.ts';

/**
 * Heading of a column: head k guesses the tokens of depth k. A chain of another draft has depths only, and so has a tree
 * that holds copies beside the heads' candidates.
 */
export function columnName(method: Method, depth: number): string {
  if (depth === 0) return 'last token';
  return method === 'medusa' || method === 'hydra' ? `head ${depth}` : `depth ${depth}`;
}

/** Who proposed a candidate: only a copy of earlier text has no probability. */
export function sourceName(method: Method, depth: number, draftProb: number | null): string {
  if (draftProb === null) return 'prompt lookup';
  return method === 'speculative' ? 'draft model' : `head ${depth}`;
}

/** What the target's own token is in this step. */
export function ownName(step: StepRecord): string {
  if (step.tree.tokenIds.length === 1) return "target's own";
  return step.ownToken ?? 'behind the end';
}

/** A node's full name. */
export function nodeName(node: PlacedNode, step: StepRecord, label: (tokenId: TokenId) => string): string {
  if (node.kind === 'folded') return `${foldedName(node)}, press Enter to show`;
  const token = JSON.stringify(label(node.tokenId));
  if (node.kind === 'own') return `${token}, the target's own token, ${ownName(step)}`;
  if (node.kind === 'root') return `${token}, root`;
  return `${token}, ${node.reached ? node.kind : 'not reached'}, ${draftWords(step.tree, node.node as NodeIndex)}`;
}

/** How a candidate stood with its proposer: the probability it had there, and its rank where it has one to tell. */
export function draftWords(tree: TreeRecord, node: NodeIndex): string {
  const prob = tree.draftProbs[node] ?? null;
  if (prob === null) return 'copied from the text';
  const choice = choiceOf(tree, node);
  return `${choice === null ? '' : `choice ${choice} of the draft, `}draft probability ${probability(prob)}`;
}

/**
 * Rank of a candidate with its proposer, from 1, where that named several tokens. Null for a lone one, which may be the
 * draft's best or drawn by chance however unlikely it was, and for a copy.
 */
export function choiceOf({ parents, ranks, draftProbs }: TreeRecord, node: NodeIndex): number | null {
  const rank = ranks[node] as number;
  const alone = rank === 0 && parents.filter((parent) => parent === parents[node]).length === 1;
  return alone || (draftProbs[node] ?? null) === null ? null : rank + 1;
}

/** What is folded at a node: "41 more candidates, the best at draft probability 0.03". */
function foldedName({ folded }: PlacedNode): string {
  const { count, best } = folded ?? { count: 0, best: null };
  const most = best === null ? '' : `, the best at draft probability ${probability(best)}`;
  return `${count} more ${count === 1 ? 'candidate' : 'candidates'}${most}`;
}
