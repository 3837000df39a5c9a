import { expect, it } from 'vitest';
import { loadBetween, parseStat, watchMachine } from '../../bench/machine-load.ts';

const STAT = 'cpu  100 10 50 800 20 5 5 10 40 2\ncpu0 50 5 25 400 10 2 3 5 20 1\nintr 1\n';

it('reads the first line of /proc/stat, guests within user', () => {
  expect(parseStat(STAT)).toEqual({ total: 1000, idle: 820, steal: 10 });
});

it('shares what is neither idle, stolen nor its own to others', () => {
  const before = { total: 1000, idle: 800, steal: 10, own: 100 };
  const after = { total: 1200, idle: 850, steal: 20, own: 200 };
  // 200 ticks: 50 idle, 10 stolen, 100 own, 40 of others.
  expect(loadBetween(before, after)).toEqual({ others: 0.2, steal: 0.05 });
  expect(loadBetween(before, before)).toEqual({ others: null, steal: null });
  // Two clocks: a little more of its own than was busy is a quiet machine.
  expect(loadBetween(before, { ...after, own: 245 }).others).toBe(0);
});

it('sees a machine at work', async () => {
  const end = await watchMachine();
  const until = Date.now() + 120;
  while (Date.now() < until);
  const { others, steal } = await end();
  if (process.platform !== 'linux') expect({ others, steal }).toEqual({ others: null, steal: null });
  else {
    expect(others).toBeGreaterThanOrEqual(0);
    expect(others).toBeLessThanOrEqual(1);
    expect(steal).toBeGreaterThanOrEqual(0);
  }
});
