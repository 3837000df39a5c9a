/** What the verification of one step comes to, whatever its rule, and the rule of greedy decoding. */
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

/** The child to go on with, or the target's own token that ends the walk. */
export type WalkStep = { child: NodeIndex } | { ownTokenId: TokenId };

/** Walks down from the root as `next` says. `children` are the node's proposals in order. */
export function walk(
  tree: TokenTree,
  next: (node: NodeIndex, children: readonly NodeIndex[]) => WalkStep,
): Acceptance {
  const children = childrenOf(tree);
  const path: NodeIndex[] = [];
  let node: NodeIndex = 0;
  for (;;) {
    const proposals = children[node] ?? [];
    const step = next(node, proposals);
    if ('ownTokenId' in step) {
      return {
        path,
        lastNode: node,
        ownTokenId: step.ownTokenId,
        ownToken: proposals.length > 0 ? 'correction' : 'bonus',
      };
    }
    path.push(step.child);
    node = step.child;
  }
}

/**
 * A node is accepted when its token is the one the target chose at its parent; the first choice that no child bears is
 * the own token. Siblings differ, so at most one child is accepted and the walk is unique.
 *
 * Greedy: the choice is the target's best token (Leviathan et al. 2023, Algorithm 1 with one-hot distributions;
 * Medusa, section 2.3.1 at temperature 0). Drawn: the choice is one draw from the target's distribution at the node,
 * made once however many children stand there, which keeps that distribution for proposals of any origin but chance.
 */
export function acceptChosen(tree: TokenTree, targetChoice: (node: NodeIndex) => TokenId): Acceptance {
  return walk(tree, (node, children) => {
    const choice = targetChoice(node);
    const child = children.find((candidate) => tree.tokenIds[candidate] === choice);
    return child === undefined ? { ownTokenId: choice } : { child };
  });
}
