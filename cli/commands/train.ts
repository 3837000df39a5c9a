/** `gorgon train data | heads | hydra | draft`. */

import { fileURLToPath } from 'node:url';
import { type Command, Option } from 'commander';
import type { LoadedTraining } from '../../engine/load-training.ts';
import { DEFAULT_SETTINGS, PRECISIONS, type Precision } from '../../engine/protocol.ts';
import { shippedAnswers } from '../../engine/training/answers.ts';
import {
  TRAIN_DATA_DEFAULTS,
  TRAIN_DRAFT_DEFAULTS,
  TRAIN_HEADS_DEFAULTS,
  TRAIN_HYDRA_DEFAULTS,
} from '../../engine/training/settings.ts';
import { makeTrainingData, promptsToAnswer } from '../../engine/training/train-data.ts';
import { checkDraftSettings, trainDraft } from '../../engine/training/train-draft.ts';
import { checkHeadsSettings, trainHeads } from '../../engine/training/train-heads.ts';
import { checkHydraSettings, trainHydra } from '../../engine/training/train-hydra.ts';
import { interruptSignal } from '../interrupt.ts';
import { numberOption, shareOption, wholeListOption, wholeOption } from '../options.ts';
import { progressLine } from '../progress.ts';

const ARTIFACTS = fileURLToPath(new URL('../../artifacts/', import.meta.url));

export function register(program: Command): void {
  const train = program
    .command('train')
    .description('make training data, train Medusa or Hydra heads or a draft model')
    .addOption(
      new Option('--precision <name>', 'arithmetic of the target whose answers and states are learnt')
        .choices(PRECISIONS)
        .default(DEFAULT_SETTINGS.precision),
    )
    .option('--json', 'progress and result on standard output, a JSON object a line', false);
  const shared = () => train.opts<{ precision: Precision; json: boolean }>();

  const data = TRAIN_DATA_DEFAULTS;
  train
    .command('data')
    .description(
      "the target's own greedy answers to the training prompts; a stopped run goes on where it was",
    )
    .option('--prompts <n>', 'prompts to answer, in the order of the file', wholeOption(1), data.prompts)
    .option('--max-new-tokens <n>', 'most tokens of one answer', wholeOption(1), data.maxNewTokens)
    .option('--max-prompt-tokens <n>', 'longer prompts are left out', wholeOption(1), data.maxPromptTokens)
    .option('--batch <n>', 'sequences that share a pass', wholeOption(1), data.batchSize)
    .option('--out <dir>', "folder for the packed answers (default: the precision's own under data/)")
    .action(
      async ({
        batch: batchSize,
        out,
        ...sizes
      }: {
        prompts: number;
        maxNewTokens: number;
        maxPromptTokens: number;
        batch: number;
        out?: string;
      }) => {
        const settings = { ...sizes, batchSize };
        await promptsToAnswer(settings);
        await withTraining(program, shared(), ({ context, generator }) =>
          makeTrainingData(context, generator, settings, out ?? shippedAnswers(shared().precision)),
        );
      },
    );

  const heads = TRAIN_HEADS_DEFAULTS;
  addLearning(
    train
      .command('heads')
      .description('Medusa heads on the frozen target; a stopped run goes on from its last checkpoint')
      .option('--heads <n>', 'number of heads', wholeOption(1), heads.heads)
      .addOption(teacherShareOption(heads.teacherShare)),
    heads,
    {
      rows: 'rows',
      drafts: 'heads',
      batch: ['rows of one step', heads.batchRows],
      seed: 'seed of the order',
    },
  ).action(async (o: LearningOptions & { heads: number; teacherShare: number }) => {
    const { heads, teacherShare, batch: batchRows, seed } = o;
    const settings = { heads, ...learningSettings(o), batchRows, teacherShare, seed };
    checkHeadsSettings(settings);
    await withTraining(program, shared(), ({ context }) =>
      trainHeads(context, settings, { answers: o.answers, out: o.out }),
    );
  });

  const hydra = TRAIN_HYDRA_DEFAULTS;
  addLearning(
    train
      .command('hydra')
      .description(
        'Hydra heads, which see the tokens drafted so far and where the text repeats itself; a stopped run goes on from its checkpoint',
      )
      .option('--depths <n>', 'tokens drafted one after another', wholeOption(1), hydra.depths)
      .option('--blocks <n>', 'blocks of weights that the depths share', wholeOption(1), hydra.blocks)
      .option('--inner <n>', 'width inside a block', wholeOption(16), hydra.inner)
      .addOption(teacherShareOption(hydra.teacherShare)),
    hydra,
    {
      rows: 'rows',
      drafts: 'heads',
      batch: ['rows of one step', hydra.batchRows],
      seed: 'seed of start and order',
    },
  ).action(
    async (o: LearningOptions & { depths: number; blocks: number; inner: number; teacherShare: number }) => {
      const { depths, blocks, inner, teacherShare, batch: batchRows, seed } = o;
      const settings = { depths, blocks, inner, ...learningSettings(o), batchRows, teacherShare, seed };
      checkHydraSettings(settings);
      await withTraining(program, shared(), ({ context }) =>
        trainHydra(context, settings, { answers: o.answers, out: o.out }),
      );
    },
  );

  const draft = TRAIN_DRAFT_DEFAULTS;
  addLearning(
    train
      .command('draft')
      .description(
        'a draft model of a few layers on the same answers; a stopped run goes on from its last checkpoint',
      )
      .option(
        '--from <layers>',
        "the target's layers to start from, with commas",
        wholeListOption(0),
        draft.fromLayers,
      )
      .addOption(teacherShareOption(draft.teacherShare)),
    draft,
    {
      rows: 'blocks',
      drafts: 'the draft',
      batch: ['blocks of 512 tokens a step', draft.batchBlocks],
      seed: 'seed of the order',
    },
  ).action(async (o: LearningOptions & { from: number[]; teacherShare: number }) => {
    const { from: fromLayers, teacherShare, batch: batchBlocks, seed } = o;
    const settings = { fromLayers, ...learningSettings(o), batchBlocks, teacherShare, seed };
    checkDraftSettings(settings);
    await withTraining(program, shared(), ({ context }) =>
      trainDraft(context, settings, { answers: o.answers, out: o.out }),
    );
  });
}

