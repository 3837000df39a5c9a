'use client';

import { Code, Table, Text, Title } from '@mantine/core';
import { choicesAfter } from '../../engine/core/explain-choice.ts';
import type { Method, NodeIndex, Sampling, StepRecord, TokenId, TraceLevel } from '../../engine/protocol.ts';
import { decimal, visibleToken } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { Narration } from '../tree/narration.tsx';
import { rankPaths } from '../tree/rank-path.ts';
import { ruleWords } from '../tree/rule-words.ts';
import { columnName, ownName } from '../tree/tree-text.ts';
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

/** One node: what it is, why it was accepted or not, and what draft and target gave it. */
export function NodeDetails(props: NodeDetailsProps) {
  const { step, node, method, sampling, traceLevel, tokenId, label } = props;
  const { color } = METHOD_STYLES[method];
  const draftProb = node === null ? null : (step.tree.draftProbs[node] ?? null);
  const targetProb = node === null ? null : (step.targetProbs?.[node] ?? null);
  const proposed = node !== null && node !== 0;
  return (
    <div className="node-details">
      <Title order={2} size="h5" mb={2}>
        <Code>{visibleToken(label(tokenId))}</Code>
      </Title>
      <Text size="xs" c="var(--quiet)" mb="xs">
        {whatItIs(step, node, method)}, token id {tokenId}
      </Text>
      <Text size="sm" mb="xs" data-testid="rule">
        <Narration parts={ruleWords(step, node, method, sampling)} label={label} />
      </Text>
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
  const { depths, ranks } = step.tree;
  return `${columnName(method, depths[node] as number)}, choice ${(ranks[node] as number) + 1}, node ${rankPaths(step.tree)[node]}`;
}

/** The target's two best tokens where the node stands, from which it chose. */
function Choices({ step, node, label }: Pick<NodeDetailsProps, 'step' | 'node' | 'label'>) {
  const at =
    node === null ? (step.acceptedPath.at(-1) ?? 0) : node === 0 ? 0 : (step.tree.parents[node] as NodeIndex);
  const { first, second, gap } = choicesAfter(step, at);
  const where = visibleToken(label(step.tree.tokenIds[at] as TokenId));
  return (
    <Table withRowBorders={false} verticalSpacing={2} mt="xs" className="figures" captionSide="top">
      <Table.Caption ta="left" mt={0} mb={2} fz="xs">
        The target's best after <Code>{where}</Code>, gap {decimal(gap, 3)}
      </Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>choice</Table.Th>
          <Table.Th>token</Table.Th>
          <Table.Th ta="right">logit</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {[first, second].map(({ tokenId, logit }, i) => (
          <Table.Tr key={tokenId}>
            <Table.Td>{i === 0 ? 'first' : 'second'}</Table.Td>
            <Table.Td ff="monospace">{visibleToken(label(tokenId))}</Table.Td>
            <Table.Td ta="right">{decimal(logit, 3)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
