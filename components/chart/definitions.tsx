'use client';

import { Button, Popover, ScrollArea, Stack, Text } from '@mantine/core';
import { BookOpen } from 'lucide-react';
import { type FigureId, figureEntry } from '../../engine/core/figure-catalog.ts';

/** What the figures of a chart mean: formula, what they are taken over, and after whom. */
export function Definitions({ of }: { of: readonly FigureId[] }) {
  return (
    <Popover width={340} position="bottom-start" shadow="md">
      <Popover.Target>
        <Button size="compact-xs" variant="default" leftSection={<BookOpen size={14} aria-hidden="true" />}>
          Definitions
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ScrollArea.Autosize mah={320} type="auto">
          <Stack gap="sm">
            {of.map((id) => {
              const { name, formula, over, source } = figureEntry(id);
              return (
                <div key={id}>
                  <Text size="sm" fw={600}>
                    {name}
                  </Text>
                  <Text size="sm">{formula}.</Text>
                  <Text size="xs" c="var(--quiet)">
                    Over {over}. {source}.
                  </Text>
                </div>
              );
            })}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
