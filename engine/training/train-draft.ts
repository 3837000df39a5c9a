/** `gorgon train draft`: from answers and some of the target's own layers to a draft model and its card. */
import path from 'node:path';
import { invalidArgument } from '../errors.ts';
import type { LlamaShape } from '../graphs/llama-graph.ts';
import { rotaryTables } from '../graphs/prepare-llama.ts';
import { ADAMW_DEFAULTS } from './adamw.ts';
import { checkLearningRate, checkWhole } from './check-settings.ts';
import { buildDraftProgram, draftParameters } from './draft-program.ts';
import { BLOCK_TOKENS, type Block, DraftTask, packBlocks } from './draft-task.ts';
import { draftVocabulary } from './draft-vocabulary.ts';
import { stateRows } from './hidden-states.ts';
import { runTraining } from './loop.ts';
import { followerAccuracy } from './ngram-baseline.ts';
import type { Sequence } from './sequences.ts';
import type { TrainingContext } from './training-context.ts';
import { loadTrainingSplit, openTrainingPrograms, writeArtifact } from './training-run.ts';
import { workFolder } from './work-folder.ts';

export interface TrainDraftSettings {
  /** The target's layers that the draft starts from, one a draft layer. */
  fromLayers: number[];
  epochs: number;
  draftVocabSize: number;
  learningRate: number;
  /** Blocks of 512 tokens a step. */
  batchBlocks: number;
  seed: number;
}

export const TRAIN_DRAFT_DEFAULTS: TrainDraftSettings = {
  fromLayers: [0, 1, 29],
  epochs: 3,
  draftVocabSize: 8192,
  learningRate: 5e-4,
  batchBlocks: 2,
  seed: 1,
};

const WARMUP_STEPS = 40;

export interface DraftCard {
  artifact: string;
  sha256: string;
  kind: 'draft';
  modelSha256: string;
  answersSha256: string;
  prompts: { training: number; heldOut: number };
  positions: { training: number; heldOut: number };
  settings: TrainDraftSettings & { blockTokens: number };
  parameters: number;
  steps: number;
  seconds: number;
  machine: string;
  heldOutCoverage: number;
  /** [d][k]: held-out share right among the first k + 1 guesses at position d + 1, all before it being right. */
  heldOutAccuracy: number[][];
  baseline: { distance1: number };
  curves: unknown[];
}

/** Returns null when cancelled; the checkpoint stays. */
export async function trainDraft(
  context: TrainingContext,
  settings: TrainDraftSettings,
  options: { answers?: string; out: string },
): Promise<DraftCard | null> {
  const { target, log, signal } = context;
  checkSettings(settings, target.shape.layers);
  const { manifest, training, heldOut, identity } = await loadTrainingSplit(target, options.answers);
  const texts = (sequences: readonly Sequence[]) => sequences.map((sequence) => sequence.answerTokenIds);
  const vocabulary = draftVocabulary(
    texts(training),
    settings.draftVocabSize,
    target.shape.vocabSize,
    target.tokenizer.endTokenIds,
  );
  const shape: LlamaShape = {
    ...target.shape,
    layers: settings.fromLayers.length,
    outputSize: vocabulary.tokenMap.length,
  };

  const folder = await workFolder(target.home, 'draft', { ...identity, settings });
  const programs = await openTrainingPrograms(
    folder,
    context,
    async (file) => {
      const { cos, sin } = rotaryTables(shape.contextLength, shape.headDim, target.ropeTheta);
      return {
        embedding: await file.append(await target.readEmbedding()),
        output: await file.append(await target.readOutputRows(vocabulary.tokenMap)),
        cos: await file.append(cos),
        sin: await file.append(sin),
        negativeSin: await file.append(sin.map((s) => -s)),
      };
    },
    (frozen, mode) => buildDraftProgram(shape, BLOCK_TOKENS, frozen, mode),
  );

  const names = draftParameters(shape);
  const parameters: Float32Array[] = [];
  for (const { name } of names) {
    const source = name.replace(/^blk\.(\d+)\./, (_, i: string) => `blk.${settings.fromLayers[Number(i)]}.`);
    parameters.push(await target.readTensor(source));
  }
  const trainingBlocks = packBlocks(training);
  const heldOutBlocks = packBlocks(heldOut);
  const task = new DraftTask(
    parameters,
    names,
    shape,
    trainingBlocks,
    heldOutBlocks,
    vocabulary.indexOf,
    settings.batchBlocks,
    programs.train,
    programs.evaluate,
  );
  const { epochs, learningRate, seed } = settings;
  const result = await runTraining(
    task,
    { epochs, learningRate, seed, warmupSteps: WARMUP_STEPS, adamw: ADAMW_DEFAULTS },
    {
      checkpointFile: path.join(folder, 'checkpoint.bin'),
      identity: { ...settings, answers: manifest.tokensSha256 },
      clock: context.clock,
      onProgress: (progress) => log({ phase: 'training the draft', ...progress }),
      signal,
    },
  );
  await programs.release();
  if (!result.finished) return null;

  return writeArtifact<DraftCard>(
    options.out,
    'draft',
    [
      ...names.map(({ name, shape: dims }, i) => ({
        name,
        shape: dims,
        data: parameters[i] as Float32Array,
      })),
      { name: 'token_map', shape: [vocabulary.tokenMap.length], data: vocabulary.tokenMap },
    ],
    { format: 'gorgon-draft-1', layers: String(shape.layers), base_model_sha256: target.sha256 },
    {
      kind: 'draft',
      modelSha256: target.sha256,
      answersSha256: manifest.tokensSha256,
      prompts: { training: training.length, heldOut: heldOut.length },
      positions: { training: positionsOf(trainingBlocks), heldOut: positionsOf(heldOutBlocks) },
      settings: { ...settings, blockTokens: BLOCK_TOKENS },
      parameters: parameters.reduce((sum, p) => sum + p.length, 0),
      steps: result.steps,
      seconds: Math.round(result.seconds),
      machine: context.machine,
      heldOutCoverage: coverageOf(heldOut, vocabulary.indexOf),
      heldOutAccuracy: result.curves.at(-1)?.accuracy ?? [],
      baseline: { distance1: followerAccuracy(texts(training), texts(heldOut), 1).accuracy },
      curves: result.curves,
    },
  );
}

function positionsOf(blocks: readonly Block[]): number {
  return blocks.flat().reduce((sum, { sequence }) => sum + stateRows(sequence), 0);
}

function coverageOf(sequences: readonly Sequence[], indexOf: Int32Array): number {
  const tokens = sequences.flatMap((sequence) => sequence.answerTokenIds.slice(1));
  return tokens.filter((id) => (indexOf[id] as number) >= 0).length / tokens.length;
}

function checkSettings(settings: TrainDraftSettings, targetLayers: number): void {
  checkWhole(settings, {
    epochs: [1, 1000],
    draftVocabSize: [16, 1 << 20],
    batchBlocks: [1, 64],
    seed: [0, 2 ** 31],
  });
  const { fromLayers } = settings;
  if (
    fromLayers.length === 0 ||
    fromLayers.some((layer) => !Number.isInteger(layer) || layer < 0 || layer >= targetLayers)
  ) {
    throw invalidArgument(
      'fromLayers',
      fromLayers,
      `one or more of the target's layers 0 to ${targetLayers - 1}`,
    );
  }
  checkLearningRate(settings);
}
