/** What every training does alike: reads answers and splits them, opens its two graphs, writes artifact and card. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineError, invalidArgument } from '../errors.ts';
import { WeightFile } from '../graphs/weight-file.ts';
import { writeSafetensors } from '../models/safetensors.ts';
import { sha256Of } from '../models/sha256.ts';
import type { Precision, TokenId } from '../protocol.ts';
import type { TensorProgram } from '../runtime/tensor-program.ts';
import { ADAMW_DEFAULTS } from './adamw.ts';
import { type AnswersManifest, loadAnswers, shippedAnswers, writeWhole } from './answers.ts';
import type { TeacherLabels } from './batches.ts';
import { buildChangeOfBasis, changeOfBasis } from './change-basis.ts';
import type { CurvePoint } from './checkpoint.ts';
import { type DraftVocabulary, draftVocabulary } from './draft-vocabulary.ts';
import { collectHiddenStates, stateRows } from './hidden-states.ts';
import { type LoopResult, type LoopSettings, runTraining, type TrainingTask } from './loop.ts';
import { loadTrainingPrompts } from './prompts.ts';
import { type Sequence, type SplitSequences, splitSequences } from './sequences.ts';
import type { StateRows } from './state-rows.ts';
import { openStopwatch } from './stopwatch.ts';
import { readTeacher } from './teacher.ts';
import type { TrainingContext, TrainingTarget } from './training-context.ts';
import { workFolder } from './work-folder.ts';

export interface TrainingSplit extends SplitSequences {
  manifest: AnswersManifest;
  promptsSha256: string;
  /** What a work folder's key must hold beside the settings: all that states and gradients depend on. */
  identity: Record<string, unknown>;
}

/** The answers of a folder, or the shipped ones of the target's precision, with their prompts. */
export async function loadTrainingSplit(
  target: TrainingTarget,
  answersFolder: string | undefined,
): Promise<TrainingSplit> {
  const { manifest, answers } = await loadAnswers(answersFolder ?? shippedAnswers(target.precision));
  if (manifest.precision !== target.precision)
    throw new EngineError(
      'invalid-input',
      `the answers are of precision ${manifest.precision}, the target runs at ${target.precision} (allowed: the same; "gorgon train --precision ${target.precision} data" makes such answers)`,
    );
  const { prompts, sha256: promptsSha256 } = await loadTrainingPrompts();
  return {
    ...splitSequences(answers, prompts, target.tokenizer),
    manifest,
    promptsSha256,
    identity: {
      model: target.sha256,
      precision: target.precision,
      answers: manifest.tokensSha256,
      prompts: promptsSha256,
    },
  };
}

/**
 * A split whose training answers are those of the first `prompts` prompts, or all where it is undefined; the held-out ones
 * stay. Its states are the first rows of the whole split's. Throws `invalid-argument` above the number there are.
 */
export function firstOf(split: TrainingSplit, prompts: number | undefined): TrainingSplit {
  const { training } = split;
  if (prompts === undefined) return split;
  if (prompts > training.length)
    throw invalidArgument('prompts', prompts, `a whole number from 1 to ${training.length}`);
  return { ...split, training: training.slice(0, prompts) };
}

/** The texts of answers. */
export const answerTexts = (sequences: readonly Sequence[]): TokenId[][] =>
  sequences.map((sequence) => sequence.answerTokenIds);

/** The tokens that a draft may propose: the most frequent of the training answers. */
export function vocabularyOf(
  { shape, tokenizer }: TrainingTarget,
  { training }: SplitSequences,
  size: number,
): DraftVocabulary {
  return draftVocabulary(answerTexts(training), size, shape.vocabSize, tokenizer.endTokenIds);
}

/** The target's states over all answers, made once. */
export interface OpenStates {
  /** A file a depth, lowest first. */
  files: string[];
  trainingRows: number;
  /** Of collecting them, whichever training did; null where that was not told. */
  seconds: number | null;
}

export async function openStates(
  { target, openProgram, clock, log, signal }: TrainingContext,
  { training, heldOut, identity }: TrainingSplit,
): Promise<OpenStates> {
  const folder = await workFolder(target.home, 'states', { ...identity, heldOut: heldOut.length });
  const files = target.shape.stateDepths.map((depth) => path.join(folder, `depth-${depth}.f16`));
  const watch = await openStopwatch(path.join(folder, 'seconds.json'), clock, files);
  const basis = await target.stateBasis();
  const program = basis && (await openProgram(buildChangeOfBasis(target.shape.hiddenSize)));
  try {
    await collectHiddenStates(target.lm, [...training, ...heldOut], files, {
      onProgress: (done, total) => {
        watch.note();
        log({ phase: 'collecting states', done, total });
      },
      signal,
      changeBasis: (program && changeOfBasis(program, basis)) ?? undefined,
    });
  } finally {
    await program?.release();
  }
  const trainingRows = training.reduce((sum, sequence) => sum + stateRows(sequence), 0);
  return { files, trainingRows, seconds: watch.seconds() };
}

