'use client';

import { Button, Card, Group, Menu, Text, Title } from '@mantine/core';
import { Check, Copy, Download, Table2 } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import type { FigureId } from '../../engine/core/figure-catalog.ts';
import { tableCsv } from '../../report/csv.ts';
import { type Table, tableMarkdown } from '../../report/table.ts';
import { DataTable } from './data-table.tsx';
import { Definitions } from './definitions.tsx';
import { pngOf, saveFile, svgText } from './save-picture.ts';

interface ChartFrameProps {
  title: string;
  /** What the chart shows here, in a sentence or two. */
  finding?: ReactNode;
  /** The same numbers; its id names the files. */
  table: Table;
  /** What is plotted, for those who ask what it means. */
  figures?: readonly FigureId[];
  /** The picture. Of several SVGs the first one that is marked `data-picture`, or else the first, is saved. */
  children: ReactNode;
}

/** A chart with what every chart has: its numbers as a table, to be copied, and its picture as a file. */
export function ChartFrame({ title, finding, table, figures = [], children }: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false);
  const [said, setSaid] = useState('');
  const body = useRef<HTMLDivElement>(null);
  const copy = async (text: string, what: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(`Copied as ${what}`);
    } catch {
      setSaid('The browser does not let the page copy');
    }
  };
  const save = async (kind: 'svg' | 'png') => {
    const picture = body.current?.querySelector<SVGSVGElement>('svg[data-picture], svg');
    if (!picture) return;
    const svg = svgText(picture);
    const name = `${table.id.replace(/-table$/, '')}.${kind}`;
    try {
      const content =
        kind === 'svg'
          ? new Blob([svg], { type: 'image/svg+xml' })
          : await pngOf(svg, picture.getBoundingClientRect());
      saveFile(name, content);
      setSaid(`Saved ${name}`);
    } catch (error) {
      setSaid(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Card withBorder padding="md" component="section" aria-label={title} className="chart-frame">
      <Title order={2} size="h4">
        {title}
      </Title>
      {finding ? (
        <Text size="sm" c="var(--quiet)" mt={2}>
          {finding}
        </Text>
      ) : null}
      <Group gap="xs" my="xs">
        <Button
          size="compact-xs"
          variant="default"
          aria-pressed={asTable}
          leftSection={<Table2 size={14} aria-hidden="true" />}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? 'Show chart' : 'Show table'}
        </Button>
        <Menu>
          <Menu.Target>
            <Button size="compact-xs" variant="default" leftSection={<Copy size={14} aria-hidden="true" />}>
              Copy
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => copy(tableCsv(table), 'CSV')}>Table as CSV</Menu.Item>
            <Menu.Item onClick={() => copy(tableMarkdown(table), 'Markdown')}>Table as Markdown</Menu.Item>
          </Menu.Dropdown>
        </Menu>
        {asTable ? null : (
          <Menu>
            <Menu.Target>
              <Button
                size="compact-xs"
                variant="default"
                leftSection={<Download size={14} aria-hidden="true" />}
              >
                Save
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => save('svg')}>Picture as SVG</Menu.Item>
              <Menu.Item onClick={() => save('png')}>Picture as PNG</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
        {figures.length > 0 ? <Definitions of={figures} /> : null}
        <Text size="xs" c="var(--quiet)" role="status">
          {said ? (
            <>
              <Check size={12} aria-hidden="true" /> {said}
            </>
          ) : null}
        </Text>
      </Group>
      {asTable ? <DataTable table={table} /> : <div ref={body}>{children}</div>}
    </Card>
  );
}
