/** The benchmarks of this server, each in a process of its own. */
import type { BenchJob } from '../../bench/open-and-run.ts';
import type { BenchEvent, BenchTold } from '../../components/bench-events.ts';
import { type HubJob, JobHub } from './job-hub.ts';
import type { JobQueue } from './job-queue.ts';
import { runBenchChild } from './run-bench.ts';

export interface BenchStart {
  job: BenchJob;
  told: BenchTold;
}

export type Bench = HubJob<BenchStart, BenchEvent>;
export type BenchHub = JobHub<BenchStart, BenchEvent>;

/** `entry` is the path of the module that a benchmark's process runs. */
export function benchHub(entry: string, queue: JobQueue): BenchHub {
  return new JobHub<BenchStart, BenchEvent>(queue, {
    name: 'a benchmark',
    first: ({ told }) => ({ type: 'bench-start', request: told }),
    waiting: (ahead) => ({ type: 'waiting', ahead }),
    run: ({ job }, tell, signal) => runBenchChild(entry, job, tell, signal),
    dropped: () => ({
      type: 'bench-end',
      status: 'failed',
      groups: 0,
      message: 'Cancelled before its turn came.',
    }),
  });
}
