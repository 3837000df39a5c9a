/** Reads what a Chromium trace says of a page's main thread. Pure. */

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  ts: number;
  /** Microseconds of the thread's own processor time. */
  tdur?: number;
}

/** Name of the event that spans one task of a thread. */
const TASK = 'ThreadControllerImpl::RunTask';

/** Milliseconds of processor time that the thread of a user timing mark spent from each such mark to the next. */
export function threadMsByMark(trace: Buffer, mark: string): number[] {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: TraceEvent[] };
  const marks = traceEvents.filter(({ name }) => name === mark).sort((a, b) => a.ts - b.ts);
  const thread = marks[0];
  if (!thread) return [];
  const tasks = traceEvents
    .filter(({ name, pid, tid }) => name === TASK && pid === thread.pid && tid === thread.tid)
    .sort((a, b) => a.ts - b.ts);
  if (tasks.every(({ tdur }) => tdur === undefined)) throw new Error('the trace has no thread times');
  // A mark lies inside the task of its key: that task counts for its step.
  const starts = marks.map(({ ts }) => tasks.findLastIndex((task) => task.ts <= ts));
  return starts
    .slice(0, -1)
    .map((start, i) => tasks.slice(start, starts[i + 1]).reduce((sum, { tdur = 0 }) => sum + tdur / 1000, 0));
}
