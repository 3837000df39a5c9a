/** A second source of candidates in the same tree. */
import type { NodeIndex, TokenId } from '../protocol.ts';
import { addNode, childrenOf, type TokenTree } from './token-tree.ts';

/**
 * Hangs a chain of tokens below the root of a filled tree, in place. Where the tree holds the beginning already, that
 * stands once and keeps its rank and probability; what is new comes after its siblings and has no probability. Returns
 * the nodes of the chain.
 */
export function graftChain(tree: TokenTree, tokenIds: readonly TokenId[]): NodeIndex[] {
  const children = childrenOf(tree);
  const chain: NodeIndex[] = [];
  let node = 0;
  for (const tokenId of tokenIds) {
    const siblings = children[node] ?? [];
    const known = siblings.find((child) => tree.tokenIds[child] === tokenId);
    const rank = Math.max(-1, ...siblings.map((child) => tree.ranks[child] as number)) + 1;
    node = known ?? addNode(tree, node, { tokenId, rank, draftProb: null });
    chain.push(node);
  }
  return chain;
}
