/**
 * A benchmark in a process of its own (bench/child): the server forwards what it says. However it ends, what was done is
 * kept: a process that was killed leaves a record that is closed as partial by another one.
 */
import { type ChildProcess, fork } from 'node:child_process';
import type { FromBench, ToBench } from '../../bench/child/messages.ts';
import type { BenchJob } from '../../bench/open-and-run.ts';
import type { BenchEvent } from '../../components/bench-events.ts';

/** A cancelled benchmark that has not ended after this long is ended with its process, milliseconds. */
const CANCEL_GRACE_MS = 20_000;

type BenchEnd = Extract<BenchEvent, { type: 'bench-end' }>;

/** `entry` is the path of the child's module. Never rejects. */
export async function runBenchChild(
  entry: string,
  job: BenchJob,
  tell: (event: BenchEvent) => void,
  signal: AbortSignal,
): Promise<BenchEnd> {
  let record: { dir: string; run: string } | null = null;
  let groups = 0;
  const outcome = await talk(entry, { type: 'run', job }, signal, (message) => {
    switch (message.type) {
      case 'run':
        record = { dir: message.dir, run: message.run };
        tell({ type: 'run', run: message.run });
        break;
      case 'progress':
        groups = message.done;
        tell(message);
        break;
      case 'preparing':
      case 'note':
      case 'results':
        tell(message);
    }
  });
  if (outcome.type === 'end')
    return { type: 'bench-end', status: outcome.status, groups: outcome.groups, message: null };
  if (outcome.type === 'error')
    // The benchmark has closed its record itself.
    return { type: 'bench-end', status: record ? 'partial' : 'failed', groups, message: outcome.message };
  if (!record) return { type: 'bench-end', status: 'failed', groups: 0, message: outcome.how };
  return closed(entry, record, outcome.how);
}

async function closed(entry: string, { dir }: { dir: string }, how: string): Promise<BenchEnd> {
  const endedAt = new Date().toISOString();
  const outcome = await talk(entry, { type: 'close', dir, endedAt }, new AbortController().signal, () => {});
  const groups = outcome.type === 'end' ? outcome.groups : 0;
  const kept =
    outcome.type === 'end'
      ? `${how}. The prompt in work is lost; ${groups} done before are kept, marked partial.`
      : `${how}. Its record could not be closed: ${outcome.type === 'error' ? outcome.message : outcome.how}.`;
  return { type: 'bench-end', status: 'partial', groups, message: kept };
}

type Outcome = Extract<FromBench, { type: 'end' | 'error' }> | { type: 'died'; how: string };

/** Runs one child to its end; every message but the last goes to `hear`. */
function talk(
  entry: string,
  first: ToBench,
  signal: AbortSignal,
  hear: (message: FromBench) => void,
): Promise<Outcome> {
  const child: ChildProcess = fork(/* turbopackIgnore: true */ entry, [], {
    serialization: 'advanced',
    execArgv: ['--import', 'tsx'],
  });
  let last: Outcome | null = null;
  let grace: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => {
    if (child.connected) child.send({ type: 'cancel' } satisfies ToBench);
    grace = setTimeout(() => child.kill('SIGKILL'), CANCEL_GRACE_MS);
  };
  child.on('message', (message: FromBench) => {
    if (message.type === 'end' || message.type === 'error') last = message;
    else hear(message);
  });
  child.send(first);
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  return new Promise((resolve) => {
    const over = (how: string) => {
      signal.removeEventListener('abort', cancel);
      clearTimeout(grace);
      resolve(last ?? { type: 'died', how });
    };
    child.once('error', (error) => over(`The benchmark's process could not start: ${error.message}`));
    child.once('exit', (code, by) =>
      over(`The benchmark's process ${by ? `was killed by ${by}` : `ended with code ${code}`}`),
    );
  });
}
