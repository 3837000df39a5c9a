'use client';

import { Button, Group, Menu, Text } from '@mantine/core';
import { Check, Copy, Download, Table2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { tableCsv } from '../../report/csv.ts';
import { type Table, tableMarkdown } from '../../report/table.ts';
import { type Picture, type PictureKind, savePicture } from './save-picture.ts';

interface ChartToolsProps {
  /** The numbers of the chart; its id names the files. */
  table: Table;
  /** Whether the table is shown. */
  asTable: boolean;
  onAsTable: (asTable: boolean) => void;
  /** What is read on the button that leaves the table. */
  leave: string;
  /** Null while no picture is there to be saved. */
  picture: (() => Picture | null | undefined) | null;
  children?: ReactNode;
}

/** What every chart has: its numbers as a table, to be copied, and its picture as a file. */
export function ChartTools({ table, asTable, onAsTable, leave, picture, children }: ChartToolsProps) {
  const [said, setSaid] = useState('');
  const copy = async (text: string, what: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(`Copied as ${what}`);
    } catch {
      setSaid('The browser does not let the page copy');
    }
  };
  const save = async (kind: PictureKind) => {
    const drawn = picture?.();
    if (drawn) setSaid(await savePicture(drawn, table.id.replace(/-table$/, ''), kind));
  };
  const button = { size: 'compact-xs', variant: 'default' } as const;
  return (
    <Group gap="xs" my="xs">
      <Button
        {...button}
        aria-pressed={asTable}
        leftSection={<Table2 size={14} aria-hidden="true" />}
        onClick={() => onAsTable(!asTable)}
      >
        {asTable ? leave : 'Show table'}
      </Button>
      <Menu>
        <Menu.Target>
          <Button {...button} leftSection={<Copy size={14} aria-hidden="true" />}>
            Copy
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => copy(tableCsv(table), 'CSV')}>Table as CSV</Menu.Item>
          <Menu.Item onClick={() => copy(tableMarkdown(table), 'Markdown')}>Table as Markdown</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {picture === null ? null : (
        <Menu>
          <Menu.Target>
            <Button {...button} leftSection={<Download size={14} aria-hidden="true" />}>
              Save
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => save('svg')}>Picture as SVG</Menu.Item>
            <Menu.Item onClick={() => save('png')}>Picture as PNG</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {children}
      <Text size="xs" c="var(--quiet)" role="status">
        {said ? (
          <>
            <Check size={12} aria-hidden="true" /> {said}
          </>
        ) : null}
      </Text>
    </Group>
  );
}
