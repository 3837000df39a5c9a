'use client';

import { Badge, Button, Card, Code, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import dynamic from 'next/dynamic';
import { ChartFrame } from '../chart/chart-frame.tsx';
import { percent } from '../format.ts';
import { accuracyPoints, lossPoints, progressWords, type Training, toldBySteps } from './events.ts';
import { KINDS, trainArguments } from './kinds.ts';
import { UseLinks } from './use-links.tsx';

const CURVE_HEIGHT = 220;

/** Recharts comes with the first training that has a curve to show. */
const CurveChart = dynamic(() => import('./curve-chart.tsx').then((file) => file.CurveChart), {
  loading: () => <Skeleton height={CURVE_HEIGHT} />,
});

interface TrainingCardProps {
  training: Training;
  /** It is one of these; newest first. */
  trainings: readonly Training[];
  onStop: () => void;
  onAgain: () => void;
}

const COLORS = {
  data: 'var(--quiet)',
  heads: 'var(--method-medusa)',
  hydra: 'var(--method-hydra)',
  draft: 'var(--method-speculative)',
};

/** One training: how far it is, its loss and its held-out accuracy as they come. */
export function TrainingCard({ training, trainings, onStop, onAgain }: TrainingCardProps) {
  const { request, events, over, startedAt } = training;
  // One that was gone on with has the name of the one before.
  const name = `${request.name}, ${startedAt.slice(11, 19)}`;
  const { drafts } = KINDS[request.kind];
  const color = COLORS[request.kind];
  const last = events.at(-1);
  const status = last?.type === 'train-end' ? last.status : last?.type === 'waiting' ? 'waiting' : 'running';
  const told = toldBySteps(training, trainings);
  const losses = lossPoints(told);
  const points = accuracyPoints(told);
  const heads = points[0]?.first.map((_, i) => `${i + 1} ahead`) ?? [];
  return (
    <Card withBorder padding="md" component="section" aria-label={`Training ${name}`}>
      <Group justify="space-between">
        <Group gap="xs">
          <Title order={2} size="h4">
            {request.name}
          </Title>
          <Badge variant="outline" color={status === 'failed' ? 'red' : 'gray'} tt="none">
            {status}
          </Badge>
        </Group>
        {over ? (
          status === 'finished' ? null : (
            <Button size="xs" variant="default" onClick={onAgain}>
              Go on
            </Button>
          )
        ) : (
          <Button size="xs" variant="default" onClick={onStop}>
            Stop
          </Button>
        )}
      </Group>
      <Text size="sm">
        {KINDS[request.kind].label}, started {startedAt.slice(0, 16).replace('T', ' ')} UTC
      </Text>
      <Text size="sm" my="xs" c={status === 'failed' ? 'var(--bad)' : undefined} role="status">
        {progressWords(events)}
      </Text>
      {status === 'finished' && drafts !== null ? (
        <UseLinks kind={drafts} set={request.name} precision={request.precision} />
      ) : null}
      <Code block style={{ whiteSpace: 'pre-wrap' }}>{`gorgon ${trainArguments(request).join(' ')}`}</Code>
      <Stack gap="sm" mt="sm">
        {losses.length > 0 ? (
          <ChartFrame
            title={`Loss of ${name}`}
            finding="Mean over the batches since the last report, from 0. Where it goes on from a stopped training, that one's part comes first."
            table={{
              id: 'loss-table',
              caption: 'Loss by step',
              columns: [
                { name: 'step', numeric: true },
                { name: 'loss', numeric: true },
              ],
              rows: losses.map(({ step, loss }) => [String(step), loss.toFixed(4)]),
            }}
          >
            <CurveChart
              height={CURVE_HEIGHT}
              title="Loss by step"
              points={losses}
              series={['loss']}
              color={color}
            />
          </ChartFrame>
        ) : null}
        {points.length > 0 ? (
          <ChartFrame
            title={`Held-out accuracy of ${name}`}
            finding="Share of held-out tokens that the first guess has right, at each quarter of an epoch; tokens it cannot propose count as wrong."
            table={{
              id: 'accuracy-table',
              caption: 'First guesses that are right, on held-out prompts',
              columns: [
                { name: 'step', numeric: true },
                ...heads.map((name) => ({ name, numeric: true as const })),
              ],
              rows: points.map(({ step, first }) => [String(step), ...first.map((share) => percent(share))]),
            }}
          >
            <CurveChart
              height={CURVE_HEIGHT}
              title="Held-out accuracy by step"
              points={points.map(({ step, first }) => ({
                step,
                ...Object.fromEntries(first.map((share, i) => [`${i + 1} ahead`, share])),
              }))}
              series={heads}
              color={color}
              top={1}
            />
          </ChartFrame>
        ) : null}
      </Stack>
    </Card>
  );
}
