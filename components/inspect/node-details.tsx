'use client';

import { choicesAfter } from '../../engine/core/explain-choice.ts';
import type { Method, NodeIndex, Sampling, StepRecord, TokenId, TraceLevel } from '../../engine/protocol.ts';
import { decimal, visibleToken } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { Narration } from '../tree/narration.tsx';
import { rankPaths } from '../tree/rank-path.ts';
import { ruleWords } from '../tree/rule-words.ts';
import { choiceOf, ownName, sourceName } from '../tree/tree-text.ts';
import { ProbabilityScale } from './probability-scale.tsx';

interface NodeDetailsProps {
  step: StepRecord;
  /** Null is the target's own token. */
  node: NodeIndex | null;
  method: Method;
  sampling: Sampling;
  traceLevel: TraceLevel;
  tokenId: TokenId;
  label: (tokenId: TokenId) => string;
}

/**
 * One node: what it is, why it was accepted or not, and what draft and target gave it. Plain elements: all of it changes
 * with every step.
 */
export function NodeDetails(props: NodeDetailsProps) {
  const { step, node, method, sampling, traceLevel, tokenId, label } = props;
  const { color } = METHOD_STYLES[method];
  const draftProb = node === null ? null : (step.tree.draftProbs[node] ?? null);
  const targetProb = node === null ? null : (step.targetProbs?.[node] ?? null);
  const proposed = node !== null && node !== 0;
  return (
    <div className="node-details">
      <h2 className="node-name">
        <code className="told-token">{visibleToken(label(tokenId))}</code>
      </h2>
      <p className="node-kind">
        {whatItIs(step, node, method)}, token id {tokenId}
      </p>
      <p className="node-rule" data-testid="rule">
        <Narration parts={ruleWords(step, node, method, sampling)} label={label} />
      </p>
      {proposed ? (
        <>
          <ProbabilityScale name="draft" value={draftProb} missing="copied from the text" color={color} />
          <ProbabilityScale
            name="target"
            value={targetProb}
            missing={
              step.targetProbs ? 'the walk did not come here' : `not recorded at trace level ${traceLevel}`
            }
            color="var(--method-vanilla)"
          />
        </>
      ) : null}
      <Choices step={step} node={node} label={label} />
    </div>
  );
}

function whatItIs(step: StepRecord, node: NodeIndex | null, method: Method): string {
  if (node === null) return ownName(step);
  if (node === 0) return 'root of the tree';
  const depth = step.tree.depths[node] as number;
  const choice = choiceOf(step.tree, node);
  const source = sourceName(method, depth, step.tree.draftProbs[node] ?? null);
  const chosen = choice === null ? '' : `, choice ${choice}`;
  return `${source}, depth ${depth}${chosen}, node ${rankPaths(step.tree)[node]}`;
}

/** The target's two best tokens where the node stands, from which it chose. */
function Choices({ step, node, label }: Pick<NodeDetailsProps, 'step' | 'node' | 'label'>) {
  const at =
    node === null ? (step.acceptedPath.at(-1) ?? 0) : node === 0 ? 0 : (step.tree.parents[node] as NodeIndex);
  const { first, second, gap } = choicesAfter(step, at);
  const where = visibleToken(label(step.tree.tokenIds[at] as TokenId));
  return (
    <table className="figures best-two">
      <caption>
        The target's best after <code>{where}</code>, gap {decimal(gap, 3)}
      </caption>
      <thead>
        <tr>
          <th>choice</th>
          <th>token</th>
          <th>logit</th>
        </tr>
      </thead>
      <tbody>
        {[first, second].map(({ tokenId, logit }, i) => (
          <tr key={tokenId}>
            <td>{i === 0 ? 'first' : 'second'}</td>
            <td>
              <code>{visibleToken(label(tokenId))}</code>
            </td>
            <td>{decimal(logit, 3)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
