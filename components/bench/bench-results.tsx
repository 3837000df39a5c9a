'use client';

import { List, Table, Text } from '@mantine/core';
import type { BenchResults } from '../../bench/child/messages.ts';
import { type FigureId, figureEntry, formatInterval, showFigure } from '../../engine/core/figure-catalog.ts';
import { METHODS } from '../../engine/protocol.ts';
import { METHOD_STYLES } from '../methods.ts';

const COLUMNS = [
  'tokensPerSecond',
  'speedup',
  'loopFreeSpeedup',
  'tokensPerStep',
  'stepOverhead',
] as const satisfies FigureId[];

/** The record as far as it has come: sentences, and the figures behind them. */
export function BenchResultsTable({ results }: { results: BenchResults }) {
  const { sentences, precision, overall, differences } = results;
  return (
    <>
      <List size="sm" my="sm" aria-label="Results so far">
        {sentences.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
      <section className="scroll-x" aria-label="Figures so far" tabIndex={0}>
        <Table className="figures" verticalSpacing={4} miw={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>method</Table.Th>
              {COLUMNS.map((id) => (
                <Table.Th
                  key={id}
                  ta="right"
                  title={`${figureEntry(id).formula}; over ${figureEntry(id).over}`}
                >
                  {figureEntry(id).name}
                </Table.Th>
              ))}
              <Table.Th ta="right">95 % interval of the speedup</Table.Th>
              <Table.Th ta="right">identical</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {METHODS.flatMap((method) => {
              const figures = overall[method];
              if (!figures) return [];
              const { label, mark, color } = METHOD_STYLES[method];
              return [
                <Table.Tr key={method}>
                  <Table.Th scope="row" c={color}>
                    <span aria-hidden="true">{mark} </span>
                    {label}
                  </Table.Th>
                  {COLUMNS.map((id) => (
                    <Table.Td key={id} ta="right">
                      {showFigure(id, figures)}
                    </Table.Td>
                  ))}
                  <Table.Td ta="right">{formatInterval(figures.speedupInterval)}</Table.Td>
                  <Table.Td ta="right">
                    {figures.identical} of {figures.prompts}
                  </Table.Td>
                </Table.Tr>,
              ];
            })}
          </Table.Tbody>
        </Table>
      </section>
      {precision === null ? null : (
        <Text size="sm" mt="sm">
          {precision}
        </Text>
      )}
      {differences.map((line) => (
        <Text key={line} size="sm">
          {line}
        </Text>
      ))}
    </>
  );
}
