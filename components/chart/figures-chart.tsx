'use client';

import { Button, Card, Code, Group, List, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { figureEntry, formatFigure } from '../../engine/core/figure-catalog.ts';
import { summarySentences } from '../../engine/core/run-sentences.ts';
import type { RunSummary } from '../../engine/core/run-summary.ts';
import type { RunManifest } from '../../engine/records/schema.ts';
import { METHOD_STYLES } from '../methods.ts';
import { FiguresBars } from './figures-bars.tsx';
import { figuresSeries } from './figures-series.ts';
import { useLatestRun } from './use-latest-run.ts';

export function FiguresChart() {
  const latest = useLatestRun();
  const [asTable, setAsTable] = useState(false);
  return (
    <Card withBorder padding="md" component="section" aria-label="Latest benchmark run">
      <Group justify="space-between" align="flex-start">
        <Title order={2} size="h4" title={figureEntry('tokensPerSecond').formula}>
          Tokens per second by category, latest run
        </Title>
        {latest.kind === 'run' ? (
          <Button variant="default" size="xs" onClick={() => setAsTable(!asTable)}>
            {asTable ? 'Show chart' : 'Show table'}
          </Button>
        ) : null}
      </Group>
      {latest.kind === 'loading' ? <Text c="var(--quiet)">Looking for runs.</Text> : null}
      {latest.kind === 'none' ? (
        <Text c="var(--quiet)">
          No run yet. <Code>npm run -s gorgon -- bench --prompts 16</Code> makes one.
        </Text>
      ) : null}
      {latest.kind === 'failed' ? (
        <Text c="var(--bad)" role="alert">
          The latest run cannot be read: {latest.message}
        </Text>
      ) : null}
      {latest.kind === 'run' && latest.run.summary ? (
        <RunFigures run={latest.run} summary={latest.run.summary} asTable={asTable} />
      ) : null}
    </Card>
  );
}

function RunFigures({ run, summary, asTable }: { run: RunManifest; summary: RunSummary; asTable: boolean }) {
  const series = figuresSeries(summary);
  const sentences = summarySentences(summary, run.settings.sampling);
  return (
    <>
      <Text size="sm" c="var(--quiet)" mt={4}>
        {run.id}
        {run.status === 'complete' ? '' : ` (${run.status}: what is shown is not the whole run)`} ·{' '}
        {run.engine.model.name}, {run.engine.precision} · {run.settings.questionIds.length} prompts, answers
        of up to {run.settings.maxNewTokens} tokens · {run.environment.processor}, {run.environment.cores}{' '}
        cores
      </Text>
      <List size="sm" my="xs" aria-label="Verdicts of the latest run">
        {sentences.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
      {asTable ? <FiguresTable summary={summary} /> : <FiguresBars series={series} />}
    </>
  );
}

function FiguresTable({ summary }: { summary: RunSummary }) {
  const series = figuresSeries(summary);
  return (
    <section className="scroll-x" aria-label="Figures of the latest run" tabIndex={0}>
      <Table className="figures" striped miw={420}>
        <Table.Caption>
          Tokens per second; in brackets the speedup against vanilla on the same prompts
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>category</Table.Th>
            {series.methods.map((method) => (
              <Table.Th key={method} ta="right">
                {METHOD_STYLES[method].label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {series.rows.map((row) => (
            <Table.Tr key={row.category}>
              <Table.Td>{row.category}</Table.Td>
              {series.methods.map((method) => {
                const of = summary.methods[method];
                const figures = row.category === 'overall' ? of?.overall : of?.byCategory[row.category];
                return (
                  <Table.Td key={method} ta="right">
                    {formatFigure('tokensPerSecond', row[method] ?? null)} (
                    {formatFigure('speedup', figures?.speedup ?? null)})
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
