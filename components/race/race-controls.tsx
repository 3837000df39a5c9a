'use client';

import { Button, Card, Checkbox, Group, NumberInput, Stack, Switch, Text } from '@mantine/core';
import { Play, Square } from 'lucide-react';
import { EngineFields } from '../controls/engine-fields.tsx';
import { MethodChecks } from '../controls/method-checks.tsx';
import { PromptForm } from '../controls/prompt-form.tsx';
import { SamplingFields } from '../controls/sampling-fields.tsx';
import type { Predictabilities } from '../controls/suite-prompt.ts';
import type { SuiteQuestion } from '../controls/use-suite.ts';
import { type EngineChoice, type EngineSeen, methodsUnder, sameChoice } from '../engine-choice.ts';
import { MOST_NEW_TOKENS, type RaceRequest } from '../race-events.ts';
import { chosenMethods, type RaceForm, requestOf } from './race-form.ts';

interface RaceControlsProps {
  form: RaceForm;
  onChange: (form: RaceForm) => void;
  questions: readonly SuiteQuestion[];
  predictabilities: Predictabilities;
  note: string | null;
  choice: EngineChoice;
  onChoice: (choice: EngineChoice) => void;
  engine: EngineSeen | null;
  running: boolean;
  onRun: (request: RaceRequest) => void;
  onStop: () => void;
  replayAtEnd: boolean;
  onReplayAtEnd: (on: boolean) => void;
}

export function RaceControls(props: RaceControlsProps) {
  const { form, onChange, choice, engine, running, onRun, onStop, replayAtEnd, onReplayAtEnd } = props;
  const infos = methodsUnder(engine, choice);
  const ready = requestOf(form, choice, engine);
  const other = engine?.kind === 'ready' && !sameChoice(engine.choice, choice);
  return (
    <Card withBorder padding="md" component="section" aria-label="Prompt and settings">
      <Stack gap="sm">
        <PromptForm
          questions={props.questions}
          predictabilities={props.predictabilities}
          note={props.note}
          value={form}
          onChange={(choice) => onChange({ ...form, ...choice })}
        />
        <MethodChecks
          infos={infos}
          chosen={chosenMethods(form, infos)}
          onChange={(methods) => onChange({ ...form, methods })}
        />
        <Group align="flex-end" gap="sm">
          <NumberInput
            label="Most tokens"
            value={form.maxNewTokens ?? ''}
            min={1}
            max={MOST_NEW_TOKENS}
            clampBehavior="none"
            allowDecimal={false}
            w={112}
            onChange={(value) => onChange({ ...form, maxNewTokens: value === '' ? null : Number(value) })}
          />
          <SamplingFields value={form.sampling} onChange={(sampling) => onChange({ ...form, sampling })} />
          <Checkbox
            label="Full trace (costs time)"
            title="Records the target's probability of every candidate. Whole rows of logits then leave every pass, so that wide trees look slower than they are."
            checked={form.fullTrace}
            onChange={(event) => onChange({ ...form, fullTrace: event.currentTarget.checked })}
            pb={6}
          />
        </Group>
        <EngineFields value={choice} onChange={props.onChoice} />
        <Group justify="space-between" gap="sm">
          <Switch
            label="Replay together when all are in"
            checked={replayAtEnd}
            onChange={(event) => onReplayAtEnd(event.currentTarget.checked)}
          />
          <Group gap="sm">
            {'blocked' in ready && form.prompt !== '' && !running ? (
              <Text size="sm" c="var(--quiet)">
                {ready.blocked}
              </Text>
            ) : null}
            {other && !running ? (
              <Text size="sm" c="var(--quiet)">
                Run opens the engine anew with this choice.
              </Text>
            ) : null}
            {running ? (
              <Button onClick={onStop} color="red" leftSection={<Square size={16} aria-hidden="true" />}>
                Stop
              </Button>
            ) : (
              <Button
                onClick={() => ('request' in ready ? onRun(ready.request) : undefined)}
                disabled={'blocked' in ready}
                leftSection={<Play size={16} aria-hidden="true" />}
              >
                Run
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
    </Card>
  );
}
