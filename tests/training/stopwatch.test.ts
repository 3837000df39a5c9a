import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openStopwatch } from '../../engine/training/stopwatch.ts';
import { temporaryFolder } from '../records/temporary-folder.ts';

it('adds sittings up, loses the last seconds of one that was killed, and knows when it was not there', async () => {
  const folder = await temporaryFolder();
  const [file, work] = [path.join(folder, 'seconds.json'), path.join(folder, 'work')];
  let now = 0;
  const clock = () => now;

  const first = await openStopwatch(file, clock, [work]);
  expect(first.seconds()).toBe(0);
  await writeFile(work, 'some');
  for (now of [4000, 6000, 8000]) first.note(); // kept at 6 seconds; then killed

  now = 100_000;
  const second = await openStopwatch(file, clock, [work]);
  expect(second.seconds()).toBe(6);
  now = 103_000;
  second.note();
  now = 200_000; // nothing was done any more
  expect(second.seconds()).toBe(9);
  expect((await openStopwatch(file, clock, [work])).seconds()).toBe(9);

  const without = await openStopwatch(path.join(folder, 'another.json'), clock, [work]);
  without.note();
  expect(without.seconds()).toBeNull();

  await writeFile(file, '{"seco'); // killed while it was kept
  expect((await openStopwatch(file, clock, [work])).seconds()).toBeNull();
});
