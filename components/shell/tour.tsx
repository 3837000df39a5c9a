'use client';

import { Button, Card, CloseButton, Group, Text } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { tourStops } from './tour-stops.ts';
import { usePath } from './use-path.tsx';

/** How long a stop's target is waited for, and how often it is looked for, milliseconds. */
const PATIENCE_MS = 5000;
const LOOK_MS = 100;

/** A card beside the page, not over it: the page stays usable, and the tour ends at any time. */
export default function Tour({ onEnd }: { onEnd: () => void }) {
  const stops = tourStops();
  const [at, setAt] = useState(0);
  const router = useRouter();
  const path = usePath();
  const stop = stops[at];
  const wanted = stop?.path;
  useEffect(() => {
    if (wanted !== undefined) router.push(wanted);
  }, [router, wanted]);
  const there = wanted?.split('?')[0] === path;
  const target = there ? (stop?.target ?? null) : null;
  useEffect(() => pointAt(target), [target]);
  if (!stop) return null;
  const last = at === stops.length - 1;
  return (
    <Card component="aside" aria-label="Tour" className="tour" withBorder shadow="md" padding="md">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text fw={600}>{stop.title}</Text>
        <CloseButton aria-label="End the tour" onClick={onEnd} />
      </Group>
      <Text size="sm" role="status">
        {stop.text}
      </Text>
      <Group justify="space-between" mt="sm">
        <Text size="xs" c="var(--quiet)">
          {at + 1} of {stops.length}
        </Text>
        <Group gap="xs">
          <Button size="compact-sm" variant="default" disabled={at === 0} onClick={() => setAt(at - 1)}>
            Back
          </Button>
          <Button size="compact-sm" onClick={() => (last ? onEnd() : setAt(at + 1))}>
            {last ? 'Done' : 'Next'}
          </Button>
        </Group>
      </Group>
    </Card>
  );
}

/** Marks the target as soon as it is there; returns what takes the mark away. */
function pointAt(target: string | null): (() => void) | undefined {
  if (target === null) return undefined;
  let found: Element | null = null;
  const begun = performance.now();
  const timer = setInterval(() => {
    found = document.querySelector(`[data-tour="${target}"]`);
    if (!found && performance.now() - begun < PATIENCE_MS) return;
    clearInterval(timer);
    found?.setAttribute('data-tour-here', '');
    found?.scrollIntoView({ block: 'nearest' });
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    found?.removeAttribute('data-tour-here');
  };
}
