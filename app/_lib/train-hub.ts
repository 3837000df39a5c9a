/** The trainings of this server, each in a process of its own, in turn with races and benchmarks. */
import type { TrainEvent } from '../../components/training/events.ts';
import type { TrainRequest } from '../../components/training/kinds.ts';
import { JobHub } from './job-hub.ts';
import type { JobQueue } from './job-queue.ts';
import { runTraining } from './run-training.ts';

export type TrainHub = JobHub<TrainRequest, TrainEvent>;

/** `main` is the path of the command line. */
export function trainHub(main: string, queue: JobQueue): TrainHub {
  return new JobHub<TrainRequest, TrainEvent>(queue, {
    name: 'a training',
    first: (request) => ({ type: 'train-start', request }),
    waiting: (ahead) => ({ type: 'waiting', ahead }),
    run: (request, tell, signal) => runTraining(main, request, tell, signal),
    dropped: () => ({ type: 'train-end', status: 'stopped', message: 'Cancelled before its turn came.' }),
  });
}
