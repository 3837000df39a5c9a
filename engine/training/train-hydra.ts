import { SeededRandom } from '../core/random.ts';
import { invalidArgument } from '../errors.ts';
import { blockInputs, type HydraShape, hydraParameters } from '../graphs/hydra-shape.ts';
import { lastStateThrough } from '../graphs/state-basis.ts';
import { checkLearning, checkWhole } from './check-settings.ts';
import { buildHydraProgram } from './hydra-program.ts';
import { HydraTask, hydraCoverage, readHydraRows } from './hydra-task.ts';
import { followerAccuracy } from './ngram-baseline.ts';
import type { TrainHydraSettings } from './settings.ts';
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
  teach,
  vocabularyOf,
  writeArtifact,
} from './training-run.ts';
import { workFolder } from './work-folder.ts';

/** Weight of depth k in the loss is this to the power k, k from 1 (as Medusa's, section 2.2.1). */
const LOSS_DECAY = 0.8;
const WARMUP_STEPS = 100;

export interface HydraCard extends CardFacts {
  artifact: string;
  sha256: string;
  kind: 'hydra';
  positions: { training: number; heldOut: number };
  settings: TrainHydraSettings & { lossDecay: number };
  parameters: number;
  /** Share of held-out tokens inside the draft vocabulary; the others count as wrong below. */
  heldOutCoverage: number;
  /** [d][k]: held-out share right among the first k + 1 guesses at depth d + 1, all best guesses before it right. */
  heldOutAccuracy: number[][];
  baseline: { distance1: number };
}

/** Returns null when cancelled; the checkpoint stays. */
export async function trainHydra(
  context: TrainingContext,
  settings: TrainHydraSettings,
  options: { answers?: string; out: string },
): Promise<HydraCard | null> {
  checkHydraSettings(settings);
  const { target } = context;
  const { hiddenSize: H, vocabSize, rmsEpsilon, stateDepths } = target.shape;
  const whole = await loadTrainingSplit(target, options.answers);
  const split = firstOf(whole, settings.prompts);
  const { training, heldOut } = split;

  const states = await openStates(context, whole);
  const vocabulary = vocabularyOf(target, split, settings.draftVocabSize);
  const { depths, blocks, inner } = settings;
  const shape: HydraShape = {
    depths,
    blocks,
    inner,
    hiddenSize: H,
    vocabSize,
    draftVocabSize: vocabulary.tokenMap.length,
    rmsEpsilon,
    stateDepths,
  };
  const folder = await workFolder(target.home, 'hydra', { ...split.identity, settings });
  const programs = await openTrainingPrograms(
    folder,
    context,
    async (file) => file.append(withZeros(await target.readEmbedding(), H)),
    (embedding, mode) => buildHydraProgram(shape, embedding, mode, LOSS_DECAY),
  );
  const names = hydraParameters(shape);
  const output = await target.readOutputRows(vocabulary.tokenMap);
  const trainingRows = await readHydraRows(states.files, training, 0, H, depths);
  const taught = await teach(context, trainingRows, output, settings.teacherShare);
  const parameters = startingParameters(shape, output, settings.seed);
  const heldOutRows = await readHydraRows(states.files, heldOut, states.trainingRows, H, depths);
  const task = new HydraTask(
    parameters,
    names,
    trainingRows,
    heldOutRows,
    vocabSize,
    vocabulary.indexOf,
    settings.batchRows,
    programs.train,
    programs.evaluate,
    taught,
  );
  const result = await runTask(context, split, task, settings, {
    folder,
    phase: 'training hydra',
    warmupSteps: WARMUP_STEPS,
  });
  await programs.release();
  if (!result.finished) return null;

  return writeArtifact<HydraCard>(
    options.out,
    'hydra',
    [
      ...names.map(({ name, shape: dims }, i) => ({
        name,
        shape: dims,
        data: parameters[i] as Float32Array,
      })),
      { name: 'token_map', shape: [vocabulary.tokenMap.length], data: vocabulary.tokenMap },
    ],
    {
      format: 'gorgon-hydra-3',
      depths: String(depths),
      state_depths: stateDepths.join(','),
      base_model_sha256: target.sha256,
    },
    {
      kind: 'hydra',
      ...cardFacts(context, split, states.seconds, result),
      positions: { training: trainingRows.count, heldOut: heldOutRows.count },
      settings: { ...settings, lossDecay: LOSS_DECAY },
      parameters: parameters.reduce((sum, p) => sum + p.length, 0),
      heldOutCoverage: hydraCoverage(heldOutRows, vocabulary.indexOf),
      baseline: { distance1: followerAccuracy(answerTexts(training), answerTexts(heldOut), 1).accuracy },
    },
  );
}

/**
 * Untrained heads repeat the target's own guess: fuse and skip hand the last state through, the block adds nothing, the output
 * is the target's. Gates start at random, uniform within 1 / sqrt(width).
 */
function startingParameters(shape: HydraShape, output: Float32Array, seed: number): Float32Array[] {
  const random = new SeededRandom(seed);
  const { hiddenSize: H, stateDepths } = shape;
  const seen = blockInputs(shape);
  return hydraParameters(shape).map(({ name, shape: dims }) => {
    if (name === 'output.weight') return output;
    if (name === 'fuse.weight') return lastStateThrough(H, stateDepths.length);
    const values = new Float32Array(dims.reduce((a, b) => a * b, 1));
    if (name.endsWith('norm.weight')) values.fill(1);
    if (name.endsWith('skip.weight')) for (let i = 0; i < H; i++) values[i * seen + i] = 1;
    if (name.endsWith('gate.weight') || name.endsWith('up.weight')) {
      const bound = 1 / Math.sqrt(seen);
      for (let i = 0; i < values.length; i++) values[i] = (2 * random.uniform() - 1) * bound;
    }
    return values;
  });
}

/** A row of zeros below: the embedding of no token. */
function withZeros(embedding: Float32Array, hiddenSize: number): Float32Array {
  const padded = new Float32Array(embedding.length + hiddenSize);
  padded.set(embedding);
  return padded;
}

/** Needs no target, so that wrong settings fail before one is loaded. Throws `invalid-argument`. */
export function checkHydraSettings(settings: TrainHydraSettings): void {
  checkWhole(settings, {
    depths: [1, 10],
    blocks: [1, 10],
    inner: [16, 1 << 16],
    epochs: [1, 1000],
    draftVocabSize: [16, 1 << 20],
    batchRows: [1, 65536],
    seed: [0, 2 ** 31],
  });
  if (settings.blocks > settings.depths)
    throw invalidArgument('blocks', settings.blocks, `a whole number from 1 to depths, ${settings.depths}`);
  checkLearning(settings);
}
