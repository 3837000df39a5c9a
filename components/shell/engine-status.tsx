'use client';

import { Button, Code, Popover, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useEngine } from '../data/use-engine.ts';
import type { EngineSeen } from '../engine-choice.ts';
import { megabytes } from '../format.ts';
import { EngineAdvice, failureOf, hasNoEngine, type NoEngine } from './engine-advice.tsx';

/** The engine in a line; where there is none, what to do, and what works without it. */
export function EngineStatus() {
  const { state, retry } = useEngine();
  if (!hasNoEngine(state))
    return (
      <Text size="xs" c="var(--quiet)" className="figures" data-testid="engine">
        {engineWords(state)}
      </Text>
    );
  const { title, message } = failureOf(state);
  return (
    <Popover width={320} position="top-start" shadow="md" withArrow>
      <Popover.Target>
        <Button
          size="compact-xs"
          variant="default"
          c="var(--bad)"
          leftSection={<TriangleAlert size={14} aria-hidden="true" />}
        >
          {state.kind === 'failed' ? 'No engine' : 'No server'}: what to do
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Code block className="error-text" my="xs">
          {message}
        </Code>
        <EngineAdvice state={state} />
        <Button mt="sm" size="xs" variant="default" onClick={retry}>
          Try again
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

function engineWords(state: Exclude<EngineSeen, NoEngine> | null): string {
  if (state === null) return 'Engine: asking';
  if (state.kind === 'ready') return `Engine ready, ${state.info.precision}`;
  const { receivedBytes, totalBytes, phase } = state;
  const bytes =
    receivedBytes !== null && totalBytes ? `, ${megabytes(receivedBytes)} of ${megabytes(totalBytes)}` : '';
  return `Engine: ${phase}${bytes}`;
}
