'use client';

import { Button, Card, Group, NumberInput, Select, SimpleGrid, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { DEFAULT_SETTINGS, PRECISIONS, type Precision } from '../../engine/protocol.ts';
import { PanelState } from '../shell/panel-state.tsx';
import { KINDS, TRAIN_KINDS, type TrainKind, type TrainRequest } from './kinds.ts';

interface TrainingFormProps {
  /** Names of training data made here. */
  answers: readonly string[];
  onStart: (request: TrainRequest) => Promise<void>;
}

export function TrainingForm({ answers, onStart }: TrainingFormProps) {
  const [kind, setKind] = useState<TrainKind>('heads');
  const [name, setName] = useState('my-heads');
  const [precision, setPrecision] = useState<Precision>(DEFAULT_SETTINGS.precision);
  const [from, setFrom] = useState<string | null>(null);
  const [options, setOptions] = useState<Record<string, number>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const start = async () => {
    setAsking(true);
    setProblem(null);
    try {
      await onStart({ kind, name, precision, answers: kind === 'data' ? null : from, options });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setAsking(false);
    }
  };
  const set = (flag: string, value: number | string) => {
    const { [flag]: _, ...rest } = options;
    setOptions(typeof value === 'number' ? { ...rest, [flag]: value } : rest);
  };
  return (
    <Card withBorder padding="md" component="section" aria-label="Start a training">
      <Title order={2} size="h4">
        Start
      </Title>
      <Text size="sm" c="var(--quiet)" mb="sm">
        {KINDS[kind].words}. A grey number is the default of the command. It takes every core for minutes; a
        stopped one goes on from its checkpoint when it is started with the same settings.
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
        <Select
          label="What"
          value={kind}
          allowDeselect={false}
          data={TRAIN_KINDS.map((value) => ({ value, label: KINDS[value].label }))}
          onChange={(value) => {
            setKind(value as TrainKind);
            setOptions({});
          }}
        />
        <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Select
          label="Precision of the target"
          value={precision}
          allowDeselect={false}
          data={[...PRECISIONS]}
          onChange={(value) => setPrecision(value as Precision)}
        />
        {kind === 'data' ? null : (
          <Select
            label="Learns from"
            value={from ?? ''}
            allowDeselect={false}
            data={[{ value: '', label: 'the shipped answers' }, ...answers]}
            onChange={(value) => setFrom(value || null)}
          />
        )}
        {KINDS[kind].options.map(({ flag, label, low, high, whole, preset }) => (
          <NumberInput
            key={`${kind} ${flag}`}
            label={label}
            placeholder={String(preset)}
            min={low}
            max={high}
            allowDecimal={!whole}
            value={options[flag] ?? ''}
            onChange={(value) => set(flag, value)}
          />
        ))}
      </SimpleGrid>
      <Group mt="sm">
        <Button onClick={start} loading={asking}>
          Start
        </Button>
      </Group>
      {problem === null ? null : <PanelState kind="error" title="It was not started" message={problem} />}
    </Card>
  );
}
