/** What a proposer hands over: a tree, and how its tokens came about, which decides how they must be verified. */
import type { Distribution } from './distribution.ts';
import type { TokenTree } from './token-tree.ts';

/**
 * - `point-mass`: chosen by a rule without chance (copies, the best of heads, the draft's argmax). Using the draft's
 *   soft probabilities to verify such a token changes the output's distribution (transformers issue 32867).
 * - `sampled`: the children of node i were drawn one after the other, without replacement, from
 *   `draftDistributions[i]`; null at nodes without children.
 */
export type ProposalOrigin =
  | { kind: 'point-mass' }
  | { kind: 'sampled'; draftDistributions: readonly (Distribution | null)[] };

export interface Proposal {
  /** Node 0 is the root; the root alone when there is nothing to propose. */
  tree: TokenTree;
  origin: ProposalOrigin;
}

export const POINT_MASS: ProposalOrigin = { kind: 'point-mass' };
