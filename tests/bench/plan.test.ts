import { expect, it } from 'vitest';
import { planRun } from '../../bench/plan.ts';
import { METHODS } from '../../engine/protocol.ts';

const questions = Array.from({ length: 40 }, (_, i) => i);

it('has every method once on every prompt in every repeat, repeats on the outside', () => {
  const plan = planRun(questions, METHODS, { repeats: 2, seed: 3 });
  expect(plan.map((turn) => [turn.repeat, turn.question])).toEqual([
    ...questions.map((q) => [0, q]),
    ...questions.map((q) => [1, q]),
  ]);
  for (const { order } of plan) expect([...order].sort()).toEqual([...METHODS].sort());
});

it('is the same for the same seed and another for another', () => {
  const orders = (seed: number) =>
    planRun(questions, METHODS, { repeats: 1, seed }).map((turn) => turn.order);
  expect(orders(5)).toEqual(orders(5));
  expect(orders(5)).not.toEqual(orders(6));
});

it('gives no method the better place: each is first about as often', () => {
  const plan = planRun(questions, METHODS, { repeats: 25, seed: 1 });
  for (const method of METHODS) {
    const first = plan.filter((turn) => turn.order[0] === method).length;
    // 1,000 turns, a quarter each: four standard deviations are 55.
    expect(Math.abs(first - 250), method).toBeLessThan(55);
  }
});
