/** Wires the training to a real target and to ONNX Runtime. */
import { availableParallelism, cpus } from 'node:os';
import { gatherRows, readOutput } from './artifacts.ts';
import { type LoadTargetOptions, loadTarget } from './load-target.ts';
import { BatchGenerator } from './runtime/onnx/batch-generator.ts';
import { OnnxSession } from './runtime/onnx/onnx-session.ts';
import type { TrainingContext, TrainingLog } from './training/training-context.ts';

export interface LoadedTraining {
  context: TrainingContext;
  generator: BatchGenerator;
  release(): Promise<void>;
}

export async function loadTraining(
  options: Partial<LoadTargetOptions>,
  log: TrainingLog,
  signal?: AbortSignal,
): Promise<LoadedTraining> {
  const threads = options.threads ?? availableParallelism();
  const target = await loadTarget({ ...options, threads });
  const { lm, tokenizer, shape, config, sha256, home, session } = target;
  return {
    context: {
      target: {
        lm,
        tokenizer,
        shape,
        ropeTheta: config.ropeTheta,
        sha256,
        precision: target.precision,
        home,
        readOutputRows: async (ids) => gatherRows(await readOutput(target), ids, shape.hiddenSize),
        stateBasis: () => target.stateBasis(),
        readEmbedding: () => target.readTensor('token_embd.weight'),
        readTensor: (name) => target.readTensor(name),
      },
      openProgram: (model) => OnnxSession.create(model, { threads }),
      clock: () => performance.now(),
      log,
      machine: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores`,
      signal,
    },
    generator: new BatchGenerator(session, shape, tokenizer.endTokenIds),
    release: () => target.release(),
  };
}
