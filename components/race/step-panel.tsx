'use client';

import '../inspect/inspect.css';
import { ActionIcon, Card, Grid, Group, Stack, Text, Title } from '@mantine/core';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { shownOwnTokenOf } from '../../engine/core/choice-identities.ts';
import type { Method, Sampling, StepRecord, TokenId, TraceLevel } from '../../engine/protocol.ts';
import { NodeDetails } from '../inspect/node-details.tsx';
import { StageStack } from '../inspect/stage-stack.tsx';
import { METHOD_STYLES } from '../methods.ts';
import { narrate } from '../tree/narrate.ts';
import { Narration } from '../tree/narration.tsx';
import type { PlacedNode } from '../tree/tree-layout.ts';
import { TreeView } from '../tree/tree-view.tsx';

interface StepPanelProps {
  method: Method;
  step: StepRecord;
  stepCount: number;
  /** Vanilla's mean milliseconds a token on this prompt; null while it is not known. */
  vanillaStepMs: number | null;
  sampling: Sampling;
  traceLevel: TraceLevel;
  label: (tokenId: TokenId) => string;
  onStep: (step: number) => void;
}

/** One step: the sentence, the tree, one node with the rule that decided it, and where the time went; told as Inspect does. */
export function StepPanel(props: StepPanelProps) {
  const { method, step, stepCount, vanillaStepMs, sampling, traceLevel, label, onStep } = props;
  const [chosen, setChosen] = useState<{ step: StepRecord; node: PlacedNode } | null>(null);
  const { color, label: name } = METHOD_STYLES[method];
  // As in Inspect, a step begins with the target's own token: null.
  const placed = chosen?.step === step ? chosen.node : null;
  const node = placed?.node ?? null;
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
            selected={placed?.key ?? 'own'}
            onSelect={(node) => setChosen({ step, node })}
          />
          <Text size="xs" c="var(--quiet)" mt="xs">
            Filled and solid: accepted. Hollow and dashed: refused. Diamond: the target's own token. Bars: the
            draft's probability, from 0 to 1. Arrow keys walk the tree.
          </Text>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="sm">
            <NodeDetails
              step={step}
              node={node}
              method={method}
              sampling={sampling}
              traceLevel={traceLevel}
              tokenId={node === null ? shownOwnTokenOf(step) : (step.tree.tokenIds[node] as TokenId)}
              label={label}
            />
            <StageStack
              times={step}
              color={color}
              vanillaMs={method === 'vanilla' ? null : vanillaStepMs}
              gained={step.emitted.length}
            />
          </Stack>
        </Grid.Col>
      </Grid>
    </Card>
  );
}
