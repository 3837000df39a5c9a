'use client';

import { Anchor, Button, Card, Code, CopyButton, List, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { benchCommand, environmentTable, modelTable, settingsTable } from '../../report/run-facts.ts';
import type { Table } from '../../report/table.ts';
import { DataTable } from '../chart/data-table.tsx';
import { CommandText } from '../controls/command-text.tsx';
import type { RunView } from '../data/api-schema.ts';
import { useRun } from '../data/use-runs.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { QueryPanel } from '../shell/panel-state.tsx';
import { FigureList } from './figure-list.tsx';
import { GlossaryList, type GlossarySection } from './glossary-list.tsx';
import styles from './method.module.css';
import { limitWords, protocolWords } from './protocol-words.ts';

interface MethodPageProps {
  runId: string;
  glossary: readonly GlossarySection[];
  /** Tables of a run as exports and queries have them. */
  schema: readonly Table[];
}

export function MethodPage({ runId, glossary, schema }: MethodPageProps) {
  return (
    <>
      <PageHeader
        title="Method"
        words="What every number means, how it was measured, and how to get it again."
      />
      <Stack gap="lg">
        <Contents />
        <QueryPanel query={useRun(runId)} height={900} what="The run">
          {(run) => (
            <>
              <Part id="protocol" title="Protocol">
                <Sentences of={protocolWords(run)} />
              </Part>
              <Part id="again" title="How to run it again">
                <Again run={run} />
              </Part>
              <Part id="limits" title="Known limits">
                <Sentences of={limitWords(run)} />
              </Part>
              <Part id="figures" title="Figures, with this run's numbers">
                <FigureList run={run} />
              </Part>
            </>
          )}
        </QueryPanel>
        <Part id="glossary" title="Glossary">
          <GlossaryList sections={glossary} />
        </Part>
        <Part id="schema" title="Data schema">
          <Text size="sm" className={styles.words}>
            A run folder holds run.json, prompts.json and steps.ndjson.gz; their JSON schemas are in
            docs/schema, and <Code>gorgon export --format schema</Code> writes them. Queries (
            <Code>gorgon query</Code>) and exports see these tables; an unknown value is NULL, never 0.
          </Text>
          {schema.map((table) => (
            <details key={table.id}>
              <summary>{table.caption}</summary>
              <DataTable table={table} />
            </details>
          ))}
        </Part>
      </Stack>
    </>
  );
}

const PARTS = [
  ['protocol', 'Protocol'],
  ['again', 'How to run it again'],
  ['limits', 'Known limits'],
  ['figures', 'Figures'],
  ['glossary', 'Glossary'],
  ['schema', 'Data schema'],
] as const;

function Contents() {
  return (
    <nav aria-label="On this page" className={styles.values}>
      {PARTS.map(([id, title]) => (
        <Anchor key={id} href={`#${id}`} size="sm">
          {title}
        </Anchor>
      ))}
    </nav>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <Card withBorder padding="md" component="section" id={id} aria-label={title}>
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      {children}
    </Card>
  );
}

function Sentences({ of }: { of: readonly string[] }) {
  return (
    <List size="sm" className={styles.words}>
      {of.map((sentence) => (
        <List.Item key={sentence}>{sentence}</List.Item>
      ))}
    </List>
  );
}

function Again({ run }: { run: RunView }) {
  const { manifest, watch } = run;
  const command = benchCommand(manifest);
  return (
    <Stack gap="sm">
      {command === null ? (
        <Text size="sm">
          No single command makes this run: it is a part of one, or had settings that gorgon bench has no
          option for.
        </Text>
      ) : (
        <div>
          <CommandText command={command} />
          <CopyButton value={command}>
            {({ copied, copy }) => (
              <Button size="compact-xs" variant="default" mt={6} onClick={copy}>
                {copied ? 'Copied' : 'Copy the command'}
              </Button>
            )}
          </CopyButton>
        </div>
      )}
      <div className={styles.facts}>
        <DataTable table={settingsTable({ manifest })} />
        <DataTable table={environmentTable({ manifest, watch })} />
        <DataTable table={modelTable({ manifest })} />
      </div>
    </Stack>
  );
}
