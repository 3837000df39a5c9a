import { describe, expect, it } from 'vitest';
import {
  accuracyPoints,
  lossPoints,
  type TrainEnd,
  type TrainEvent,
  type Training,
  toldBySteps,
} from '../../components/training/events.ts';
import type { TrainRequest } from '../../components/training/kinds.ts';

const request: TrainRequest = {
  kind: 'heads',
  name: 'mine',
  precision: 'fp32',
  answers: null,
  options: { seed: 1 },
};

const told = (step: number, loss: number): TrainEvent => ({
  type: 'progress',
  phase: 'training',
  step,
  loss,
});
const end = (status: TrainEnd['status']): TrainEvent => ({ type: 'train-end', status, message: null });

function training(id: string, events: TrainEvent[], own: TrainRequest = request): Training {
  return { id, startedAt: '2026-01-01T00:00:00.000Z', over: true, request: own, events };
}

const steps = (of: Training, all: readonly Training[]) => toldBySteps(of, all).map(({ step }) => step);

describe('the curve of a training that goes on', () => {
  const first = training('a', [told(10, 4), told(20, 3), told(30, 2.5), end('stopped')]);
  const second = training('b', [told(25, 2.8), told(40, 2), end('stopped')]);
  const third = training('c', [told(50, 1.5), end('finished')]);
  const all = [third, second, first];

  it('has what those before it told, up to where it took them up', () => {
    expect(steps(first, all)).toEqual([10, 20, 30]);
    // It began behind the last checkpoint: step 30 was lost, and what was told of it is void.
    expect(steps(second, all)).toEqual([10, 20, 25, 40]);
    expect(steps(third, all)).toEqual([10, 20, 25, 40, 50]);
    expect(lossPoints(toldBySteps(third, all)).map(({ loss }) => loss)).toEqual([4, 3, 2.8, 2, 1.5]);
  });
  it('has nothing of another training, nor of one that was finished before', () => {
    const other = training('x', [told(5, 9)], { ...request, options: { seed: 2 } });
    const again = training('d', [told(60, 1)]);
    expect(steps(again, [again, other, ...all])).toEqual([60]);
    expect(steps(second, [second, other])).toEqual([25, 40]);
  });
  it('is that of those before it until it tells a step of its own', () => {
    const waiting = training('e', [{ type: 'waiting', ahead: ['a race'] }]);
    expect(steps(waiting, [waiting, first])).toEqual([10, 20, 30]);
    expect(steps(waiting, [waiting])).toEqual([]);
  });
  it('has held-out accuracy only where it was measured', () => {
    const measured: TrainEvent = {
      type: 'progress',
      phase: 'training',
      step: 20,
      accuracy: [[0.4, 0.6], [0.2]],
    };
    const own = training('f', [told(10, 4), measured]);
    expect(accuracyPoints(toldBySteps(own, [own]))).toEqual([{ step: 20, first: [0.4, 0.2] }]);
  });
});
