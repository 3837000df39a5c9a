import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { assertChoices } from '../../engine/core/choice-identities.ts';
import { figuresOf } from '../../engine/core/metrics.ts';
import { readRun } from '../../engine/records/read-run.ts';
import { longAnswer } from '../../scripts/page-speed/long-answer.ts';
import { threadMsByMark } from '../../scripts/page-speed/read-trace.ts';

describe('the time of a thread by marks', () => {
  const task = (ts: number, tdur: number, tid = 1) => ({
    name: 'ThreadControllerImpl::RunTask',
    ph: 'X',
    pid: 7,
    tid,
    ts,
    tdur,
  });
  const mark = (ts: number) => ({ name: 'step', ph: 'R', pid: 7, tid: 1, ts });
  const trace = (traceEvents: object[]) => Buffer.from(JSON.stringify({ traceEvents }));
  it('adds up the tasks of the mark’s own thread from the task that holds a mark to the next such task', () => {
    const events = [task(0, 500), task(100, 2000), task(110, 9000, 2), task(300, 1000), task(400, 4000)];
    expect(threadMsByMark(trace([...events, mark(150), mark(450)]), 'step')).toEqual([3]);
    expect(threadMsByMark(trace([...events, mark(50), mark(150), mark(450)]), 'step')).toEqual([0.5, 3]);
  });
  it('knows nothing without marks, and says so where the trace has no thread times', () => {
    expect(threadMsByMark(trace([task(0, 1)]), 'step')).toEqual([]);
    const { tdur: _, ...timeless } = task(0, 1);
    expect(() => threadMsByMark(trace([timeless, mark(1)]), 'step')).toThrow('no thread times');
  });
});

it('the long answer that is made up holds what must hold in every record', async () => {
  const sample = await readRun(fileURLToPath(new URL('../../data/sample-run', import.meta.url)));
  const { groups, name } = await longAnswer(sample);
  expect(name).toBe('synthetic-500x64');
  for (const result of groups[0]?.results ?? []) {
    figuresOf(result);
    assertChoices(result, { kind: 'greedy', repetitionPenalty: 1 });
  }
  const medusa = groups[0]?.results.find(({ method }) => method === 'medusa');
  expect(medusa?.steps.map(({ tree }) => tree.tokenIds.length)).toEqual(Array(500).fill(64));
});
