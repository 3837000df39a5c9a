/** `gorgon train heads`: from answers to a file of heads and its card. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WeightFile } from '../graphs/weight-file.ts';
import { writeSafetensors } from '../models/safetensors.ts';
import { sha256Of } from '../models/sha256.ts';
import { ADAMW_DEFAULTS } from './adamw.ts';
import { loadAnswers, writeWhole } from './answers.ts';
import { checkLearningRate, checkWhole } from './check-settings.ts';
import { draftVocabulary } from './draft-vocabulary.ts';
import { buildHeadsProgram } from './heads-program.ts';
import { coverage, HeadsTask, readHeadRows } from './heads-task.ts';
import { collectHiddenStates, stateRows } from './hidden-states.ts';
import { type LoopProgress, runTraining } from './loop.ts';
import { followerAccuracy } from './ngram-baseline.ts';
import { loadTrainingPrompts } from './prompts.ts';
import { splitSequences } from './sequences.ts';
import type { TrainingContext } from './training-context.ts';
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
  const { target, openProgram, log, signal } = context;
  const { shape } = target;
  const { manifest, answers } = await loadAnswers(options.answers);
  const { prompts, sha256: promptsSha256 } = await loadTrainingPrompts();
  const { training, heldOut } = splitSequences(answers, prompts, target.tokenizer);
  const all = [...training, ...heldOut];
  const trainingRows = training.reduce((sum, sequence) => sum + stateRows(sequence), 0);

  const statesFolder = await workFolder(target.home, 'states', {
    model: target.sha256,
    precision: target.precision,
    answers: manifest.tokensSha256,
    prompts: promptsSha256,
    heldOut: heldOut.length,
  });
  const statesFile = path.join(statesFolder, 'states.f16');
  await collectHiddenStates(target.lm, all, statesFile, {
    onProgress: (done, total) => log({ phase: 'collecting states', done, total }),
    signal,
  });

  const vocabulary = draftVocabulary(
    training.map((sequence) => sequence.answerTokenIds),
    settings.draftVocabSize,
    shape.vocabSize,
    target.tokenizer.endTokenIds,
  );
  const rowsOf = (sequences: typeof training, first: number) =>
    readHeadRows(statesFile, sequences, first, shape.hiddenSize, settings.heads, vocabulary.indexOf);
  const heldOutRows = await rowsOf(heldOut, trainingRows);

  const folder = await workFolder(target.home, 'heads', {
    model: target.sha256,
    precision: target.precision,
    answers: manifest.tokensSha256,
    settings,
  });
  const programs = path.join(folder, 'programs');
  await rm(programs, { recursive: true, force: true });
  await mkdir(programs);
  const file = await WeightFile.create(path.join(programs, 'output.bin'));
  const location = await file.append(await target.readOutputRows(vocabulary.tokenMap));
  await file.close();
  const programShape = {
    heads: settings.heads,
    hiddenSize: shape.hiddenSize,
    draftVocabSize: vocabulary.tokenMap.length,
  };
  const open = async (mode: 'train' | 'evaluate') => {
    const model = path.join(programs, `${mode}.onnx`);
    await writeFile(model, buildHeadsProgram(programShape, location, mode, LOSS_DECAY));
    return openProgram(model);
  };
  const trainProgram = await open('train');
  const evaluateProgram = await open('evaluate');

  const H = shape.hiddenSize;
  const task = new HeadsTask(
    {
      weights: Array.from({ length: settings.heads }, () => new Float32Array(H * H)),
      biases: Array.from({ length: settings.heads }, () => new Float32Array(H)),
    },
    await rowsOf(training, 0),
    heldOutRows,
    settings.batchRows,
    trainProgram,
    evaluateProgram,
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
  await trainProgram.release();
  await evaluateProgram.release();
  if (!result.finished) return null;

  await mkdir(options.out, { recursive: true });
  const artifact = path.join(options.out, 'medusa.safetensors');
  await writeSafetensors(
    artifact,
    [
      ...task.head.weights.flatMap((weight, k) => [
        { name: `${k}.0.linear.weight`, shape: [H, H], data: weight },
        { name: `${k}.0.linear.bias`, shape: [H], data: task.head.biases[k] as Float32Array },
      ]),
      { name: 'token_map', shape: [vocabulary.tokenMap.length], data: vocabulary.tokenMap },
    ],
    {
      version: '2',
      medusa_num_heads: String(settings.heads),
      medusa_num_layers: '1',
      base_model_sha256: target.sha256,
    },
  );
  const texts = (sequences: typeof training) => sequences.map((sequence) => sequence.answerTokenIds);
  const card: HeadsCard = {
    artifact: path.basename(artifact),
    sha256: await sha256Of(artifact),
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
  };
  await writeWhole(path.join(options.out, 'medusa.card.json'), `${JSON.stringify(card, null, 2)}\n`);
  return card;
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
