'use client';

import { Button, Code, Popover, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import type { EngineState } from '../../engine/child/client.ts';
import { useEngine } from '../data/use-engine.ts';
import { megabytes } from '../format.ts';
import { EngineAdvice } from './engine-advice.tsx';

/** The engine in a line; where there is none, what to do, and what works without it. */
export function EngineStatus() {
  const { state, retry } = useEngine();
  if (state?.kind !== 'failed')
    return (
      <Text size="xs" c="var(--quiet)" className="figures" data-testid="engine">
        {engineWords(state)}
      </Text>
    );
  return (
    <Popover width={320} position="top-start" shadow="md" withArrow>
      <Popover.Target>
        <Button
          size="compact-xs"
          variant="default"
          c="var(--bad)"
          leftSection={<TriangleAlert size={14} aria-hidden="true" />}
        >
          No engine: what to do
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" fw={600}>
          The engine is not running
        </Text>
        <Code block className="error-text" my="xs">
          {state.message}
        </Code>
        <EngineAdvice />
        <Button mt="sm" size="xs" variant="default" onClick={retry}>
          Try again
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

function engineWords(state: Exclude<EngineState, { kind: 'failed' }> | null): string {
  if (state === null) return 'Engine: asking';
  if (state.kind === 'ready') return `Engine ready, ${state.info.precision}`;
  const { receivedBytes, totalBytes, phase } = state;
  const bytes =
    receivedBytes !== null && totalBytes ? `, ${megabytes(receivedBytes)} of ${megabytes(totalBytes)}` : '';
  return `Engine: ${phase}${bytes}`;
}
