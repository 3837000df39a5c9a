/**
 * A step's candidates depth by depth, as for small screens and paper: at each depth the proposer's tokens in order, each
 * once however many paths bear it, and what the target chose there. Pure.
 */
import { shownOwnTokenOf } from '../../engine/core/choice-identities.ts';
import { choicesAfter, type NodeOutcome, outcomesOf } from '../../engine/core/explain-choice.ts';
import type { NodeIndex, StepRecord, TokenId } from '../../engine/protocol.ts';

export interface Rung {
  /** 1 = right after the root. */
  depth: number;
  candidates: RungCandidate[];
  /** What the target put at this depth: the accepted token, or its own; null where the step did not come here. */
  target: TokenId | null;
}

export interface RungCandidate {
  tokenId: TokenId;
  /** The best rank that it has at this depth. */
  rank: number;
  /** Draft probability of the node shown. */
  draftProb: number | null;
  /** The best outcome of its nodes. */
  outcome: NodeOutcome;
  /** The node that this outcome is of. */
  node: NodeIndex;
  /** Nodes of this depth that bear the token. */
  nodes: number;
}

const WORTH: Readonly<Record<NodeOutcome, number>> = { root: 3, accepted: 2, refused: 1, 'not-reached': 0 };

export function ladderOf(step: StepRecord): Rung[] {
  const { tree, acceptedPath } = step;
  const outcomes = outcomesOf(step);
  const rungs: Map<TokenId, RungCandidate>[] = [];
  for (let node = 1; node < tree.tokenIds.length; node++) {
    const depth = tree.depths[node] as number;
    const rung = rungs[depth - 1] ?? new Map<TokenId, RungCandidate>();
    rungs[depth - 1] = rung;
    const tokenId = tree.tokenIds[node] as TokenId;
    const rank = tree.ranks[node] as number;
    const outcome = outcomes[node] as NodeOutcome;
    const before = rung.get(tokenId);
    const better = before === undefined || WORTH[outcome] > WORTH[before.outcome];
    rung.set(tokenId, {
      ...(better ? { tokenId, outcome, node, draftProb: tree.draftProbs[node] ?? null } : before),
      rank: Math.min(rank, before?.rank ?? rank),
      nodes: (before?.nodes ?? 0) + 1,
    });
  }
  const reached = acceptedPath.length + 1;
  return rungs.map((rung, i) => {
    const depth = i + 1;
    const accepted = acceptedPath[i];
    return {
      depth,
      candidates: [...rung.values()].sort((a, b) => a.rank - b.rank || a.node - b.node),
      target:
        accepted !== undefined
          ? (tree.tokenIds[accepted] as TokenId)
          : depth === reached
            ? ownAt(step)
            : null,
    };
  });
}

function ownAt(step: StepRecord): TokenId {
  return step.ownToken === null
    ? choicesAfter(step, step.acceptedPath.at(-1) ?? 0).first.tokenId
    : shownOwnTokenOf(step);
}
