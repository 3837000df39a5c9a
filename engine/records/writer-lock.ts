/**
 * Who writes a run folder: a file with the process's number, there from begin to end of the writing. What a killed
 * process leaves behind is taken over; what a living one holds is not.
 */
import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../errors.ts';

export const LOCK_FILE = 'writer.pid';

/** Takes the folder. Throws `runtime-failure` where a living process of this machine writes it. */
export async function lockRun(dir: string): Promise<void> {
  const file = path.join(dir, LOCK_FILE);
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  if (holder > 0 && holder !== process.pid && isAlive(holder))
    throw new EngineError(
      'runtime-failure',
      `process ${holder} is writing the run folder ${JSON.stringify(dir)}`,
    );
  await rm(file, { force: true });
  // Exclusive: of two that take over at once, one gets an error.
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(`${process.pid}\n`);
  } finally {
    await handle.close();
  }
}

export async function unlockRun(dir: string): Promise<void> {
  await rm(path.join(dir, LOCK_FILE), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