function teacherShareOption(share: number): Option {
  return new Option(
    '--teacher-share <x>',
    "part of the loss that goes to the target's own distribution, 0 to 1",
  )
    .argParser(shareOption)
    .default(share);
}

interface LearningOptions {
  epochs: number;
  vocab: number;
  lr: number;
  batch: number;
  seed: number;
  prompts?: number;
  answers?: string;
  out: string;
}

/** Spread between a draft's own settings and its batch: the key of a work folder knows the order of settings. */
const learningSettings = ({ epochs, vocab, lr, prompts }: LearningOptions) => ({
  epochs,
  draftVocabSize: vocab,
  learningRate: lr,
  ...(prompts === undefined ? {} : { prompts }),
});

/** Adds what every draft's training is told; `words` say what its rows and it are called. */
function addLearning(
  command: Command,
  defaults: { epochs: number; draftVocabSize: number; learningRate: number; seed: number },
  words: { rows: string; drafts: string; batch: [words: string, size: number]; seed: string },
): Command {
  const [batch, size] = words.batch;
  return command
    .option('--epochs <n>', `passes over the training ${words.rows}`, wholeOption(1), defaults.epochs)
    .option(
      '--vocab <n>',
      `most frequent tokens that ${words.drafts} may propose`,
      wholeOption(16),
      defaults.draftVocabSize,
    )
    .option('--lr <rate>', 'peak learning rate', numberOption(0, 1), defaults.learningRate)
    .option('--batch <n>', batch, wholeOption(1), size)
    .option('--seed <n>', words.seed, wholeOption(0), defaults.seed)
    .option(
      '--prompts <n>',
      'learn from the answers to the first n training prompts (default: all)',
      wholeOption(1),
    )
    .option('--answers <dir>', 'folder of packed answers (default: those that ship for the precision)')
    .option('--out <dir>', 'folder for the artifact and its card', ARTIFACTS);
}

/** Loads, runs, prints the manifest or card; an interrupt keeps the checkpoint and is told so. */
async function withTraining(
  program: Command,
  { precision, json }: { precision: Precision; json: boolean },
  work: (loaded: LoadedTraining) => Promise<object | null>,
): Promise<void> {
  const { loadTraining } = await import('../../engine/load-training.ts');
  const progress = progressLine();
  if (json && process.connected) {
    // Who started it is gone: it stops as by an interrupt, with a checkpoint.
    process.once('disconnect', () => process.kill(process.pid, 'SIGINT'));
    process.channel?.unref();
  }
  const say = (entry: { phase: string }) => {
    if (json) process.stdout.write(`${JSON.stringify({ type: 'progress', ...entry })}\n`);
    else progress.update(progressText(entry));
  };
  const loaded = await loadTraining(
    {
      modelPath: program.opts<{ model?: string }>().model,
      precision,
      onProgress: ({ phase }) => (json ? say({ phase }) : progress.update(phase)),
    },
    say,
    interruptSignal(),
  );
  try {
    const card = await work(loaded);
    progress.end();
    if (json) process.stdout.write(`${JSON.stringify({ type: 'result', card })}\n`);
    else if (card === null) process.stderr.write('stopped; the same command goes on from here\n');
    else process.stdout.write(`${JSON.stringify(card, null, 2)}\n`);
  } finally {
    progress.end();
    await loaded.release();
  }
}

/** "training heads: step 120 of 1900, loss 6.21, 900 items/s, 12 min left, held-out top-1 0.210 0.151". */
function progressText(entry: Record<string, unknown> & { phase: string }): string {
  const number = (name: string) => (typeof entry[name] === 'number' ? (entry[name] as number) : null);
  const parts: string[] = [];
  const [step, total] = [number('step') ?? number('done'), number('totalSteps') ?? number('total')];
  if (step !== null && total !== null) parts.push(`${step} of ${total}`);
  const loss = number('loss');
  if (loss !== null) parts.push(`loss ${loss.toFixed(3)}`);
  const speed = number('tokensPerSecond');
  if (speed !== null) parts.push(`${speed.toFixed(0)} tokens/s`);
  const items = number('itemsPerSecond');
  if (items !== null) parts.push(`${items.toFixed(items < 10 ? 1 : 0)} items/s`);
  const left = number('secondsLeft');
  if (left !== null) parts.push(`${Math.ceil(left / 60)} min left`);
  if (Array.isArray(entry.accuracy)) {
    const firsts = (entry.accuracy as number[][]).map((row) => (row[0] ?? 0).toFixed(3));
    parts.push(`held-out top-1 ${firsts.join(' ')}`);
  }
  return `${entry.phase}: ${parts.join(', ')}`;
}
