/** What a training tells, and what charts need of it. Pure. */
import type { Precision } from '../../engine/protocol.ts';
import type { TrainRequest } from './kinds.ts';

export interface TrainProgress {
  type: 'progress';
  phase: string;
  step?: number;
  totalSteps?: number;
  done?: number;
  total?: number;
  loss?: number;
  secondsLeft?: number;
  /** Held-out, [position][k]: share of right answers among the first k + 1 guesses; at each quarter of an epoch. */
  accuracy?: number[][];
}

export interface TrainEnd {
  type: 'train-end';
  status: 'finished' | 'stopped' | 'failed';
  /** Why it failed; null where it did not. */
  message: string | null;
}

export type TrainEvent =
  | { type: 'train-start'; request: TrainRequest }
  | { type: 'waiting'; ahead: string[] }
  | TrainProgress
  | TrainEnd;

export interface Training {
  id: string;
  /** UTC, ISO 8601. */
  startedAt: string;
  over: boolean;
  request: TrainRequest;
  events: TrainEvent[];
}

/** The card beside an artifact or packed answers; only what the page shows. */
export interface TrainedCard {
  /** Of the folder; `shipped` for what comes with the product. */
  name: string;
  /** medusa, hydra, draft, answers. */
  kind: string;
  /** Where it lies. */
  file: string;
  sha256: string | null;
  /** Arithmetic of the target that it learnt from; null where the card does not tell. */
  precision: Precision | null;
  steps: number | null;
  seconds: number | null;
  machine: string | null;
  /** [position][k]; null for answers. */
  accuracy: number[][] | null;
}

export interface TrainingList {
  /** Newest first. */
  trainings: Training[];
  trained: TrainedCard[];
}

type StepProgress = TrainProgress & { step: number };

function stepsOf(events: readonly TrainEvent[]): StepProgress[] {
  return events.filter(
    (event): event is StepProgress => event.type === 'progress' && event.step !== undefined,
  );
}

/**
 * What was told of each step: by the training itself, and before its first step by those that it goes on from, which
 * were started with the same settings since the last one that was finished. `trainings` are newest first.
 */
export function toldBySteps(training: Training, trainings: readonly Training[]): StepProgress[] {
  const settings = JSON.stringify(training.request);
  const older = trainings
    .slice(trainings.findIndex(({ id }) => id === training.id) + 1)
    .filter(({ request }) => JSON.stringify(request) === settings);
  const finished = older.findIndex(({ events }) => {
    const last = events.at(-1);
    return last?.type === 'train-end' && last.status === 'finished';
  });
  const chain = finished === -1 ? older : older.slice(0, finished);
  return [training, ...chain].reduceRight<StepProgress[]>((told, { events }) => {
    const own = stepsOf(events);
    const first = own[0]?.step;
    // Steps behind the checkpoint were lost, and are told anew.
    return first === undefined ? told : [...told.filter(({ step }) => step < first), ...own];
  }, []);
}

export function lossPoints(told: readonly StepProgress[]): { step: number; loss: number }[] {
  return told.flatMap(({ step, loss }) => (loss === undefined ? [] : [{ step, loss }]));
}

/** First guesses by position, a point each quarter of an epoch. */
export function accuracyPoints(told: readonly StepProgress[]): { step: number; first: number[] }[] {
  return told.flatMap(({ step, accuracy }) =>
    accuracy ? [{ step, first: accuracy.map((row) => row[0] ?? 0) }] : [],
  );
}

/** "training heads: 120 of 1900, loss 6.210, 12 min left". */
export function progressWords(events: readonly TrainEvent[]): string {
  const last = events.at(-1);
  switch (last?.type) {
    case undefined:
    case 'train-start':
      return 'Starting';
    case 'waiting':
      return `Waiting for ${last.ahead.join(', ')}`;
    case 'train-end':
      return (
        last.message ?? (last.status === 'finished' ? 'Finished' : 'Stopped; it goes on from its checkpoint')
      );
    case 'progress': {
      const [at, all] = [last.step ?? last.done, last.totalSteps ?? last.total];
      const parts = [
        ...(at === undefined || all === undefined ? [] : [`${at} of ${all}`]),
        ...(last.loss === undefined ? [] : [`loss ${last.loss.toFixed(3)}`]),
        ...(last.secondsLeft === undefined ? [] : [`${Math.ceil(last.secondsLeft / 60)} min left`]),
      ];
      return parts.length > 0 ? `${last.phase}: ${parts.join(', ')}` : last.phase;
    }
  }
}
