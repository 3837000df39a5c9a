'use client';

import { Card, Text, Title } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import type { FigureId } from '../../engine/core/figure-catalog.ts';
import type { Table } from '../../report/table.ts';
import { ChartTools } from './chart-tools.tsx';
import { DataTable } from './data-table.tsx';
import { Definitions } from './definitions.tsx';

interface ChartFrameProps {
  title: string;
  /** What the chart shows here, in a sentence or two. */
  finding?: ReactNode;
  /** The same numbers; its id names the files. */
  table: Table;
  /** What is plotted, for those who ask what it means. */
  figures?: readonly FigureId[];
  /** The text of the picture's file, where what is shown is not one SVG. */
  picture?: () => string;
  /** What stays below, picture or table. */
  foot?: ReactNode;
  /** The picture. Of several SVGs the first one that is marked `data-picture`, or else the first, is saved. */
  children: ReactNode;
}

/** A chart with what every chart has: its numbers as a table, to be copied, and its picture as a file. */
export function ChartFrame(props: ChartFrameProps) {
  const { title, finding, table, figures = [], picture, foot, children } = props;
  const [asTable, setAsTable] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const drawn = () => body.current?.querySelector<SVGSVGElement>('svg[data-picture], svg');
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
      <ChartTools
        table={table}
        asTable={asTable}
        onAsTable={setAsTable}
        leave="Show chart"
        picture={asTable ? null : (picture ?? drawn)}
      >
        {figures.length > 0 ? <Definitions of={figures} /> : null}
      </ChartTools>
      {asTable ? <DataTable table={table} /> : <div ref={body}>{children}</div>}
      {foot}
    </Card>
  );
}
