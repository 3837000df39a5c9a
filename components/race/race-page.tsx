'use client';

import {
  Alert,
  Card,
  Container,
  Group,
  Loader,
  Progress,
  SimpleGrid,
  Stack,
  Text,
  Title,
  VisuallyHidden,
} from '@mantine/core';
import { useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { EngineState } from '../../engine/child/client.ts';
import type { Method, TokenId } from '../../engine/protocol.ts';
import { FiguresChart } from '../chart/figures-chart.tsx';
import { type FormState, PromptForm, type SuiteQuestion } from '../controls/prompt-form.tsx';
import { ThemeSwitch } from '../controls/theme-switch.tsx';
import { megabytes } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { StepPanel } from '../tree/step-panel.tsx';
import { LaneCard } from './lane-card.tsx';
import type { Race } from './race-state.ts';
import { stripScale } from './step-strip-layout.ts';
import { useEngineStatus } from './use-engine-status.ts';
import { useRace } from './use-race.ts';

interface Selection {
  method: Method;
  step: number;
}

const FIRST_PROMPT = 'Write a Python function that returns the n-th Fibonacci number.';

export function RacePage() {
  const search = useSearchParams();
  const status = useEngineStatus();
  const { race, error, start, stop } = useRace();
  const [questions, setQuestions] = useState<SuiteQuestion[]>([]);
  const [selection, setSelection] = useState<Selection | null>(null);
  const [form, setForm] = useState<FormState>({
    questionId: null,
    prompt: FIRST_PROMPT,
    methods: ['vanilla', 'speculative', 'lookup', 'medusa'],
    maxNewTokens: 128,
  });

  useEffect(() => {
    fetch('/api/suite')
      .then((response) => response.json())
      .then((suite: { questions: SuiteQuestion[] }) => setQuestions(suite.questions))
      .catch(() => setQuestions([]));
  }, []);

  // The address names a prompt of the suite; nothing else is remembered there yet.
  const wanted = search.get('prompt');
  useEffect(() => {
    const question = questions.find((q) => String(q.questionId) === wanted);
    if (question) setForm((before) => ({ ...before, questionId: wanted, prompt: question.turns[0] ?? '' }));
  }, [wanted, questions]);
  const change = (next: FormState) => {
    setForm(next);
    const url = new URL(window.location.href);
    if (next.questionId === null) url.searchParams.delete('prompt');
    else url.searchParams.set('prompt', next.questionId);
    window.history.replaceState(null, '', url);
  };

  const info = status?.kind === 'ready' ? status.info : null;
  const available = form.methods.filter(
    (method) => info?.methods.find((m) => m.method === method)?.available,
  );
  const scale = stripScale(
    race.lanes.map((lane) => ({ originMs: lane.prefill?.ttftMs ?? 0, steps: lane.steps })),
  );
  const label = (id: TokenId) => race.labels.get(id)?.text ?? `token ${id}`;
  const lane = selection ? race.lanes.find((l) => l.method === selection.method) : undefined;
  const step = selection ? lane?.steps[selection.step] : undefined;

  return (
    <Container size="xl" py="md" component="main">
      <Group justify="space-between" mb="md" align="flex-start">
        <div>
          <Title order={1} size="h2">
            Gorgon
          </Title>
          <Text c="var(--quiet)">One prompt, several ways of decoding, one engine.</Text>
        </div>
        <ThemeSwitch />
      </Group>
      <Stack gap="md">
        <EngineLine status={status} />
        <Card withBorder padding="md" component="section" aria-label="Prompt and settings">
          <PromptForm
            questions={questions}
            state={form}
            onChange={change}
            methods={info?.methods ?? []}
            blocked={blockedBy(status, form, available)}
            running={race.running}
            onRun={() => {
              setSelection(null);
              start({ prompt: form.prompt, methods: available, maxNewTokens: form.maxNewTokens });
            }}
            onStop={stop}
          />
        </Card>
        {error ? (
          <Alert color="red" title="The race stopped" role="alert">
            {error}. What had arrived is still shown below.
          </Alert>
        ) : null}
        <VisuallyHidden role="status">{statusText(race)}</VisuallyHidden>
        {race.lanes.length === 0 ? (
          <Text c="var(--quiet)" ta="center" py="lg">
            Press Run: each method decodes the prompt in turn on the same engine, and every step can be
            opened.
          </Text>
        ) : (
          <div>
            <SimpleGrid
              cols={{ base: 1, sm: 2, lg: race.lanes.length > 2 ? Math.min(4, race.lanes.length) : 2 }}
              spacing="md"
            >
              {race.lanes.map((one) => (
                <LaneCard
                  key={one.method}
                  lane={one}
                  race={race}
                  info={info?.methods.find((m) => m.method === one.method)}
                  scale={scale}
                  selected={selection?.method === one.method ? selection.step : null}
                  onSelect={(index) => setSelection({ method: one.method, step: index })}
                />
              ))}
            </SimpleGrid>
            <Text size="sm" c="var(--quiet)" mt="xs">
              Lanes run in turn, so that none takes time from another, and are drawn on one clock that starts
              at each lane's first token. Solid underline: proposed and accepted. Dotted: the target's own. In
              a strip a block's width is its milliseconds, its height the tokens it gained; click one, or use
              the arrow keys.
            </Text>
          </div>
        )}
        {selection && lane && step ? (
          <StepPanel method={selection.method} step={step} stepCount={lane.steps.length} label={label} />
        ) : null}
        <FiguresChart />
      </Stack>
    </Container>
  );
}

function blockedBy(status: EngineState | null, form: FormState, available: Method[]): string | null {
  if (status?.kind !== 'ready') return 'Run waits for the engine.';
  if (form.prompt === '') return 'Type a prompt, or take one from the suite.';
  if (available.length === 0) return 'Choose at least one method.';
  if (!Number.isInteger(form.maxNewTokens) || form.maxNewTokens < 1 || form.maxNewTokens > 2048) {
    return 'Most tokens must be a whole number from 1 to 2048.';
  }
  return null;
}

/** What a screen reader is told; the texts themselves are no live regions. */
function statusText(race: Race): string {
  if (race.lanes.length === 0) return '';
  if (race.running) {
    const active = race.lanes.find((lane) => lane.status === 'reading' || lane.status === 'decoding');
    return active ? `${METHOD_STYLES[active.method].label} is decoding` : 'Race started';
  }
  return `Race over: ${race.lanes.map((lane) => `${METHOD_STYLES[lane.method].label} ${lane.status}, ${lane.steps.length} steps`).join('; ')}`;
}

function EngineLine({ status }: { status: EngineState | null }) {
  if (status?.kind === 'ready') {
    const { model, precision, threads, runtime } = status.info;
    return (
      <Text size="sm" c="var(--quiet)">
        {model.name} · {precision} · {threads} threads · {runtime.name} {runtime.version} · greedy
      </Text>
    );
  }
  if (status?.kind === 'failed') {
    return (
      <Alert color="red" title="The engine is not running" role="alert">
        {status.message}
      </Alert>
    );
  }
  const known = status?.receivedBytes !== null && status?.totalBytes ? status : null;
  return (
    <Card withBorder padding="sm">
      <Group gap="sm" wrap="nowrap">
        <Loader size="xs" aria-hidden="true" />
        <Text size="sm">
          The engine is starting: {status?.phase ?? 'asking'}
          {known ? `, ${megabytes(known.receivedBytes ?? 0)} of ${megabytes(known.totalBytes ?? 0)}` : ''}
        </Text>
      </Group>
      {known ? (
        <Progress
          mt="xs"
          value={(100 * (known.receivedBytes ?? 0)) / (known.totalBytes ?? 1)}
          aria-label="Download of the model"
        />
      ) : null}
    </Card>
  );
}
