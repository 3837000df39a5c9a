/** Which rule verifies a proposal: the one place that joins settings and a proposal's origin. */
import type { NodeIndex, Sampling, TokenId } from '../protocol.ts';
import { acceptSampled } from './accept-sampled.ts';
import { acceptTypical } from './accept-typical.ts';
import { type Acceptance, acceptChosen } from './acceptance.ts';
import { type Distribution, draw } from './distribution.ts';
import type { Proposal } from './proposal.ts';
import type { SeededRandom } from './random.ts';

/** The target after every node, all processors applied. */
export interface TargetView {
  /** The best token; a tie goes to the lower id. */
  bestAt(node: NodeIndex): TokenId;
  distributionAt(node: NodeIndex): Distribution;
}

export function acceptProposal(
  { tree, origin }: Proposal,
  target: TargetView,
  sampling: Sampling,
  random: SeededRandom,
): Acceptance {
  const distributionAt = (node: NodeIndex) => target.distributionAt(node);
  const bestAt = (node: NodeIndex) => target.bestAt(node);
  if (sampling.kind === 'greedy') return acceptChosen(tree, bestAt);
  if (sampling.acceptance.kind === 'typical')
    return acceptTypical(tree, distributionAt, bestAt, sampling.acceptance);
  if (origin.kind === 'sampled')
    return acceptSampled(tree, distributionAt, origin.draftDistributions, random);
  return acceptChosen(tree, (node) => draw(distributionAt(node), random));
}

/** The target's own next token after one node: what vanilla emits, and the first token of every method. */
export function ownTokenAt(
  target: TargetView,
  node: NodeIndex,
  sampling: Sampling,
  random: SeededRandom,
): TokenId {
  const drawn = sampling.kind === 'sample' && sampling.acceptance.kind === 'lossless';
  return drawn ? draw(target.distributionAt(node), random) : target.bestAt(node);
}
