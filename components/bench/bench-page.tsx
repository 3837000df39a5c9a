'use client';

import { Button, Card, Group, Stack, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Copy, Play } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { useEffect, useState } from 'react';
import type { BenchEvent } from '../bench-events.ts';
import { CommandText } from '../controls/command-text.tsx';
import { useEngineChoice } from '../controls/engine-address.ts';
import { EngineLine } from '../controls/engine-line.tsx';
import { SuiteState } from '../controls/suite-state.tsx';
import { NO_QUESTIONS, useSuite } from '../controls/use-suite.ts';
import { useEngine } from '../data/use-engine.ts';
import { useEventStream } from '../data/use-event-stream.ts';
import { methodsUnder } from '../engine-choice.ts';
import { hasNoEngine } from '../shell/engine-advice.tsx';
import { PageHeader } from '../shell/page-header.tsx';
import { LostConnection, PanelState } from '../shell/panel-state.tsx';
import { cancelBench, openBench, startBench } from './bench-api.ts';
import { benchCommand } from './bench-command.ts';
import { BenchFields } from './bench-fields.tsx';
import { type BenchForm, benchRequestOf, changedSettings, FIRST_BENCH_FORM } from './bench-form.ts';
import { BenchProgress } from './bench-progress.tsx';
import { applyBenchEvents, type BenchState, NO_BENCH } from './bench-state.ts';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Of a benchmark with its first figures, pixels. */
const PROGRESS_HEIGHT = 260;

const BENCH = {
  first: NO_BENCH,
  apply: applyBenchEvents,
  isLast: ({ type }: BenchEvent) => type === 'bench-end',
};

export function BenchPage() {
  const [id, setId] = useQueryState('bench', parseAsString);
  const [form, setForm] = useState<BenchForm>(FIRST_BENCH_FORM);
  const { choice, setChoice } = useEngineChoice(form.cost);
  const { state: engine, retry } = useEngine();
  const suite = useSuite();
  const [problem, setProblem] = useState<string | null>(null);
  const [fileProblem, setFileProblem] = useState<string | null>(null);
  const path = id === null ? null : `/api/benches/${encodeURIComponent(id)}/events`;
  const { state: bench, gone, lost } = useEventStream<BenchState, BenchEvent>(path, BENCH);
  const queries = useQueryClient();

  // A page that names no benchmark joins the one that runs.
  useEffect(() => {
    if (id !== null) return;
    openBench().then(
      (open) => open && setId(open.id),
      () => null, // The status line tells of a server that does not answer.
    );
  }, [id, setId]);

  // Its record is a run that the other pages list.
  const { run, end } = bench;
  useEffect(() => {
    if (run !== null || end) queries.invalidateQueries({ queryKey: ['runs'] });
  }, [run, end, queries]);

  const infos = methodsUnder(engine, choice);
  const questions = form.file?.questions ?? suite.data ?? NO_QUESTIONS;
  const ready = benchRequestOf(form, choice, infos, questions);
  const running = bench.request !== null && end === null && !gone;
  const changed =
    bench.request && !running && 'request' in ready ? changedSettings(bench.request, ready.request) : [];
  const start = async () => {
    if (!('request' in ready)) return;
    setProblem(null);
    try {
      setId(await startBench(ready.request), { history: 'push' });
    } catch (error) {
      setProblem(messageOf(error));
    }
  };
  const cancel = () => {
    if (id !== null) cancelBench(id).catch((error: unknown) => setProblem(messageOf(error)));
  };
  return (
    <>
      <PageHeader
        title="Bench"
        words="Methods times prompts, one after the other, with a record of every step."
      />
      <Stack gap="md">
        {hasNoEngine(engine) ? <EngineLine state={engine} onRetry={retry} /> : null}
        <SuiteState suite={suite} />
        <Card withBorder padding="md" component="section" aria-label="What to run">
          <BenchFields
            form={form}
            onChange={setForm}
            choice={choice}
            onChoice={setChoice}
            questions={questions}
            infos={infos}
            fileProblem={fileProblem}
            onFileProblem={setFileProblem}
          />
          <Group justify="flex-end" gap="sm" mt="sm">
            {'blocked' in ready ? (
              <Text size="sm" c="var(--quiet)">
                {ready.blocked}
              </Text>
            ) : null}
            <Button
              onClick={start}
              disabled={'blocked' in ready || running}
              title={running ? 'One runs: cancel it, or wait for its end' : undefined}
              leftSection={<Play size={16} aria-hidden="true" />}
            >
              Run the benchmark
            </Button>
          </Group>
          {'request' in ready ? <CommandLine command={benchCommand(ready.request)} /> : null}
        </Card>
        {problem ? <PanelState kind="error" title="The server refused that" message={problem} /> : null}
        {gone ? (
          <PanelState
            kind="error"
            title="This benchmark is not known"
            message={`The server has no benchmark ${id}: it keeps the running one and the last few, until it is restarted.`}
            kept="What it recorded is among the runs."
          />
        ) : null}
        {lost ? <LostConnection /> : null}
        {changed.length > 0 ? (
          <PanelState
            kind="stale"
            text={`The settings above are others than this benchmark had: ${changed.join(', ')}.`}
          />
        ) : null}
        {id === null ? (
          <PanelState kind="empty" title="No benchmark runs">
            Its figures stand here as they come; what was recorded is in the other pages.
          </PanelState>
        ) : bench.request ? (
          <BenchProgress bench={bench} running={running} onCancel={cancel} />
        ) : gone ? null : (
          <PanelState kind="loading" height={PROGRESS_HEIGHT} label="The benchmark is loading" />
        )}
      </Stack>
    </>
  );
}

/** What a terminal would run for the same record. */
function CommandLine({ command }: { command: string }) {
  const { copy, copied } = useClipboard({ timeout: 2000 });
  return (
    <Group gap="sm" mt="sm" wrap="nowrap" align="flex-start">
      <CommandText command={command} label="The same on the command line" />
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Copy size={14} aria-hidden="true" />}
        onClick={() => copy(command)}
      >
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </Group>
  );
}
