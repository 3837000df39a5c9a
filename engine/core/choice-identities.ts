/**
 * What must hold between the tokens of one answer's record and the way they were chosen, beside the identities of every
 * record (record-identities.ts). A record does not name its sampling: whoever checks it knows the settings of the run.
 */
import type { DecodeResult, NodeIndex, Sampling, StepRecord, TokenId } from '../protocol.ts';
import { hold } from './record-identities.ts';

/**
 * Greedy, with a penalty or without: every accepted token and the own token are the target's best at their place.
 * Drawn: accepted tokens have mass at the target and at the draft. Typical: the first and the own tokens are the
 * target's best. Always: an own token is none of the proposals that were refused there.
 * Throws an Error that names the first identity which does not hold, with both sides.
 */
export function assertChoices({ prefill, steps }: DecodeResult, sampling: Sampling): void {
  const drawn = sampling.kind === 'sample' && sampling.acceptance.kind === 'lossless';
  if (!drawn) hold("prefill: tokenId = the target's best", prefill.tokenId, prefill.targetTop.ids[0]?.[0]);
  for (const [i, step] of steps.entries()) {
    const { tree, acceptedPath, targetTop } = step;
    let parent: NodeIndex = 0;
    for (const [k, node] of acceptedPath.entries()) {
      const name = () => `step ${i}: acceptedPath[${k}]`;
      if (sampling.kind === 'greedy')
        hold(() => `${name()} is the target's best`, tree.tokenIds[node], targetTop.ids[parent]?.[0]);
      else hold(() => `${name()} has mass at target and draft`, hasMass(step, node), true);
      parent = node;
    }
    const own = ownTokenOf(step);
    if (own === null) continue;
    if (!drawn) hold(() => `step ${i}: own token is the target's best`, own, targetTop.ids[parent]?.[0]);
    const refused = tree.tokenIds.filter((_, node) => tree.parents[node] === parent);
    hold(() => `step ${i}: own token was refused before`, refused.includes(own), false);
    hold(
      () => `step ${i}: ownToken`,
      step.ownToken,
      refused.length > 0 ? ('correction' as const) : ('bonus' as const),
    );
  }
}

/** The token that the target itself added, the best one or a drawn one; null where the answer ended before it. */
export function ownTokenOf({ emitted, ownToken }: StepRecord): TokenId | null {
  return ownToken === null ? null : (emitted.at(-1) as TokenId);
}

/** The same for pictures of a step: where the answer ended before it, the token that stood at its place first. */
export function shownOwnTokenOf(step: StepRecord): TokenId {
  const last = step.acceptedPath.at(-1) ?? 0;
  return ownTokenOf(step) ?? (step.targetTop.ids[last]?.[0] as TokenId);
}

function hasMass({ tree, targetProbs }: StepRecord, node: NodeIndex): boolean {
  return (targetProbs?.[node] ?? 0) > 0 && (tree.draftProbs[node] ?? 1) > 0;
}
