'use client';

import { ActionIcon, Card, Code, Grid, Group, Progress, Table, Text, Title } from '@mantine/core';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { Method, StepRecord, TokenId } from '../../engine/protocol.ts';
import { duration, probability, visibleToken } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { narrate } from './narrate.ts';
import { Narration } from './narration.tsx';
import type { PlacedNode } from './tree-layout.ts';
import { TreeView } from './tree-view.tsx';

interface StepPanelProps {
  method: Method;
  step: StepRecord;
  stepCount: number;
  /** Vanilla's mean milliseconds a token on this prompt; null while it is not known. */
  vanillaStepMs: number | null;
  label: (tokenId: TokenId) => string;
  onStep: (step: number) => void;
}

/** One step: the sentence, the tree, the target's choices at a node, and where the time went. */
export function StepPanel({ method, step, stepCount, vanillaStepMs, label, onStep }: StepPanelProps) {
  const [chosen, setChosen] = useState<{ step: StepRecord; node: PlacedNode } | null>(null);
  const { color, label: name } = METHOD_STYLES[method];
  const node = chosen?.step === step ? chosen.node : null;
  return (
    <Card withBorder padding="md" component="section" aria-label="Selected step">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Title order={2} size="h4">
          Step {step.index + 1} of {stepCount}, {name}
        </Title>
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            variant="default"
            aria-label="Previous step"
            disabled={step.index === 0}
            onClick={() => onStep(step.index - 1)}
          >
            <ChevronLeft size={16} aria-hidden="true" />
          </ActionIcon>
          <ActionIcon
            variant="default"
            aria-label="Next step"
            disabled={step.index === stepCount - 1}
            onClick={() => onStep(step.index + 1)}
          >
            <ChevronRight size={16} aria-hidden="true" />
          </ActionIcon>
        </Group>
      </Group>
      <Text mb="md" data-testid="narration">
        <Narration parts={narrate(step)} label={label} />
      </Text>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <TreeView
            method={method}
            step={step}
            label={label}
            onSelect={(placed) => setChosen({ step, node: placed })}
          />
          <Text size="xs" c="var(--quiet)" mt="xs">
            Filled and solid: accepted. Hollow and dashed: refused. Diamond: the target's own token. Bars: the
            draft's probability, from 0 to 1. Arrow keys walk the tree.
          </Text>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <TargetChoices step={step} node={node} label={label} />
          <StageTimes step={step} color={color} />
          {method !== 'vanilla' && vanillaStepMs !== null ? (
            <Text size="sm" c="var(--quiet)" mt="sm" className="figures">
              Vanilla's mean step took {duration(vanillaStepMs)}: this one cost{' '}
              {(step.stepMs / vanillaStepMs).toFixed(2)} of it and gained {step.emitted.length}{' '}
              {step.emitted.length === 1 ? 'token' : 'tokens'}.
            </Text>
          ) : null}
        </Grid.Col>
      </Grid>
    </Card>
  );
}

/** What the target would say after a node, and what it thinks of the node itself. */
function TargetChoices({
  step,
  node,
  label,
}: {
  step: StepRecord;
  node: PlacedNode | null;
  label: (id: TokenId) => string;
}) {
  const at = node?.node ?? (node ? null : 0);
  const shown = at ?? step.acceptedPath.at(-1) ?? 0;
  const [ids, logits] = [step.targetTop.ids[shown], step.targetTop.logits[shown]];
  const token = visibleToken(label(step.tree.tokenIds[shown] as TokenId));
  return (
    <>
      <Text fw={600} size="sm">
        After <Code>{token}</Code>
      </Text>
      {node && node.node !== null && node.node !== 0 ? (
        <Text size="sm" c="var(--quiet)">
          Draft {probability(node.draftProb)}, target {probability(node.targetProb)} for this token at its
          parent.
        </Text>
      ) : null}
      <Table withRowBorders={false} verticalSpacing={4} mb="sm" className="figures">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>the target's</Table.Th>
            <Table.Th>token</Table.Th>
            <Table.Th ta="right">logit</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[0, 1].map((rank) => (
            <Table.Tr key={rank}>
              <Table.Td>{rank === 0 ? 'first choice' : 'second choice'}</Table.Td>
              <Table.Td ff="monospace">{visibleToken(label(ids?.[rank] as TokenId))}</Table.Td>
              <Table.Td ta="right">{logits?.[rank]?.toFixed(3)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

function StageTimes({ step, color }: { step: StepRecord; color: string }) {
  const other = Math.max(0, step.stepMs - step.draftMs - step.verifyMs - step.acceptMs - step.commitMs);
  const stages: [string, number][] = [
    ['draft', step.draftMs],
    ['verify', step.verifyMs],
    ['accept', step.acceptMs],
    ['commit', step.commitMs],
    ['other', other],
  ];
  return (
    <>
      <Text fw={600} size="sm">
        Where the {duration(step.stepMs)} went
      </Text>
      {stages.map(([name, ms]) => (
        <Group key={name} gap="xs" wrap="nowrap" className="figures">
          <Text size="sm" w={56}>
            {name}
          </Text>
          <Progress
            value={(100 * ms) / step.stepMs}
            color={color}
            flex={1}
            aria-label={`${name} ${duration(ms)}`}
          />
          <Text size="sm" w={64} ta="right">
            {duration(ms)}
          </Text>
        </Group>
      ))}
    </>
  );
}
