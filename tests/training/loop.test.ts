import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ADAMW_DEFAULTS } from '../../engine/training/adamw.ts';
import { type LoopSettings, runTraining, type TrainingTask } from '../../engine/training/loop.ts';

/** Fits w to the mean of its items by squares: small enough to follow, stateful enough to tell two runs apart. */
function task(): TrainingTask {
  const targets = Array.from({ length: 37 }, (_, i) => Math.sin(i) * 3);
  const w = Float32Array.of(0, 0);
  return {
    parameters: [w],
    items: targets.length,
    batchItems: 5,
    gradients: async (batch) => {
      const gradient = new Float32Array(2);
      let loss = 0;
      for (const item of batch) {
        const error = (w[0] as number) + (w[1] as number) * item - (targets[item] as number);
        loss += error ** 2 / batch.length;
        gradient[0] = (gradient[0] as number) + (2 * error) / batch.length;
        gradient[1] = (gradient[1] as number) + (2 * error * item) / batch.length;
      }
      return { loss, gradients: [gradient] };
    },
    evaluate: async () => [[w[0] as number]],
  };
}

const settings: LoopSettings = {
  epochs: 3,
  learningRate: 0.05,
  warmupSteps: 4,
  seed: 9,
  adamw: ADAMW_DEFAULTS,
};

async function options(signal?: AbortSignal) {
  const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-loop-'));
  let now = 0;
  return {
    checkpointFile: path.join(folder, 'checkpoint.bin'),
    identity: { data: 'x' },
    clock: () => now++,
    onProgress: () => {},
    signal,
  };
}

describe('runTraining', () => {
  it('goes on after a stop to the same parameters to the bit', async () => {
    const whole = task();
    const reference = await runTraining(whole, settings, await options());
    expect(reference).toMatchObject({ finished: true, steps: 24 });
    expect(reference.curves.map((point) => point.step)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24]);

    const controller = new AbortController();
    const stopped = await options(controller.signal);
    const first = task();
    let steps = 0;
    const counted: TrainingTask = {
      ...first,
      gradients: (batch) => {
        if (++steps === 11) controller.abort(); // in the middle of the second epoch
        return first.gradients(batch);
      },
    };
    const half = await runTraining(counted, settings, stopped);
    expect(half).toMatchObject({ finished: false, steps: 11 });

    const second = task(); // fresh parameters: all must come from the checkpoint
    const rest = await runTraining(second, settings, { ...stopped, signal: undefined });
    expect(rest).toMatchObject({ finished: true, steps: 24 });
    expect(second.parameters[0]).toEqual(whole.parameters[0]);
    expect(rest.curves).toEqual(
      reference.curves.map((point) => ({ ...point, trainLoss: expect.any(Number) })),
    );
  });

  it('refuses a checkpoint of other settings, and names what differs', async () => {
    const where = await options();
    await runTraining(task(), settings, where);
    await expect(runTraining(task(), { ...settings, seed: 10 }, where)).rejects.toThrow(
      'made with seed 9, not 10',
    );
    await expect(runTraining(task(), settings, { ...where, identity: { data: 'y' } })).rejects.toThrow(
      'data "x", not "y"',
    );
  });
});
