import { invalidArgument } from '../errors.ts';
import type { LlamaShape } from '../graphs/llama-graph.ts';
import { rotaryTables } from '../graphs/prepare-llama.ts';
import { checkLearning, checkWhole } from './check-settings.ts';
import { buildDraftProgram, draftParameters } from './draft-program.ts';
import { BLOCK_TOKENS, type Block, DraftTask, type DraftTeacher, packBlocks } from './draft-task.ts';
import { stateRows } from './hidden-states.ts';
import { followerAccuracy } from './ngram-baseline.ts';
import type { Sequence } from './sequences.ts';
import type { TrainDraftSettings } from './settings.ts';
import { readStateRows } from './state-rows.ts';
import type { TrainingContext } from './training-context.ts';
import {
  answerTexts,
  type CardFacts,
  cardFacts,
  firstOf,
  loadTrainingSplit,
  openStates,
  openTrainingPrograms,
  runTask,
  type TrainingSplit,
  teach,
  vocabularyOf,
  writeArtifact,
} from './training-run.ts';
import { workFolder } from './work-folder.ts';

const WARMUP_STEPS = 40;

export interface DraftCard extends CardFacts {
  artifact: string;
  sha256: string;
  kind: 'draft';
  positions: { training: number; heldOut: number };
  settings: TrainDraftSettings & { blockTokens: number };
  parameters: number;
  heldOutCoverage: number;
  /** [d][k]: held-out share right among the first k + 1 guesses at position d + 1, all before it being right. */
  heldOutAccuracy: number[][];
  baseline: { distance1: number };
}

/** Returns null when cancelled; the checkpoint stays. */
export async function trainDraft(
  context: TrainingContext,
  settings: TrainDraftSettings,
  options: { answers?: string; out: string },
): Promise<DraftCard | null> {
  const { target } = context;
  checkDraftSettings(settings, target.shape.layers);
  const whole = await loadTrainingSplit(target, options.answers);
  const split = firstOf(whole, settings.prompts);
  const { training, heldOut } = split;
  const vocabulary = vocabularyOf(target, split, settings.draftVocabSize);
  const shape: LlamaShape = {
    ...target.shape,
    layers: settings.fromLayers.length,
    outputSize: vocabulary.tokenMap.length,
  };

  const output = await target.readOutputRows(vocabulary.tokenMap);
  const { teacher, seconds } = await teacherOf(context, whole, training, output, settings.teacherShare);
  const folder = await workFolder(target.home, 'draft', { ...split.identity, settings });
  const programs = await openTrainingPrograms(
    folder,
    context,
    async (file) => {
      const { cos, sin } = rotaryTables(shape.contextLength, shape.headDim, target.ropeTheta);
      return {
        embedding: await file.append(await target.readEmbedding()),
        output: await file.append(output),
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
    teacher,
  );
  const result = await runTask(context, split, task, settings, {
    folder,
    phase: 'training the draft',
    warmupSteps: WARMUP_STEPS,
  });
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
      ...cardFacts(context, split, seconds, result),
      positions: { training: positionsOf(trainingBlocks), heldOut: positionsOf(heldOutBlocks) },
      settings: { ...settings, blockTokens: BLOCK_TOKENS },
      parameters: parameters.reduce((sum, p) => sum + p.length, 0),
      heldOutCoverage: coverageOf(heldOut, vocabulary.indexOf),
      baseline: { distance1: followerAccuracy(answerTexts(training), answerTexts(heldOut), 1).accuracy },
    },
  );
}

/** No teacher where it has no part in the loss: then no states are needed either. `seconds`: as OpenStates has them. */
async function teacherOf(
  context: TrainingContext,
  whole: TrainingSplit,
  training: readonly Sequence[],
  output: Float32Array,
  share: number,
): Promise<{ teacher: DraftTeacher | null; seconds: number | null }> {
  if (share === 0) return { teacher: null, seconds: null };
  const { files, seconds } = await openStates(context, whole);
  const rows = await readStateRows(files.slice(-1), training, 0, context.target.shape.hiddenSize);
  const labels = await teach(context, rows, output, share);
  return { teacher: labels && { ...labels, firstRow: firstRows(training) }, seconds };
}

/** The first row of each sequence's states, as hidden-states.ts lays them one after the other. */
function firstRows(sequences: readonly Sequence[]): Map<Sequence, number> {
  let row = 0;
  return new Map(
    sequences.map((sequence) => {
      const first = row;
      row += stateRows(sequence);
      return [sequence, first];
    }),
  );
}

function positionsOf(blocks: readonly Block[]): number {
  return blocks.flat().reduce((sum, { sequence }) => sum + stateRows(sequence), 0);
}

function coverageOf(sequences: readonly Sequence[], indexOf: Int32Array): number {
  const tokens = sequences.flatMap((sequence) => sequence.answerTokenIds.slice(1));
  return tokens.filter((id) => (indexOf[id] as number) >= 0).length / tokens.length;
}

/**
 * Throws `invalid-argument`. The number of the target's layers may be left out, so that what can be known without a
 * target fails before one is loaded.
 */
export function checkDraftSettings(
  settings: TrainDraftSettings,
  targetLayers = Number.POSITIVE_INFINITY,
): void {
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
      `one or more of the target's layers${Number.isFinite(targetLayers) ? ` 0 to ${targetLayers - 1}` : ', counted from 0'}`,
    );
  }
  checkLearning(settings);
}
