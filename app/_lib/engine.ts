/** What this server has one of. It lives on globalThis, so that a reload in development does not start another. */
import path from 'node:path';
import { type BenchHub, benchHub } from './bench-hub.ts';
import { ChosenEngine } from './chosen-engine.ts';
import { JobQueue } from './job-queue.ts';
import { type RaceHub, raceHub } from './race-hub.ts';
import { type TrainHub, trainHub } from './train-hub.ts';

const holder = globalThis as typeof globalThis & {
  gorgonEngine?: ChosenEngine;
  gorgonJobs?: JobQueue;
  gorgonRaces?: RaceHub;
  gorgonBenches?: BenchHub;
  gorgonTrainings?: TrainHub;
};

export function engine(): ChosenEngine {
  holder.gorgonEngine ??= new ChosenEngine(path.join(process.cwd(), 'bench', 'child', 'engine.ts'));
  return holder.gorgonEngine;
}

/** Everything that decodes goes through it, races and benchmarks alike. */
export function jobs(): JobQueue {
  holder.gorgonJobs ??= new JobQueue();
  return holder.gorgonJobs;
}

export function races(): RaceHub {
  holder.gorgonRaces ??= raceHub(engine(), jobs());
  return holder.gorgonRaces;
}

export function benches(): BenchHub {
  holder.gorgonBenches ??= benchHub(path.join(process.cwd(), 'bench', 'child', 'entry.ts'), jobs());
  return holder.gorgonBenches;
}

export function trainings(): TrainHub {
  holder.gorgonTrainings ??= trainHub(path.join(process.cwd(), 'cli', 'main.ts'), jobs());
  return holder.gorgonTrainings;
}

/** A server that `gorgon serve` started ends when that process does, however it ended. */
export function endWithParent(): void {
  if (process.connected) process.once('disconnect', () => process.exit(0));
}
