import { fork } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { loadBetween, parseProcessStat, parseStat, watchMachine } from '../../bench/machine-load.ts';
import { UNKNOWN_LOAD } from '../../engine/core/run-notes.ts';

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

it('reads the time of one process, whatever its name is', () => {
  const stat =
    '77 (node) (x) 3) S 1 77 77 0 -1 4194560 900 0 0 0 250 50 7 9 20 0 11 0 100 1000 200 18446744073709551615';
  expect(parseProcessStat(stat)).toBe(300);
});

it.runIf(process.platform === 'linux')(
  'counts the process that decodes as its own, and knows nothing without it',
  async () => {
    const busy = fork(path.join(import.meta.dirname, 'busy-process.ts'), { execArgv: ['--import', 'tsx'] });
    try {
      await new Promise((resolve) => busy.once('message', resolve));
      const [withIt, withoutIt] = [await watchMachine(busy.pid), await watchMachine()];
      await new Promise((resolve) => setTimeout(resolve, 600));
      const [own, others] = [await withIt(), await withoutIt()];
      // It holds one processor of the machine, and only who does not know it calls it another's.
      expect((others.others ?? 0) - (own.others ?? 0)).toBeGreaterThan(0.3 / os.availableParallelism());
      const ended = await watchMachine(busy.pid);
      busy.kill('SIGKILL');
      await new Promise((resolve) => busy.once('exit', resolve));
      expect(await ended()).toEqual(UNKNOWN_LOAD);
    } finally {
      busy.kill('SIGKILL');
    }
  },
);
