'use client';

import { Button, Group, Text } from '@mantine/core';
import { memo } from 'react';
import { BOOKMARK_WORDS, type Bookmark, type BookmarkKind } from '../../engine/core/bookmarks.ts';

interface BookmarksProps {
  bookmarks: readonly Bookmark[];
  /** The step in view where it is one of them. */
  current: number | null;
  onStep: (step: number) => void;
}

/** Short enough for a button; the title has it in full. */
const SHORT: Readonly<Record<BookmarkKind, string>> = {
  'longest-run': 'longest run',
  'nothing-accepted': 'nothing accepted',
  'first-refused': 'first choice refused',
  slowest: 'slowest',
  'first-difference': 'first difference',
};

/** Steps found to be worth a look, in the order of the answer. */
export const Bookmarks = memo(function Bookmarks({ bookmarks, current, onStep }: BookmarksProps) {
  if (bookmarks.length === 0)
    return (
      <Text size="xs" c="var(--quiet)">
        No bookmarks: no step of this answer proposed anything.
      </Text>
    );
  return (
    <Group gap={6} component="nav" aria-label="Bookmarks">
      {bookmarks.map(({ at, kind }) => (
        <Button
          key={kind}
          size="compact-xs"
          variant={at === current ? 'filled' : 'default'}
          aria-current={at === current ? 'step' : undefined}
          title={`Step ${at + 1}: ${BOOKMARK_WORDS[kind]}`}
          onClick={() => onStep(at)}
        >
          {SHORT[kind]}: {at + 1}
        </Button>
      ))}
    </Group>
  );
});
