'use client';

import { Button, Group, Table as MantineTable, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { type Cell, cellText, type Table } from '../../report/table.ts';

/** Rows that are drawn before more are asked for: a step each of a long answer would be thousands. */
const MOST_ROWS = 500;
/** Longer ones scroll under their heading, so that the page behind them stays near. */
const TALL_ROWS = 40;

/** A chart's numbers as a table; a heading sorts by its column. */
export function DataTable({ table }: { table: Table }) {
  const [sort, setSort] = useState<{ column: number; down: boolean } | null>(null);
  const [all, setAll] = useState(false);
  const rows = sort ? sorted(table.rows, sort.column, sort.down) : table.rows;
  const shown = all ? rows : rows.slice(0, MOST_ROWS);
  const tall = shown.length > TALL_ROWS;
  return (
    <>
      <section className={`scroll-x${tall ? ' tall-table' : ''}`} aria-label={table.caption} tabIndex={0}>
        <MantineTable
          className="figures data-table"
          striped
          captionSide="top"
          verticalSpacing={4}
          horizontalSpacing={6}
        >
          <MantineTable.Caption>{table.caption}</MantineTable.Caption>
          <MantineTable.Thead>
            <MantineTable.Tr>
              {table.columns.map(({ name, numeric }, i) => {
                const own = sort?.column === i ? sort : null;
                return (
                  <MantineTable.Th
                    key={name}
                    ta={numeric ? 'right' : 'left'}
                    aria-sort={own ? (own.down ? 'descending' : 'ascending') : undefined}
                  >
                    <UnstyledButton
                      className="sort"
                      onClick={() => setSort({ column: i, down: own ? !own.down : numeric === true })}
                    >
                      {name}
                      {own ? (own.down ? ' ↓' : ' ↑') : ''}
                    </UnstyledButton>
                  </MantineTable.Th>
                );
              })}
            </MantineTable.Tr>
          </MantineTable.Thead>
          <MantineTable.Tbody>
            {shown.map((row) => (
              <MantineTable.Tr key={row.map(cellText).join('\t')}>
                {row.map((cell, i) => {
                  const tone = typeof cell === 'string' ? undefined : cell.tone;
                  return (
                    <MantineTable.Td
                      // A row's cells never move against each other.
                      key={table.columns[i]?.name ?? i}
                      ta={table.columns[i]?.numeric ? 'right' : 'left'}
                      c={tone ? `var(--${tone})` : undefined}
                    >
                      {cellText(cell)}
                    </MantineTable.Td>
                  );
                })}
              </MantineTable.Tr>
            ))}
          </MantineTable.Tbody>
        </MantineTable>
      </section>
      {shown.length < rows.length ? (
        <Group gap="xs" my="xs">
          <Text size="xs" c="var(--quiet)">
            {`${shown.length} of ${rows.length} rows are shown; a copy holds all.`}
          </Text>
          <Button size="compact-xs" variant="default" onClick={() => setAll(true)}>
            Show all rows
          </Button>
        </Group>
      ) : null}
    </>
  );
}

type Row = (string | Cell)[];

/** What is no number goes last, whichever way. */
function sorted(rows: readonly Row[], column: number, down: boolean): Row[] {
  const value = (row: Row) => {
    const cell = row[column] ?? '';
    if (typeof cell !== 'string' && cell.sortBy !== undefined) return cell.sortBy;
    const number = Number.parseFloat(cellText(cell));
    return Number.isNaN(number) ? null : number;
  };
  const side = down ? -1 : 1;
  const texts = rows.every((row) => value(row) === null);
  return rows.toSorted((a, b) => {
    if (texts) return side * cellText(a[column] ?? '').localeCompare(cellText(b[column] ?? ''));
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return side * (x - y);
  });
}
