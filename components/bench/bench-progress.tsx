'use client';

import { Alert, Anchor, Button, Card, Group, Progress, Text, Title } from '@mantine/core';
import Link from 'next/link';
import { choiceWords } from '../engine-choice.ts';
import { preparingWords } from '../format.ts';
import { overviewPath } from '../shell/addresses.ts';
import { SourceBadge } from '../shell/source-badge.tsx';
import { BenchResultsTable } from './bench-results.tsx';
import { type BenchState, timeLeftMs, timeLeftWords } from './bench-state.ts';

interface BenchProgressProps {
  bench: BenchState;
  /** It goes on, as far as the server has told. */
  running: boolean;
  onCancel: () => void;
}

/** How far a benchmark is, what it has found so far, and how it ended. */
export function BenchProgress({ bench, running, onCancel }: BenchProgressProps) {
  const { request, progress, results, run, end, notes } = bench;
  if (!request) return null;
  return (
    <Card withBorder padding="md" component="section" aria-label="This benchmark">
      <Group justify="space-between" mb="xs">
        <Group gap="sm">
          <Title order={2} size="h4">
            {running ? 'Running' : end ? END_WORDS[end.status] : 'Not followed to its end'}
          </Title>
          {running ? <SourceBadge source="live" /> : null}
        </Group>
        {running ? (
          <Button size="compact-md" color="red" onClick={onCancel}>
            Cancel and keep what is done
          </Button>
        ) : null}
      </Group>
      <Text size="sm" c="var(--quiet)">
        {choiceWords(request.engine)}
      </Text>
      <Text size="sm" c="var(--quiet)" role="status">
        {stateWords(bench, running)}
      </Text>
      {progress ? (
        <Progress
          my="xs"
          value={(100 * progress.done) / progress.total}
          aria-label={`${progress.done} of ${progress.total} done`}
        />
      ) : null}
      {running && progress ? (
        <Text size="sm" className="figures">
          {progress.text}
        </Text>
      ) : null}
      {notes.map((note) => (
        <Text key={note} size="sm" c="var(--quiet)">
          {note}
        </Text>
      ))}
      {end?.message ? (
        <Alert
          color={end.status === 'failed' ? 'red' : 'yellow'}
          title="It did not come to its own end"
          mt="xs"
          role="alert"
        >
          {end.message}
        </Alert>
      ) : null}
      {results ? <BenchResultsTable results={results} /> : null}
      {run && results ? (
        <Anchor component={Link} href={overviewPath(run)} mt="sm" display="inline-block">
          {running ? 'Overview of what is there' : `Overview of ${run}`}
        </Anchor>
      ) : null}
    </Card>
  );
}

const END_WORDS = { complete: 'Complete', partial: 'Stopped, partial', failed: 'Not run' } as const;

/** One line, told politely as it changes; it changes once a prompt. */
function stateWords(bench: BenchState, running: boolean): string {
  const { ahead, preparing, progress, end } = bench;
  if (end)
    return progress
      ? `${end.groups} of ${progress.total} turns of prompts are in the record.`
      : 'Nothing was recorded.';
  if (!running) return `${progress?.done ?? 0} turns of prompts were done when it was last heard of.`;
  if (ahead.length > 0) return `Waits for the engine; ahead: ${ahead.join(', ')}.`;
  if (progress)
    return `${progress.done} of ${progress.total} turns of prompts, ${timeLeftWords(timeLeftMs(bench))}.`;
  return `Prepares: ${preparing ? preparingWords(preparing) : 'starts'}.`;
}
