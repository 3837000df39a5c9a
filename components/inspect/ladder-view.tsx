'use client';

import { memo, useMemo } from 'react';
import type { Method, NodeIndex, StepRecord, TokenId, TreeRecord } from '../../engine/protocol.ts';
import { probability, visibleToken } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { ladderOf, type RungCandidate } from '../tree/ladder.ts';
import { columnName, draftWords } from '../tree/tree-text.ts';

interface LadderViewProps {
  method: Method;
  step: StepRecord;
  node: NodeIndex | null;
  label: (tokenId: TokenId) => string;
  onNode: (node: NodeIndex | null) => void;
}

const OUTCOME_WORDS = {
  root: 'root',
  accepted: 'accepted',
  refused: 'refused',
  'not-reached': 'not reached',
} as const;

/** Depth by depth: the proposer's tokens in order, the chosen one filled, and what the target put there. */
export const LadderView = memo(function LadderView({ method, step, node, label, onNode }: LadderViewProps) {
  const rungs = useMemo(() => ladderOf(step), [step]);
  const { color } = METHOD_STYLES[method];
  if (rungs.length === 0) return null;
  return (
    <ol className="ladder" style={{ '--lane': color } as React.CSSProperties}>
      {rungs.map(({ depth, candidates, target }) => (
        <li key={depth}>
          <div className="rung-head">
            <b>{columnName(method, depth)}</b>
            <span>
              {target === null ? 'not reached' : <>target: {<code>{visibleToken(label(target))}</code>}</>}
            </span>
          </div>
          <div className="rung">
            {candidates.map((candidate) => (
              <button
                type="button"
                key={candidate.tokenId}
                className={`rung-node rung-${candidate.outcome}`}
                aria-pressed={candidate.node === node}
                aria-label={nameOf(candidate, step.tree, label)}
                onClick={() => onNode(candidate.node)}
              >
                <span>
                  {candidate.outcome === 'accepted' ? '✓ ' : ''}
                  {visibleToken(label(candidate.tokenId))}
                </span>
                <span className="figures">
                  {candidate.draftProb === null ? 'copied' : probability(candidate.draftProb)}
                </span>
                {candidate.draftProb === null ? null : (
                  <span
                    className="rung-bar"
                    style={{ width: `${100 * candidate.draftProb}%` }}
                    aria-hidden="true"
                  />
                )}
              </button>
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
});

function nameOf(
  { tokenId, node, outcome, nodes }: RungCandidate,
  tree: TreeRecord,
  label: LadderViewProps['label'],
): string {
  const many = nodes > 1 ? `, on ${nodes} paths` : '';
  return `${JSON.stringify(label(tokenId))}, ${OUTCOME_WORDS[outcome]}, ${draftWords(tree, node)}${many}`;
}
