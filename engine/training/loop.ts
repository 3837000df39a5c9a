/**
 * The training loop that heads and draft share: shuffled epochs, AdamW, held-out accuracy at each quarter of one, and a
 * checkpoint from which a killed run goes on to the same result to the bit.
 */
import { SeededRandom } from '../core/random.ts';
import type { Clock } from '../runtime/clock.ts';
import { AdamW, type AdamWSettings, cosineRate } from './adamw.ts';
import { type CurvePoint, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';

export interface TrainingTask {
  /** Changed in place, step by step. */
  parameters: readonly Float32Array[];
  /** Training items; a batch takes `batchItems` of them, the last of an epoch what is left. */
  items: number;
  batchItems: number;
  /** Loss (mean over what counts) and gradients of a batch of item indices. */
  gradients(batch: Int32Array): Promise<{ loss: number; gradients: Float32Array[] }>;
  /** Held-out accuracy: [position][k], share of right answers among the first k + 1 guesses. */
  evaluate(): Promise<number[][]>;
}

export interface LoopSettings {
  epochs: number;
  learningRate: number;
  /** Steps of linear warm-up. */
  warmupSteps: number;
  seed: number;
  adamw: AdamWSettings;
}

export interface LoopProgress {
  step: number;
  totalSteps: number;
  /** Mean loss since the last report. */
  loss: number;
  itemsPerSecond: number;
  secondsLeft: number;
  /** At a quarter of an epoch. */
  accuracy?: number[][];
}

export interface LoopOptions {
  checkpointFile: string;
  /** All that the result depends on: a checkpoint made under other settings is refused. */
  identity: Record<string, unknown>;
  clock: Clock;
  onProgress: (progress: LoopProgress) => void;
  signal?: AbortSignal | undefined;
  /** Milliseconds between checkpoints. */
  checkpointEveryMs?: number;
}

export interface LoopResult {
  finished: boolean;
  steps: number;
  seconds: number;
  curves: CurvePoint[];
}

/** Points of the curve an epoch. */
const POINTS_PER_EPOCH = 4;

/** Milliseconds between progress reports. */
const REPORT_EVERY_MS = 2000;

export async function runTraining(
  task: TrainingTask,
  settings: LoopSettings,
  options: LoopOptions,
): Promise<LoopResult> {
  const { checkpointFile, clock, onProgress, signal, checkpointEveryMs = 60_000 } = options;
  const identity = { ...options.identity, ...settings };
  const optimizer = new AdamW(task.parameters, settings.adamw);
  const stepsPerEpoch = Math.ceil(task.items / task.batchItems);
  const totalSteps = stepsPerEpoch * settings.epochs;
  const points = pointsOf(stepsPerEpoch);
  const arrays = [...task.parameters, ...optimizer.first, ...optimizer.second];

  const saved = await loadCheckpoint(
    checkpointFile,
    identity,
    arrays.map(({ length }) => length),
  );
  const curves: CurvePoint[] = saved?.curves ?? [];
  for (const [i, array] of (saved?.arrays ?? []).entries()) arrays[i]?.set(array);
  optimizer.step = saved?.step ?? 0;

  const secondsBefore = saved?.seconds ?? 0;
  const began = clock();
  const seconds = () => secondsBefore + (clock() - began) / 1000;
  const save = () =>
    saveCheckpoint(checkpointFile, {
      settings: identity,
      step: optimizer.step,
      seconds: seconds(),
      curves,
      arrays,
    });

  let lastSave = began;
  let lastReport = began;
  let losses: number[] = [];
  let order: Int32Array | null = null;
  const firstStep = optimizer.step;
  while (optimizer.step < totalSteps) {
    if (signal?.aborted) {
      await save();
      return { finished: false, steps: optimizer.step, seconds: seconds(), curves };
    }
    const step = optimizer.step;
    const epoch = Math.floor(step / stepsPerEpoch);
    const within = step % stepsPerEpoch;
    if (order === null || within === 0) order = epochOrder(task.items, settings.seed, epoch);
    const batch = order.subarray(within * task.batchItems, (within + 1) * task.batchItems);
    const { loss, gradients } = await task.gradients(batch);
    optimizer.update(gradients, cosineRate(settings.learningRate, step, totalSteps, settings.warmupSteps));
    losses.push(loss);

    const report = (accuracy?: number[][]) => {
      const perStep = (clock() - began) / (optimizer.step - firstStep);
      onProgress({
        step: optimizer.step,
        totalSteps,
        loss: losses.reduce((sum, l) => sum + l, 0) / losses.length,
        itemsPerSecond: (1000 * task.batchItems) / perStep,
        secondsLeft: ((totalSteps - optimizer.step) * perStep) / 1000,
        ...(accuracy ? { accuracy } : {}),
      });
      lastReport = clock();
    };
    if (points.has(within + 1)) {
      const accuracy = await task.evaluate();
      const trainLoss = losses.reduce((sum, l) => sum + l, 0) / losses.length;
      curves.push({ step: optimizer.step, epoch: optimizer.step / stepsPerEpoch, trainLoss, accuracy });
      report(accuracy);
      losses = [];
      await save();
      lastSave = clock();
    } else if (clock() - lastReport > REPORT_EVERY_MS) {
      report();
      if (clock() - lastSave > checkpointEveryMs) {
        await save();
        lastSave = clock();
      }
    }
  }
  return { finished: true, steps: optimizer.step, seconds: seconds(), curves };
}

/** Steps of an epoch behind which the curve has a point; an epoch of few steps has fewer. */
function pointsOf(stepsPerEpoch: number): Set<number> {
  const steps = Array.from({ length: POINTS_PER_EPOCH }, (_, i) =>
    Math.ceil(((i + 1) * stepsPerEpoch) / POINTS_PER_EPOCH),
  );
  return new Set(steps);
}

/** The order of an epoch depends on seed and epoch alone, so a resumed run needs no more than its step. */
function epochOrder(items: number, seed: number, epoch: number): Int32Array {
  const order = Int32Array.from({ length: items }, (_, i) => i);
  new SeededRandom(seed * 1_000_003 + epoch).shuffle(order);
  return order;
}
