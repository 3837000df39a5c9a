import { expect, it } from 'vitest';
import { planRun } from '../../bench/plan.ts';
import { METHODS } from '../../engine/protocol.ts';

const questions = Array.from({ length: 40 }, (_, i) => ({
  id: i,
  turns: i % 2 ? ['a', 'b'] : ['a', 'b', 'c'],
}));

it('has every method once on every turn of every question in every repeat, repeats on the outside', () => {
  const plan = planRun(questions, METHODS, { turns: 2, repeats: 2, seed: 3 });
  const once = (repeat: number) =>
    questions.flatMap(({ id }) => [
      [repeat, id, 0],
      [repeat, id, 1],
    ]);
  expect(plan.map(({ repeat, question, turn }) => [repeat, question.id, turn])).toEqual([
    ...once(0),
    ...once(1),
  ]);
  for (const { order } of plan) expect([...order].sort()).toEqual([...METHODS].sort());
});

it('is the same for the same seed and another for another', () => {
  const orders = (seed: number) =>
    planRun(questions, METHODS, { turns: 1, repeats: 1, seed }).map((turn) => turn.order);
  expect(orders(5)).toEqual(orders(5));
  expect(orders(5)).not.toEqual(orders(6));
});

it('gives no method the better place: each is first about as often', () => {
  const plan = planRun(questions, METHODS, { turns: 1, repeats: 25, seed: 1 });
  const share = 1 / METHODS.length;
  // Four standard deviations of a count of 1,000 draws.
  const most = 4 * Math.sqrt(1000 * share * (1 - share));
  for (const method of METHODS) {
    const first = plan.filter((turn) => turn.order[0] === method).length;
    expect(Math.abs(first - 1000 * share), method).toBeLessThan(most);
  }
});

it('runs as many turns as a question has, at most those asked for', () => {
  const plan = planRun(questions.slice(0, 2), METHODS, { turns: 9, repeats: 1, seed: 0 });
  expect(plan.map(({ question, turn }) => [question.id, turn])).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
  ]);
});
