'use client';

import { Anchor, Card, List, Text, Title } from '@mantine/core';
import Link from 'next/link';
import type { RunView } from '../data/api-schema.ts';
import { inspectPath } from '../shell/addresses.ts';

/** The steps of the run to look at first, each a way into Inspect. */
export function RunBookmarks({ run: { id, bookmarks } }: { run: RunView }) {
  if (bookmarks.length === 0) return null;
  return (
    <Card withBorder padding="md" component="section" aria-labelledby="run-bookmarks">
      <Title order={2} size="h4" id="run-bookmarks">
        Steps to look at first
      </Title>
      <List size="sm" mt="xs" spacing={6} aria-labelledby="run-bookmarks">
        {bookmarks.map(({ kind, method, questionId, category, turn, repeat, step, words }) => (
          <List.Item key={`${kind} ${method} ${questionId} ${turn} ${repeat} ${step}`}>
            <Anchor
              component={Link}
              href={inspectPath(id, questionId, {
                method,
                turn: turn + 1,
                repeat: repeat + 1,
                step: step + 1,
              })}
            >
              {words}
            </Anchor>
            <Text span size="sm" c="var(--quiet)">
              {' '}
              (prompt {questionId}, {category}, step {step + 1})
            </Text>
          </List.Item>
        ))}
      </List>
    </Card>
  );
}
