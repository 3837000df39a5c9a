'use client';

import { Anchor, Group, Text } from '@mantine/core';
import Link from 'next/link';
import { inspectPath } from '../shell/addresses.ts';
import { PanelState } from '../shell/panel-state.tsx';
import { nearestIds } from './neighbours.ts';

interface UnknownQuestionProps {
  runId: string;
  questionId: string;
  known: readonly string[];
}

const MOST = 5;

/** The way on from an address of a question that the run has not. */
export function UnknownQuestion({ runId, questionId, known }: UnknownQuestionProps) {
  return (
    <PanelState kind="empty" title={`Run ${runId} has no prompt ${JSON.stringify(questionId)}`}>
      <Text size="sm" mt="xs">
        The nearest there are:
      </Text>
      <Group justify="center" gap="md" component="nav" aria-label="Nearest prompts">
        {nearestIds(known, questionId, MOST).map((id) => (
          <Anchor key={id} component={Link} href={inspectPath(runId, id)}>
            prompt {id}
          </Anchor>
        ))}
      </Group>
    </PanelState>
  );
}
