'use client';

import { Modal, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { useRouter } from 'next/navigation';
import { runDate, runWords } from '../data/run-words.ts';
import { useRun, useRuns } from '../data/use-runs.ts';
import { inspectPath, overviewPath } from './addresses.ts';
import { Keys } from './key-sheet.tsx';
import { matchWords } from './match-words.ts';
import { PAGES } from './pages.ts';
import { useKeyBoard } from './use-keys.tsx';

/** Pages, keys, runs and the prompts of the run in view, found by typing. */
export default function Palette({ runId, onClose }: { runId: string; onClose: () => void }) {
  const router = useRouter();
  const board = useKeyBoard();
  const list = useRuns();
  const run = useRun(runId);
  const runs = list.data?.runs ?? [];
  const prompts = run.data?.prompts ?? [];
  const inspectable = PAGES.some(({ covers }) => covers(inspectPath(runId, 0)));
  const go = (path: string) => {
    onClose();
    router.push(path);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title="Go to"
      withCloseButton={false}
      size="lg"
      padding={0}
      styles={{ header: { display: 'none' } }}
      yOffset="10vh"
    >
      <Command label="Search pages, runs, prompts and keys" className="palette" filter={matchWords} loop>
        <Command.Input placeholder="Search pages, runs, prompts and keys" data-autofocus />
        {[missing('Runs', list), missing(`Prompts of ${runId}`, run)].map((words) =>
          words === null ? null : (
            <Text key={words} size="xs" c="var(--quiet)" role="status" px="sm" py={4}>
              {words}
            </Text>
          ),
        )}
        <Command.List>
          <Command.Empty>Nothing is called so.</Command.Empty>
          <Command.Group heading="Pages">
            {PAGES.map(({ label, words, href }) => (
              <Command.Item key={label} value={`page ${label} ${words}`} onSelect={() => go(href(runId))}>
                <span>{label}</span>
                <Text span size="xs" c="var(--quiet)">
                  {words}
                </Text>
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading="Keys of this page">
            {board.active().map(({ entry, run }) => (
              <Command.Item
                key={`${entry.page} ${entry.key}`}
                value={`key ${entry.words}`}
                onSelect={() => {
                  onClose();
                  run();
                }}
              >
                <span>{entry.words}</span>
                <Keys of={entry.key} />
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading="Runs">
            {runs.map((run) => (
              <Command.Item key={run.id} value={`run ${run.id}`} onSelect={() => go(overviewPath(run.id))}>
                <span>{run.id}</span>
                <Text span size="xs" c="var(--quiet)">
                  {runDate(run.createdAt)}, {runWords(run)}
                </Text>
              </Command.Item>
            ))}
          </Command.Group>
          {inspectable ? (
            <Command.Group heading={`Prompts of ${runId}`}>
              {prompts.map(({ questionId, category, turns }) => (
                <Command.Item
                  key={questionId}
                  value={`prompt ${questionId} ${category} ${turns[0] ?? ''}`}
                  onSelect={() => go(inspectPath(runId, questionId))}
                >
                  <span className="palette-prompt">
                    {questionId}. {turns[0]}
                  </span>
                  <Text span size="xs" c="var(--quiet)">
                    {category}
                  </Text>
                </Command.Item>
              ))}
            </Command.Group>
          ) : null}
        </Command.List>
      </Command>
    </Modal>
  );
}

/** What the list below lacks as yet, or for good; null where it is whole. */
function missing(what: string, { data, error }: Pick<UseQueryResult, 'data' | 'error'>): string | null {
  if (data !== undefined) return null;
  return error ? `${what} cannot be listed: ${error.message}` : `${what}: loading`;
}
