'use client';

import { Alert, Button, Code, Group, Loader, Progress, Text } from '@mantine/core';
import type { EngineSeen } from '../engine-choice.ts';
import { megabytes } from '../format.ts';
import { EngineAdvice, failureOf, hasNoEngine } from '../shell/engine-advice.tsx';

interface EngineLineProps {
  /** Null before the server has answered for the first time. */
  state: EngineSeen | null;
  onRetry: () => void;
}

/** What the engine is, or how far it is, or why it is not there. */
export function EngineLine({ state, onRetry }: EngineLineProps) {
  if (state?.kind === 'ready') {
    const { model, precision, threads, runtime } = state.info;
    return (
      <Text size="sm" c="var(--quiet)">
        {model.name} · {precision} · {threads} threads · {runtime.name} {runtime.version}
      </Text>
    );
  }
  if (hasNoEngine(state)) {
    const { title, message } = failureOf(state);
    return (
      <Alert color="red" title={title} role="alert">
        <Code block className="error-text" mb="xs">
          {message}
        </Code>
        <EngineAdvice state={state} />
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          {state.kind === 'failed' ? 'Start it again' : 'Ask again'}
        </Button>
      </Alert>
    );
  }
  const { receivedBytes, totalBytes } = state ?? { receivedBytes: null, totalBytes: null };
  const known = receivedBytes !== null && totalBytes ? { receivedBytes, totalBytes } : null;
  // As high as the line that follows it: nothing below moves when the engine is there.
  return (
    <div>
      <Group gap="sm" wrap="nowrap">
        <Loader size={14} aria-hidden="true" />
        <Text size="sm" className="figures">
          The engine is starting: {state?.phase ?? 'asking the server'}
          {known ? `, ${megabytes(known.receivedBytes)} of ${megabytes(known.totalBytes)}` : ''}
        </Text>
      </Group>
      {known ? (
        <Progress
          mt="xs"
          value={(100 * known.receivedBytes) / known.totalBytes}
          aria-label={`The engine is starting: ${state?.phase ?? ''}`}
        />
      ) : null}
    </div>
  );
}
