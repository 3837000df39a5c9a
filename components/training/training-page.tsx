'use client';

import { Card, Stack, Title } from '@mantine/core';
import { useState } from 'react';
import { EngineLine } from '../controls/engine-line.tsx';
import { useEngine } from '../data/use-engine.ts';
import { hasNoEngine } from '../shell/engine-advice.tsx';
import { PageHeader } from '../shell/page-header.tsx';
import { PanelState, QueryPanel } from '../shell/panel-state.tsx';
import type { TrainingList } from './events.ts';
import { TrainedTable } from './trained-table.tsx';
import { TrainingCard } from './training-card.tsx';
import { TrainingForm } from './training-form.tsx';
import { useTrainingActions, useTrainings } from './use-trainings.ts';

export function TrainingPage() {
  const { state: engine, retry } = useEngine();
  return (
    <>
      <PageHeader
        title="Training"
        words="Training data, heads and drafts, made on this machine and watched as they learn."
      />
      <Stack gap="lg">
        {hasNoEngine(engine) ? <EngineLine state={engine} onRetry={retry} /> : null}
        <QueryPanel query={useTrainings()} height={700} what="The list of trainings">
          {(list) => <Trainings list={list} />}
        </QueryPanel>
      </Stack>
    </>
  );
}

function Trainings({ list }: { list: TrainingList }) {
  const { start, stop } = useTrainingActions();
  const [problem, setProblem] = useState<string | null>(null);
  const attempt = (work: Promise<void>) => {
    setProblem(null);
    work.catch((error: Error) => setProblem(error.message));
  };
  const answers = list.trained.filter(({ kind }) => kind === 'answers').map(({ name }) => name);
  return (
    <Stack gap="lg">
      <TrainingForm answers={answers} onStart={start} />
      {problem === null ? null : (
        <PanelState
          kind="error"
          title="The server refused that"
          message={problem}
          kept="The trainings below go on as they were."
        />
      )}
      {list.trainings.length === 0 ? (
        <PanelState kind="empty" title="No training since the server was started">
          Start one above. A training that an earlier server stopped goes on from its checkpoint when it is
          started with the same settings.
        </PanelState>
      ) : null}
      {list.trainings.map((training) => (
        <TrainingCard
          key={training.id}
          training={training}
          trainings={list.trainings}
          onStop={() => attempt(stop(training.id))}
          onAgain={() => attempt(start(training.request))}
        />
      ))}
      <Card withBorder padding="md" component="section" aria-label="What there is">
        <Title order={2} size="h4" mb="xs">
          What there is
        </Title>
        <TrainedTable trained={list.trained} />
      </Card>
    </Stack>
  );
}
