/**
 * The accepted walk of one step. Greedy: a node is accepted when its token is the target's first choice at its parent
 * (Leviathan et al. 2023, Algorithm 1 with one-hot distributions; Medusa, section 2.3.1 at temperature 0). Siblings
 * differ, so at most one child is accepted and the walk is unique.
 */
import type { NodeIndex, TokenId } from '../protocol.ts';
import { childrenOf, type TokenTree } from './token-tree.ts';

export interface Acceptance {
  /** Accepted nodes by depth, root excluded. */
  path: NodeIndex[];
  /** The node whose row gives the target's own token: the last of the path, or the root. */
  lastNode: NodeIndex;
  ownTokenId: TokenId;
  /** `correction` where proposals stood at that place and were refused, `bonus` where the path ended at a leaf. */
  ownToken: 'correction' | 'bonus';
}

/** `targetChoice(node)` is the target's first choice after that node. */
export function acceptGreedy(tree: TokenTree, targetChoice: (node: NodeIndex) => TokenId): Acceptance {
  const children = childrenOf(tree);
  const path: NodeIndex[] = [];
  let node: NodeIndex = 0;
  for (;;) {
    const choice = targetChoice(node);
    const proposals = children[node] ?? [];
    const match = proposals.find((child) => tree.tokenIds[child] === choice);
    if (match === undefined) {
      return {
        path,
        lastNode: node,
        ownTokenId: choice,
        ownToken: proposals.length > 0 ? 'correction' : 'bonus',
      };
    }
    path.push(match);
    node = match;
  }
}
