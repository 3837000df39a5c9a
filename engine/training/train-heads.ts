/** `gorgon train heads`: from answers to a file of heads and its card. */
import path from 'node:path';
import { ADAMW_DEFAULTS } from './adamw.ts';
import { checkLearningRate, checkWhole } from './check-settings.ts';
import { draftVocabulary } from './draft-vocabulary.ts';
import { buildHeadsProgram } from './heads-program.ts';
import { coverage, HeadsTask, readHeadRows } from './heads-task.ts';
import { collectHiddenStates, stateRows } from './hidden-states.ts';
import { type LoopProgress, runTraining } from './loop.ts';
import { followerAccuracy } from './ngram-baseline.ts';
import type { TrainingContext } from './training-context.ts';
import { loadTrainingSplit, openTrainingPrograms, writeArtifact } from './training-run.ts';
import { workFolder } from './work-folder.ts';

export interface TrainHeadsSettings {
  heads: number;
  epochs: number;
  /** Tokens the heads may propose, most frequent first. */
  draftVocabSize: number;
  learningRate: number;
  batchRows: number;
  seed: number;
}

export const TRAIN_HEADS_DEFAULTS: TrainHeadsSettings = {
  heads: 4,
  epochs: 4,
  draftVocabSize: 8192,
  learningRate: 1e-3,
  batchRows: 512,
  seed: 1,
};

/** Weight of head k in the loss is this to the power k, k from 1 (Medusa, section 2.2.1). */
const LOSS_DECAY = 0.8;
const WARMUP_STEPS = 40;

export interface HeadsCard {
  artifact: string;
  sha256: string;
  kind: 'medusa';
  modelSha256: string;
  answersSha256: string;
  prompts: { training: number; heldOut: number };
  positions: { training: number; heldOut: number };
  settings: TrainHeadsSettings & { lossDecay: number };
  steps: number;
  seconds: number;
  machine: string;
  /** Share of held-out tokens inside the draft vocabulary; the others count as wrong below. */
  heldOutCoverage: number;
  /** [head][k]: held-out share of right answers among the first k + 1 guesses. */
  heldOutAccuracy: number[][];
  /** A table of the most frequent token at that distance, from the same training answers. */
  baseline: { distance1: number; distance2: number };
  curves: unknown[];
}

/** Returns null when cancelled; the checkpoint stays. */
export async function trainHeads(
  context: TrainingContext,
  settings: TrainHeadsSettings,
  options: { answers?: string; out: string },
): Promise<HeadsCard | null> {
  checkSettings(settings);
  const { target, log, signal } = context;
  const { hiddenSize: H, vocabSize } = target.shape;
  const { manifest, training, heldOut, identity } = await loadTrainingSplit(target, options.answers);
  const texts = (sequences: typeof training) => sequences.map((sequence) => sequence.answerTokenIds);

  const statesFolder = await workFolder(target.home, 'states', { ...identity, heldOut: heldOut.length });
  const statesFile = path.join(statesFolder, 'states.f16');
  await collectHiddenStates(target.lm, [...training, ...heldOut], statesFile, {
    onProgress: (done, total) => log({ phase: 'collecting states', done, total }),
    signal,
  });

  const vocabulary = draftVocabulary(
    texts(training),
    settings.draftVocabSize,
    vocabSize,
    target.tokenizer.endTokenIds,
  );
  const trainingRows = training.reduce((sum, sequence) => sum + stateRows(sequence), 0);
  const rowsOf = (sequences: typeof training, first: number) =>
    readHeadRows(statesFile, sequences, first, H, settings.heads, vocabulary.indexOf);
  const heldOutRows = await rowsOf(heldOut, trainingRows);

  const folder = await workFolder(target.home, 'heads', { ...identity, settings });
  const shape = { heads: settings.heads, hiddenSize: H, draftVocabSize: vocabulary.tokenMap.length };
  const programs = await openTrainingPrograms(
    folder,
    context,
    async () => null,
    (_, mode) => buildHeadsProgram(shape, mode, LOSS_DECAY),
  );
  const task = new HeadsTask(
    {
      weights: Array.from({ length: settings.heads }, () => new Float32Array(H * H)),
      biases: Array.from({ length: settings.heads }, () => new Float32Array(H)),
      output: await target.readOutputRows(vocabulary.tokenMap),
    },
    await rowsOf(training, 0),
    heldOutRows,
    settings.batchRows,
    programs.train,
    programs.evaluate,
  );
  const result = await runTraining(
    task,
    {
      epochs: settings.epochs,
      learningRate: settings.learningRate,
      warmupSteps: WARMUP_STEPS,
      seed: settings.seed,
      adamw: ADAMW_DEFAULTS,
    },
    {
      checkpointFile: path.join(folder, 'checkpoint.bin'),
      identity: { ...settings, answers: manifest.tokensSha256 },
      clock: context.clock,
      onProgress: (progress: LoopProgress) => log({ phase: 'training heads', ...progress }),
      signal,
    },
  );
  await programs.release();
  if (!result.finished) return null;

  return writeArtifact<HeadsCard>(
    options.out,
    'medusa',
    [
      ...task.head.weights.flatMap((weight, k) => [
        { name: `${k}.0.linear.weight`, shape: [H, H], data: weight },
        { name: `${k}.0.linear.bias`, shape: [H], data: task.head.biases[k] as Float32Array },
      ]),
      { name: 'lm_head.weight', shape: [vocabulary.tokenMap.length, H], data: task.head.output },
      { name: 'token_map', shape: [vocabulary.tokenMap.length], data: vocabulary.tokenMap },
    ],
    {
      format: 'gorgon-medusa-1',
      medusa_num_heads: String(settings.heads),
      medusa_num_layers: '1',
      base_model_sha256: target.sha256,
    },
    {
      kind: 'medusa',
      modelSha256: target.sha256,
      answersSha256: manifest.tokensSha256,
      prompts: { training: training.length, heldOut: heldOut.length },
      positions: { training: trainingRows, heldOut: heldOutRows.count },
      settings: { ...settings, lossDecay: LOSS_DECAY },
      steps: result.steps,
      seconds: Math.round(result.seconds),
      machine: context.machine,
      heldOutCoverage: coverage(heldOutRows, settings.heads),
      heldOutAccuracy: result.curves.at(-1)?.accuracy ?? [],
      baseline: {
        distance1: followerAccuracy(texts(training), texts(heldOut), 1).accuracy,
        distance2: followerAccuracy(texts(training), texts(heldOut), 2).accuracy,
      },
      curves: result.curves,
    },
  );
}

function checkSettings(settings: TrainHeadsSettings): void {
  checkWhole(settings, {
    heads: [1, 10],
    epochs: [1, 1000],
    draftVocabSize: [16, 1 << 20],
    batchRows: [1, 65536],
    seed: [0, 2 ** 31],
  });
  checkLearningRate(settings);
}
