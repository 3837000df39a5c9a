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
  /** Held-out, [position][k]: share of right answers among the first k + 1 guesses; after an epoch. */
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

export function lossPoints(events: readonly TrainEvent[]): { step: number; loss: number }[] {
  return events.flatMap((event) =>
    event.type === 'progress' && event.loss !== undefined && event.step !== undefined
      ? [{ step: event.step, loss: event.loss }]
      : [],
  );
}

/** First guesses by position, a point an epoch. */
export function accuracyPoints(events: readonly TrainEvent[]): { step: number; first: number[] }[] {
  return events.flatMap((event) =>
    event.type === 'progress' && event.accuracy && event.step !== undefined
      ? [{ step: event.step, first: event.accuracy.map((row) => row[0] ?? 0) }]
      : [],
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
