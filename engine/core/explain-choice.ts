/**
 * Why a node of a step was accepted or not: which rule held it against the target, and the numbers the record has for
 * it. Pure; words are the page's. A record keeps no whole rows: what cannot be known from it is null.
 */
import type { Method, NodeIndex, Sampling, StepRecord, TokenId } from '../protocol.ts';
import { faithfulnessOf } from './sampling-settings.ts';

/**
 * - `accepted`: on the accepted path.
 * - `refused`: held against the target at the root or an accepted node, and not taken.
 * - `not-reached`: below a candidate that was not taken; the target never spoke about it in this answer.
 */
export type NodeOutcome = 'root' | 'accepted' | 'refused' | 'not-reached';

/** Outcome of every node, [nodes]. */
export function outcomesOf({ tree, acceptedPath }: StepRecord): NodeOutcome[] {
  const accepted = new Set(acceptedPath);
  return tree.parents.map((parent, node) => {
    if (node === 0) return 'root';
    if (accepted.has(node)) return 'accepted';
    return parent === 0 || accepted.has(parent) ? 'refused' : 'not-reached';
  });
}

/** The target's two best tokens at a place; logits after the penalty, before the temperature. */
export interface Choices {
  first: { tokenId: TokenId; logit: number };
  second: { tokenId: TokenId; logit: number };
  /** First logit minus second. */
  gap: number;
}

/** What the target chooses from after a node. Throws a RangeError where the step has no such node. */
export function choicesAfter({ targetTop }: StepRecord, node: NodeIndex): Choices {
  const ids = targetTop.ids[node];
  const logits = targetTop.logits[node];
  if (!ids || !logits) throw new RangeError(`node ${node} of ${targetTop.ids.length}`);
  return {
    first: { tokenId: ids[0], logit: logits[0] },
    second: { tokenId: ids[1], logit: logits[1] },
    gap: logits[0] - logits[1],
  };
}

export type AcceptanceLaw =
  /** Greedy: a candidate passes when it is the target's first choice at its parent. */
  | { kind: 'argmax' }
  /** One draw from the target at the parent: the candidate that bears it passes. */
  | { kind: 'draw'; targetProb: number | null }
  /** Drawn by the draft: passes with probability min(1, target / draft). */
  | {
      kind: 'ratio';
      targetProb: number | null;
      draftProb: number | null;
      /** Null for a sibling tried after another: it is held against a residual, which no record keeps. */
      acceptance: number | null;
    }
  /** Passes above min(epsilon, delta * exp(-entropy of the target)), which is `ceiling` at most. */
  | { kind: 'typical'; targetProb: number | null; epsilon: number; delta: number; ceiling: number };

/** The rule that a proposed node was held against. */
export function lawOf(step: StepRecord, node: NodeIndex, method: Method, sampling: Sampling): AcceptanceLaw {
  const targetProb = step.targetProbs?.[node] ?? null;
  if (sampling.kind === 'greedy') return { kind: 'argmax' };
  const faithfulness = faithfulnessOf(sampling, method);
  if (faithfulness === 'lossy' && sampling.acceptance.kind === 'typical') {
    const { epsilon, delta } = sampling.acceptance;
    return { kind: 'typical', targetProb, epsilon, delta, ceiling: Math.min(epsilon, delta) };
  }
  if (faithfulness !== 'same-law') return { kind: 'draw', targetProb };
  const draftProb = step.tree.draftProbs[node] ?? null;
  const first = step.tree.parents.indexOf(step.tree.parents[node] as NodeIndex) === node;
  const known = first && targetProb !== null && draftProb !== null && draftProb > 0;
  return {
    kind: 'ratio',
    targetProb,
    draftProb,
    acceptance: known ? Math.min(1, targetProb / draftProb) : null,
  };
}
