/** Watches what else the machine does while a run measures. */
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { type MachineLoad, UNKNOWN_LOAD } from '../engine/core/run-notes.ts';

/** Clock ticks a second of /proc/stat: Linux has told programs 100 since long before Node (man 5 proc). */
const TICKS_PER_SECOND = 100;

interface Ticks {
  /** Ticks of all processors, and the parts of them. */
  total: number;
  idle: number;
  steal: number;
  /** Ticks of this process and its engine's. */
  own: number;
}

/**
 * Begins to watch; the function it returns ends the watch and gives the shares since. `engine` is the id of a process
 * that decodes for this one; null where this one decodes itself. Unknown off Linux, and where that process has ended.
 */
export async function watchMachine(engine: number | null = null): Promise<() => Promise<MachineLoad>> {
  const before = await ticks(engine);
  return async () => {
    const after = await ticks(engine);
    return before && after ? loadBetween(before, after) : UNKNOWN_LOAD;
  };
}

/** Null where the two lie too close together to tell. */
export function loadBetween(before: Ticks, after: Ticks): MachineLoad {
  const total = after.total - before.total;
  if (total <= 0) return UNKNOWN_LOAD;
  const steal = after.steal - before.steal;
  const busy = total - (after.idle - before.idle) - steal;
  // The two clocks tick apart: a quiet machine may come out a little under 0.
  const others = Math.max(0, busy - (after.own - before.own));
  return { others: others / total, steal: steal / total };
}

async function ticks(engine: number | null): Promise<Ticks | null> {
  if (os.platform() !== 'linux') return null;
  const child = engine === null ? 0 : await processTicks(engine);
  if (child === null) return null;
  const cpu = process.cpuUsage();
  return { ...parseStat(await readFile('/proc/stat', 'utf8')), own: ownTicks(cpu) + child };
}

/** Null where there is no such process. */
async function processTicks(pid: number): Promise<number | null> {
  try {
    return parseProcessStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}

function ownTicks({ user, system }: NodeJS.CpuUsage): number {
  return ((user + system) / 1e6) * TICKS_PER_SECOND;
}

/** Of /proc/<pid>/stat: its 14th and 15th field, user and system. The 2nd, a name, may hold blanks and brackets. */
export function parseProcessStat(stat: string): number {
  const fields = stat
    .slice(stat.lastIndexOf(')') + 1)
    .trim()
    .split(/\s+/);
  return Number(fields[11]) + Number(fields[12]);
}

/** First line of /proc/stat: user nice system idle iowait irq softirq steal guest guest_nice; guests are within user. */
export function parseStat(stat: string): Omit<Ticks, 'own'> {
  const fields = (stat.split('\n')[0] ?? '').trim().split(/\s+/).slice(1, 9).map(Number);
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = fields;
  return {
    total: user + nice + system + idle + iowait + irq + softirq + steal,
    idle: idle + iowait,
    steal,
  };
}