/** The target's own distribution behind the training rows; null where it has no part in the loss. */
export async function teach(
  { openProgram, log, signal }: TrainingContext,
  rows: StateRows,
  output: Float32Array,
  share: number,
): Promise<TeacherLabels | null> {
  if (share === 0) return null;
  const progress = (done: number, total: number) =>
    log({ phase: 'reading the target’s distribution', done, total });
  return { teacher: await readTeacher(openProgram, rows, output, progress, signal), share };
}

/**
 * Runs a task to its end, or to where it was cancelled. The checkpoint lies in `folder` and is bound to the settings, all
 * of them: also those that only one kind of training has.
 */
export function runTask(
  { clock, log, signal }: TrainingContext,
  { manifest }: TrainingSplit,
  task: TrainingTask,
  settings: Pick<LoopSettings, 'epochs' | 'learningRate' | 'seed'>,
  { folder, phase, warmupSteps }: { folder: string; phase: string; warmupSteps: number },
): Promise<LoopResult> {
  const { epochs, learningRate, seed } = settings;
  return runTraining(
    task,
    { epochs, learningRate, seed, warmupSteps, adamw: ADAMW_DEFAULTS },
    {
      checkpointFile: path.join(folder, 'checkpoint.bin'),
      identity: { ...settings, answers: manifest.tokensSha256 },
      clock,
      onProgress: (progress) => log({ phase, ...progress }),
      signal,
    },
  );
}

/** What every card tells. */
export interface CardFacts {
  modelSha256: string;
  /** Arithmetic of the target whose states were learnt. */
  precision: Precision;
  answersSha256: string;
  prompts: { training: number; heldOut: number };
  steps: number;
  /** Of training. */
  seconds: number;
  /**
   * Of collecting the target's states over all answers before it, which other trainings share; null where it read
   * none or it was not told.
   */
  statesSeconds: number | null;
  machine: string;
  /** [d][k]: held-out share of right answers among the first k + 1 guesses of head or position d + 1. */
  heldOutAccuracy: number[][];
  curves: CurvePoint[];
}

export function cardFacts(
  { target, machine }: TrainingContext,
  { manifest, training, heldOut }: TrainingSplit,
  statesSeconds: number | null,
  { steps, seconds, curves }: LoopResult,
): CardFacts {
  return {
    modelSha256: target.sha256,
    precision: target.precision,
    answersSha256: manifest.tokensSha256,
    prompts: { training: training.length, heldOut: heldOut.length },
    steps,
    seconds: Math.round(seconds),
    statesSeconds: statesSeconds === null ? null : Math.round(statesSeconds),
    machine,
    heldOutAccuracy: curves.at(-1)?.accuracy ?? [],
    curves,
  };
}

export type ProgramMode = 'train' | 'evaluate';

export interface TrainingPrograms {
  train: TensorProgram;
  evaluate: TensorProgram;
  release(): Promise<void>;
}

/** Writes what stays frozen once and builds both graphs on it, afresh: they are cheap, the checkpoint is not among them. */
export async function openTrainingPrograms<W>(
  folder: string,
  { openProgram }: Pick<TrainingContext, 'openProgram'>,
  freeze: (file: WeightFile) => Promise<W>,
  build: (frozen: W, mode: ProgramMode) => Uint8Array,
): Promise<TrainingPrograms> {
  const programs = path.join(folder, 'programs');
  await rm(programs, { recursive: true, force: true });
  await mkdir(programs);
  const file = await WeightFile.create(path.join(programs, 'frozen.bin'));
  const frozen = await freeze(file);
  await file.close();
  const open = async (mode: ProgramMode) => {
    const model = path.join(programs, `${mode}.onnx`);
    await writeFile(model, build(frozen, mode));
    return openProgram(model);
  };
  const train = await open('train');
  const evaluate = await open('evaluate');
  return {
    train,
    evaluate,
    release: async () => {
      await train.release();
      await evaluate.release();
    },
  };
}

/** Writes `<name>.safetensors` and `<name>.card.json`; returns the card with the artifact's name and hash in it. */
export async function writeArtifact<C extends { artifact: string; sha256: string }>(
  out: string,
  name: string,
  tensors: Parameters<typeof writeSafetensors>[1],
  metadata: Record<string, string>,
  card: Omit<C, 'artifact' | 'sha256'>,
): Promise<C> {
  await mkdir(out, { recursive: true });
  const artifact = path.join(out, `${name}.safetensors`);
  await writeSafetensors(artifact, tensors, metadata);
  const whole = { artifact: path.basename(artifact), sha256: await sha256Of(artifact), ...card } as C;
  await writeWhole(path.join(out, `${name}.card.json`), `${JSON.stringify(whole, null, 2)}\n`);
  return whole;
}
