'use client';

import { Button, Card, Code, Group, List, ScrollArea, Table, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { RunSummary } from '../../engine/core/metrics.ts';
import { METHODS } from '../../engine/protocol.ts';
import { perSecond, times } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { figuresSeries, verdictSentence } from './figures-series.ts';

/** The parts of a run's manifest that the chart needs. */
interface LatestRun {
  id: string;
  status: 'running' | 'complete' | 'partial';
  startedAt: string;
  groups: number;
  environment: { processor: string; cores: number };
  engine: { model: { name: string }; precision: string };
  settings: { maxNewTokens: number };
  summary: RunSummary | null;
}

type Loaded =
  | { kind: 'loading' }
  | { kind: 'none' }
  | { kind: 'failed'; message: string }
  | { kind: 'run'; run: LatestRun };

export function FiguresChart() {
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  const [asTable, setAsTable] = useState(false);
  useEffect(() => {
    fetch('/api/runs/latest')
      .then(async (response) => {
        const body = await response.json();
        if (!response.ok) throw new Error(body.error ?? `the server answered ${response.status}`);
        setLoaded(body === null ? { kind: 'none' } : { kind: 'run', run: body });
      })
      .catch((error: unknown) =>
        setLoaded({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
      );
  }, []);

  return (
    <Card withBorder padding="md" component="section" aria-label="Latest benchmark run">
      <Group justify="space-between" align="flex-start">
        <Title order={2} size="h4">
          Tokens per second by category, latest run
        </Title>
        {loaded.kind === 'run' ? (
          <Button variant="default" size="xs" onClick={() => setAsTable(!asTable)} aria-pressed={asTable}>
            {asTable ? 'Chart' : 'Table'}
          </Button>
        ) : null}
      </Group>
      {loaded.kind === 'loading' ? <Text c="var(--quiet)">Looking for runs.</Text> : null}
      {loaded.kind === 'none' ? (
        <Text c="var(--quiet)">
          No run yet. <Code>npm run -s gorgon -- bench --prompts 16</Code> makes one.
        </Text>
      ) : null}
      {loaded.kind === 'failed' ? (
        <Text c="red" role="alert">
          The latest run cannot be read: {loaded.message}
        </Text>
      ) : null}
      {loaded.kind === 'run' && loaded.run.summary ? (
        <RunFigures run={loaded.run} summary={loaded.run.summary} asTable={asTable} />
      ) : null}
    </Card>
  );
}

function RunFigures({ run, summary, asTable }: { run: LatestRun; summary: RunSummary; asTable: boolean }) {
  const series = figuresSeries(summary);
  const sentences = METHODS.flatMap(
    (method) => verdictSentence(summary, method, METHOD_STYLES[method].label) ?? [],
  );
  return (
    <>
      <Text size="sm" c="var(--quiet)">
        {run.id}
        {run.status === 'complete' ? '' : ` (${run.status}: what is shown is not the whole run)`} ·{' '}
        {run.engine.model.name}, {run.engine.precision} · {run.groups} prompts of up to{' '}
        {run.settings.maxNewTokens} tokens · {run.environment.processor}, {run.environment.cores} cores
      </Text>
      <List size="sm" my="xs">
        {sentences.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
      {asTable ? <FiguresTable summary={summary} /> : null}
      <div style={{ display: asTable ? 'none' : 'block', height: 300 }} data-testid="figures-chart">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={series.rows}
            margin={{ left: 4, right: 4, top: 8, bottom: 4 }}
            title="Tokens per second by category and method"
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="category" tick={{ fill: 'var(--quiet)', fontSize: 12 }} stroke="var(--line)" />
            <YAxis
              domain={[0, 'auto']}
              tick={{ fill: 'var(--quiet)', fontSize: 12 }}
              stroke="var(--line)"
              width={52}
              label={{
                value: 'tokens per second',
                angle: -90,
                position: 'insideLeft',
                fill: 'var(--quiet)',
                fontSize: 12,
                style: { textAnchor: 'middle' },
              }}
            />
            <Tooltip
              formatter={(value, name) => [perSecond(typeof value === 'number' ? value : null), name]}
              contentStyle={{ background: 'var(--surface)', borderColor: 'var(--line)' }}
              cursor={{ fill: 'var(--line)', fillOpacity: 0.4 }}
            />
            <Legend />
            {series.methods.map((method) => (
              <Bar
                key={method}
                dataKey={method}
                name={METHOD_STYLES[method].label}
                fill={METHOD_STYLES[method].color}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
    </>
  );
}

function FiguresTable({ summary }: { summary: RunSummary }) {
  const series = figuresSeries(summary);
  return (
    <ScrollArea>
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
                    {perSecond(row[method])} ({times(figures?.speedup)})
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
