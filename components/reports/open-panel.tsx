'use client';

import { Anchor, Button, Card, FileButton, List, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { type DragEvent, useState } from 'react';
import { overviewPath } from '../shell/addresses.ts';
import { PanelState } from '../shell/panel-state.tsx';
import styles from './reports.module.css';
import { problemOf } from './use-downloads.ts';

interface Opened {
  id: string;
  notes: string[];
}

type State =
  | { kind: 'idle' }
  | { kind: 'reading'; name: string }
  | { kind: 'opened'; name: string; runs: Opened[] }
  | { kind: 'failed'; name: string; message: string };

/** A report or the archive of a run, from a file or dropped: verified, then a run like any other. */
export function OpenPanel() {
  const [state, setState] = useState<State>({ kind: 'idle' });
  const [over, setOver] = useState(false);
  const queries = useQueryClient();
  const open = async (file: File | null | undefined) => {
    if (!file) return;
    const { name } = file;
    setState({ kind: 'reading', name });
    try {
      const response = await fetch('/api/runs/import', { method: 'POST', body: file });
      if (!response.ok) throw new Error(await problemOf(response));
      const { runs } = (await response.json()) as { runs: Opened[] };
      setState({ kind: 'opened', name, runs });
      await queries.invalidateQueries({ queryKey: ['runs'] });
    } catch (error) {
      setState({ kind: 'failed', name, message: error instanceof Error ? error.message : String(error) });
    }
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    open(event.dataTransfer.files[0]);
  };
  return (
    <Card withBorder padding="md" component="section" aria-label="Open a report or a run">
      <Title order={2} size="h4" mb="xs">
        Open an earlier report or run
      </Title>
      <section
        aria-label="Drop a file here"
        className={styles.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <Text size="sm" mb="xs">
          Drop an HTML report or the ZIP of a run here. It is verified and becomes a run like any other;
          nothing leaves this machine.
        </Text>
        <FileButton accept=".html,.zip,text/html,application/zip" onChange={open}>
          {(props) => (
            <Button {...props} variant="default" size="xs" loading={state.kind === 'reading'}>
              Choose a file
            </Button>
          )}
        </FileButton>
      </section>
      {state.kind === 'reading' ? (
        <Text size="sm" role="status" mt="xs">
          Verifying {state.name}
        </Text>
      ) : null}
      {state.kind === 'failed' ? (
        <PanelState
          kind="error"
          title={`${state.name} was not opened`}
          message={state.message}
          kept="Nothing was added to the runs."
        />
      ) : null}
      {state.kind === 'opened' ? (
        <List mt="xs" size="sm" role="status">
          {state.runs.map(({ id, notes }) => (
            <List.Item key={id}>
              <Anchor component={Link} href={overviewPath(id)}>
                {id}
              </Anchor>{' '}
              verified and opened. {notes.join(' ')}
            </List.Item>
          ))}
        </List>
      ) : null}
    </Card>
  );
}
