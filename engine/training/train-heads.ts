import { lastStateThrough } from '../graphs/state-basis.ts';
import { ngramTensors } from '../models/ngram-tensors.ts';
import { answerNgrams } from './answer-ngrams.ts';
import { checkLearning, checkWhole } from './check-settings.ts';
import { buildHeadsProgram } from './heads-program.ts';
import { coverage, HeadsTask, readHeadRows } from './heads-task.ts';
import { followerAccuracy } from './ngram-baseline.ts';
import type { TrainHeadsSettings } from './settings.ts';
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

/** Weight of head k in the loss is this to the power k, k from 1 (Medusa, section 2.2.1). */
const LOSS_DECAY = 0.8;
const WARMUP_STEPS = 40;

export interface HeadsCard extends CardFacts {
  artifact: string;
  sha256: string;
  kind: 'medusa';
  positions: { training: number; heldOut: number };
  settings: TrainHeadsSettings & { lossDecay: number };
  /** Share of held-out tokens inside the draft vocabulary; the others count as wrong below. */
  heldOutCoverage: number;
  /** [head][k]: held-out share of right answers among the first k + 1 guesses. */
  heldOutAccuracy: number[][];
  /** A table of the most frequent token at that distance, from the same training answers. */
  baseline: { distance1: number; distance2: number };
}

/** Returns null when cancelled; the checkpoint stays. */
export async function trainHeads(
  context: TrainingContext,
  settings: TrainHeadsSettings,
  options: { answers?: string; out: string },
): Promise<HeadsCard | null> {
  checkHeadsSettings(settings);
  const { target } = context;
  const { hiddenSize: H, stateDepths } = target.shape;
  const whole = await loadTrainingSplit(target, options.answers);
  const split = firstOf(whole, settings.prompts);
  const { training, heldOut } = split;

  const states = await openStates(context, whole);
  const vocabulary = vocabularyOf(target, split, settings.draftVocabSize);
  const rowsOf = (sequences: typeof training, first: number) =>
    readHeadRows(states.files, sequences, first, H, settings.heads, vocabulary.indexOf);
  const heldOutRows = await rowsOf(heldOut, states.trainingRows);

  const folder = await workFolder(target.home, 'heads', { ...split.identity, settings });
  const shape = {
    heads: settings.heads,
    hiddenSize: H,
    stateDepths,
    draftVocabSize: vocabulary.tokenMap.length,
  };
  const programs = await openTrainingPrograms(
    folder,
    context,
    async () => null,
    (_, mode) => buildHeadsProgram(shape, mode, LOSS_DECAY),
  );
  const output = await target.readOutputRows(vocabulary.tokenMap);
  const trainingRows = await rowsOf(training, 0);
  const taught = await teach(context, trainingRows, output, settings.teacherShare);
  const task = new HeadsTask(
    {
      fuse: lastStateThrough(H, stateDepths.length),
      weights: Array.from({ length: settings.heads }, () => new Float32Array(H * H)),
      biases: Array.from({ length: settings.heads }, () => new Float32Array(H)),
      output,
    },
    trainingRows,
    heldOutRows,
    settings.batchRows,
    programs.train,
    programs.evaluate,
    taught,
  );
  const result = await runTask(context, split, task, settings, {
    folder,
    phase: 'training heads',
    warmupSteps: WARMUP_STEPS,
  });
  await programs.release();
  if (!result.finished) return null;

  return writeArtifact<HeadsCard>(
    options.out,
    'medusa',
    [
      { name: 'fuse.weight', shape: [H, stateDepths.length * H], data: task.head.fuse },
      ...task.head.weights.flatMap((weight, k) => [
        { name: `${k}.0.linear.weight`, shape: [H, H], data: weight },
        { name: `${k}.0.linear.bias`, shape: [H], data: task.head.biases[k] as Float32Array },
      ]),
      { name: 'lm_head.weight', shape: [vocabulary.tokenMap.length, H], data: task.head.output },
      { name: 'token_map', shape: [vocabulary.tokenMap.length], data: vocabulary.tokenMap },
      ...ngramTensors(answerNgrams(training)),
    ],
    {
      format: 'gorgon-medusa-2',
      state_depths: stateDepths.join(','),
      medusa_num_heads: String(settings.heads),
      medusa_num_layers: '1',
      base_model_sha256: target.sha256,
    },
    {
      kind: 'medusa',
      ...cardFacts(context, split, states.seconds, result),
      positions: { training: trainingRows.count, heldOut: heldOutRows.count },
      settings: { ...settings, lossDecay: LOSS_DECAY },
      heldOutCoverage: coverage(heldOutRows, settings.heads),
      baseline: {
        distance1: followerAccuracy(answerTexts(training), answerTexts(heldOut), 1).accuracy,
        distance2: followerAccuracy(answerTexts(training), answerTexts(heldOut), 2).accuracy,
      },
    },
  );
}

/** Needs no target, so that wrong settings fail before one is loaded. Throws `invalid-argument`. */
export function checkHeadsSettings(settings: TrainHeadsSettings): void {
  checkWhole(settings, {
    heads: [1, 10],
    epochs: [1, 1000],
    draftVocabSize: [16, 1 << 20],
    batchRows: [1, 65536],
    seed: [0, 2 ** 31],
  });
  checkLearning(settings);
}
