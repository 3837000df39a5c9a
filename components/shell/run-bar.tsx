'use client';

import { ActionIcon, Anchor, Button, Group, Menu, ScrollArea, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { ChevronDown, Pin, PinOff } from 'lucide-react';
import Link from 'next/link';
import type { RunListEntry } from '../data/api-schema.ts';
import { environmentWords, runDate, runWords } from '../data/run-words.ts';
import { useRun, useRuns } from '../data/use-runs.ts';
import { comparePath, sameForRun } from './addresses.ts';
import { PAGES } from './pages.ts';
import { sourceOf } from './run-source.ts';
import { SourceBadge } from './source-badge.tsx';
import { usePath } from './use-path.tsx';

/** Name of the pinned baseline in the browser's store. */
export const BASELINE_KEY = 'gorgon-baseline';

/** Which run the page shows, where it came from, and the way to another. */
export function RunBar({ runId }: { runId: string }) {
  const { data, error } = useRuns();
  const run = useRun(runId).data;
  const path = usePath();
  const [baseline, setBaseline] = useLocalStorage({ key: BASELINE_KEY, defaultValue: '' });
  const entry = data?.runs.find(({ id }) => id === runId);
  const pinned = baseline === runId;
  const comparable = PAGES.some(({ covers }) => covers('/compare'));
  return (
    <section className="run-bar" aria-label="Run">
      <Group gap="xs">
        <Menu position="bottom-start" width={340} shadow="md">
          <Menu.Target>
            <Button
              variant="default"
              size="compact-md"
              rightSection={<ChevronDown size={14} aria-hidden="true" />}
              aria-label={`Run ${runId}: choose another`}
            >
              {entry ? `${runId} · ${runWords(entry)}` : runId}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <ScrollArea.Autosize mah={320} type="auto">
              {data ? null : (
                <Menu.Item disabled>
                  {error
                    ? `The list of runs cannot be read: ${error.message}`
                    : 'The list of runs is loading'}
                </Menu.Item>
              )}
              {(data?.runs ?? []).map((one) => (
                <Menu.Item key={one.id} component={Link} href={sameForRun(path, one.id)}>
                  <RunLine run={one} baseline={baseline === one.id} current={one.id === runId} />
                </Menu.Item>
              ))}
              {(data?.unreadable ?? []).map(({ id, problem }) => (
                <Menu.Item key={id} disabled>
                  <Text size="sm">{id}: cannot be read</Text>
                  <Text size="xs">{problem}</Text>
                </Menu.Item>
              ))}
            </ScrollArea.Autosize>
          </Menu.Dropdown>
        </Menu>
        {entry ? <SourceBadge source={sourceOf(entry)} /> : null}
        <ActionIcon
          variant={pinned ? 'filled' : 'default'}
          aria-label={pinned ? 'Unpin as baseline' : 'Pin as baseline'}
          title={
            pinned ? 'The baseline of comparisons. Click to unpin.' : 'Pin as the baseline of comparisons'
          }
          aria-pressed={pinned}
          onClick={() => setBaseline(pinned ? '' : runId)}
        >
          {pinned ? <PinOff size={16} aria-hidden="true" /> : <Pin size={16} aria-hidden="true" />}
        </ActionIcon>
        {baseline && !pinned ? (
          <Text size="sm" c="var(--quiet)">
            baseline:{' '}
            {comparable ? (
              <Anchor component={Link} href={comparePath(baseline, [runId])} underline="always">
                {baseline}
              </Anchor>
            ) : (
              baseline
            )}
          </Text>
        ) : null}
      </Group>
      <Text size="xs" c="var(--quiet)" mt={4} data-testid="environment">
        {run ? environmentWords(run).join(' · ') : '\u00a0'}
      </Text>
    </section>
  );
}

function RunLine({ run, baseline, current }: { run: RunListEntry; baseline: boolean; current: boolean }) {
  return (
    <>
      <Text size="sm" fw={current ? 700 : 500}>
        {run.id}
        {run.sample ? ' (sample)' : ''}
        {baseline ? ', baseline' : ''}
      </Text>
      <Text size="xs" c="var(--quiet)">
        {runDate(run.createdAt)}, {runWords(run)}
        {run.status === 'complete' ? '' : `, ${run.status}`}
      </Text>
    </>
  );
}
