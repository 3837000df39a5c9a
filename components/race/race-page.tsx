'use client';

import { Alert, Card, Container, SimpleGrid, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { EngineState } from '../../engine/child/client.ts';
import type { Method, TokenId } from '../../engine/protocol.ts';
import { type FormState, PromptForm } from '../controls/prompt-form.tsx';
import { useSuite } from '../controls/use-suite.ts';
import { METHOD_STYLES } from '../methods.ts';
import { MOST_NEW_TOKENS } from '../race-events.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { StepPanel } from '../tree/step-panel.tsx';
import { readAddress, type Selection, writeAddress } from './address.ts';
import { EngineLine } from './engine-line.tsx';
import { LaneCard } from './lane-card.tsx';
import { laneFigures } from './race-state.ts';
import { statusText } from './status-text.ts';
import { stripScale } from './step-strip-layout.ts';
import { useEngineStatus } from './use-engine-status.ts';
import { useRace } from './use-race.ts';

const FIRST_PROMPT = 'Write a Python function that returns the n-th Fibonacci number.';

export function RacePage() {
  const address = readAddress(useSearchParams());
  const { state: engine, retry } = useEngineStatus();
  const { race, error, start, stop } = useRace();
  const suite = useSuite();
  const [form, setForm] = useState<FormState>({
    questionId: null,
    prompt: FIRST_PROMPT,
    methods: ['vanilla', 'speculative', 'lookup', 'medusa'],
    maxNewTokens: 128,
  });

  const { selection, prompt: wanted } = address;
  useEffect(() => {
    const question = suite.questions.find((q) => String(q.questionId) === wanted);
    if (question) setForm((before) => ({ ...before, questionId: wanted, prompt: question.turns[0] ?? '' }));
  }, [wanted, suite.questions]);
  const goTo = (prompt: string | null, next: Selection | null) => {
    const query = writeAddress(new URLSearchParams(window.location.search), { prompt, selection: next });
    window.history.replaceState(null, '', query.size > 0 ? `?${query}` : window.location.pathname);
  };
  const select = (method: Method, step: number) => goTo(wanted, { method, step });
  const change = (next: FormState) => {
    setForm(next);
    // A step of another prompt's answer means nothing here.
    if (next.prompt !== form.prompt || next.questionId !== form.questionId) goTo(next.questionId, null);
  };

  const info = engine?.kind === 'ready' ? engine.info : null;
  const available = form.methods.filter(
    (method) => info?.methods.find((m) => m.method === method)?.available,
  );
  const scale = stripScale(
    race.lanes.map((lane) => ({ originMs: lane.prefill?.ttftMs ?? 0, steps: lane.steps })),
  );
  const label = (id: TokenId) => race.labels.get(id)?.text ?? `token ${id}`;
  const lane = selection ? race.lanes.find((l) => l.method === selection.method) : undefined;
  const step = selection ? lane?.steps[selection.step] : undefined;
  const vanilla = race.lanes.find((l) => l.method === 'vanilla');

  return (
    <Container size="xl" px={0}>
      <PageHeader title="Race" words="One prompt, several ways of decoding, one engine." />
      <Stack gap="md">
        <EngineLine state={engine} onRetry={retry} />
        <Card withBorder padding="md" component="section" aria-label="Prompt and settings">
          <PromptForm
            questions={suite.questions}
            note={
              suite.error ??
              (wanted !== null && suite.questions.length > 0 && form.questionId !== wanted
                ? `The suite has no prompt ${wanted}: take another, or type one.`
                : null)
            }
            state={form}
            onChange={change}
            methods={info?.methods ?? []}
            blocked={blockedBy(engine, form, available)}
            running={race.running}
            onRun={() =>
              start({ prompt: form.prompt, methods: available, maxNewTokens: form.maxNewTokens ?? 0 })
            }
            onStop={stop}
          />
        </Card>
        {error ? (
          <Alert color="red" title="The race ended early" role="alert">
            {error}. What had arrived is still shown below.
          </Alert>
        ) : null}
        <VisuallyHidden role="status">{statusText(race)}</VisuallyHidden>
        {race.lanes.length === 0 ? (
          <Text c="var(--quiet)" ta="center" py="lg">
            {selection
              ? `Press Run to see step ${selection.step + 1} of ${METHOD_STYLES[selection.method].label}.`
              : 'Press Run: each method decodes the prompt in turn on the same engine, and every step can be opened.'}
          </Text>
        ) : (
          <div>
            <SimpleGrid
              cols={{ base: 1, sm: Math.min(2, race.lanes.length), lg: race.lanes.length }}
              spacing="md"
              verticalSpacing={0}
            >
              {race.lanes.map((one) => (
                <LaneCard
                  key={one.method}
                  lane={one}
                  race={race}
                  info={info?.methods.find((m) => m.method === one.method)}
                  scale={scale}
                  selected={selection?.method === one.method ? selection.step : null}
                  onSelect={(index) => select(one.method, index)}
                  label={label}
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
          <StepPanel
            method={selection.method}
            step={step}
            stepCount={lane.steps.length}
            vanillaStepMs={(vanilla && laneFigures(vanilla)?.tpotMs) ?? null}
            label={label}
            onStep={(index) => select(selection.method, index)}
          />
        ) : null}
      </Stack>
    </Container>
  );
}

function blockedBy(engine: EngineState | null, form: FormState, available: Method[]): string | null {
  if (engine?.kind !== 'ready') return 'Run waits for the engine.';
  if (form.prompt === '') return 'Run waits for a prompt.';
  if (available.length === 0) return 'Choose at least one method.';
  const { maxNewTokens } = form;
  if (
    maxNewTokens === null ||
    !Number.isInteger(maxNewTokens) ||
    maxNewTokens < 1 ||
    maxNewTokens > MOST_NEW_TOKENS
  )
    return `Most tokens must be a whole number from 1 to ${MOST_NEW_TOKENS}.`;
  return null;
}
