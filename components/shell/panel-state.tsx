'use client';

import { Alert, Button, Code, Group, Skeleton, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

/** What a panel is that cannot show, or cannot vouch for, its content. */
export type PanelKind =
  /** `height` in pixels is what the content will take, so that nothing jumps when it comes. */
  | { kind: 'loading'; height: number; label?: string }
  /** Nothing is there yet: why, and what to do. */
  | { kind: 'empty'; title: string; children?: ReactNode }
  /** Some of it is there: "7 of 20 prompts". Stands above the content. */
  | { kind: 'partial'; text: string }
  /** The content belongs to other settings than those shown. Stands above the content. */
  | { kind: 'stale'; text: string; onRefresh?: () => void }
  /** What failed, what is kept, what to do next. */
  | { kind: 'error'; title: string; message: string; kept?: string; onRetry?: () => void };

export function PanelState(state: PanelKind) {
  switch (state.kind) {
    case 'loading':
      return (
        <div aria-busy="true">
          <Text size="sm" c="var(--quiet)" role="status">
            {state.label ?? 'Loading'}
          </Text>
          <Skeleton height={state.height} mt={4} />
        </div>
      );
    case 'empty':
      return (
        <div className="panel-empty">
          <Text fw={600}>{state.title}</Text>
          <Text size="sm" c="var(--quiet)" component="div">
            {state.children}
          </Text>
        </div>
      );
    case 'partial':
      return (
        <Text size="sm" className="panel-note" role="note">
          <b>Partial.</b> {state.text}
        </Text>
      );
    case 'stale':
      return (
        <Group className="panel-note" gap="sm" role="note">
          <Text size="sm">
            <b>Stale.</b> {state.text}
          </Text>
          {state.onRefresh ? (
            <Button size="compact-xs" variant="default" onClick={state.onRefresh}>
              Refresh
            </Button>
          ) : null}
        </Group>
      );
    case 'error':
      return (
        <Alert color="red" title={state.title} role="alert">
          <Code block className="error-text">
            {state.message}
          </Code>
          {state.kept ? (
            <Text size="sm" mt="xs">
              {state.kept}
            </Text>
          ) : null}
          {state.onRetry ? (
            <Button mt="sm" size="xs" variant="default" onClick={state.onRetry}>
              Try again
            </Button>
          ) : null}
        </Alert>
      );
  }
}

/** Above what a running job had told when the server ceased to answer; the browser asks it again by itself. */
export function LostConnection() {
  return (
    <PanelState
      kind="stale"
      text="The server does not answer and is asked again every few seconds. Shown is what had come."
    />
  );
}

interface QueryPanelProps<T> {
  query: UseQueryResult<T>;
  /** Of what will be there, pixels. */
  height: number;
  /** What it is, for the sentence of a failure: "The run". */
  what: string;
  children: (data: T) => ReactNode;
}

/**
 * A query's content, or its state. What was loaded before stays, with a note, when a later look fails and while what was
 * chosen since is on its way.
 */
export function QueryPanel<T>({ query, height, what, children }: QueryPanelProps<T>) {
  const { data, error, isPlaceholderData } = query;
  const retry = () => {
    query.refetch();
  };
  if (data !== undefined)
    return (
      <>
        {error ? (
          <PanelState
            kind="stale"
            text={`${what} could not be read again: ${error.message}`}
            onRefresh={retry}
          />
        ) : null}
        {isPlaceholderData ? (
          <PanelState kind="stale" text={`${what} of this choice: loading. Shown is the choice before.`} />
        ) : null}
        {children(data)}
      </>
    );
  if (error)
    return (
      <PanelState
        kind="error"
        title={`${what} cannot be read`}
        message={error.message}
        kept="Everything else works."
        onRetry={retry}
      />
    );
  return <PanelState kind="loading" height={height} label={`${what} is loading`} />;
}
