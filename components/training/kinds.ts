/** What can be trained, and which options the page offers; what is left empty is the command's own default. Pure. */
import type { DraftKind } from '../../engine/protocol.ts';
import {
  TRAIN_DATA_DEFAULTS as DATA,
  TRAIN_DRAFT_DEFAULTS as DRAFT,
  TRAIN_HEADS_DEFAULTS as HEADS,
  TRAIN_HYDRA_DEFAULTS as HYDRA,
  type LearningSettings,
} from '../../engine/training/settings.ts';

export const TRAIN_KINDS = ['data', 'heads', 'hydra', 'draft'] as const;
export type TrainKind = (typeof TRAIN_KINDS)[number];

export interface TrainOption {
  /** Of `gorgon train <kind>`, without the dashes. */
  flag: string;
  label: string;
  /** Smallest and largest, both allowed. */
  low: number;
  high: number;
  whole: boolean;
  /** What the command takes where it is not told. */
  preset: number;
}

const whole = (flag: string, label: string, low: number, high: number, preset: number): TrainOption => ({
  flag,
  label,
  low,
  high,
  whole: true,
  preset,
});
const real = (flag: string, label: string, low: number, high: number, preset: number): TrainOption => ({
  ...whole(flag, label, low, high, preset),
  whole: false,
});
const learning = ({ epochs, draftVocabSize, learningRate, teacherShare, seed }: LearningSettings) => [
  whole('epochs', 'Passes over the rows', 1, 100, epochs),
  whole('vocab', 'Draft vocabulary, tokens', 16, 1_000_000, draftVocabSize),
  real('lr', 'Peak learning rate', 1e-6, 0.5, learningRate),
  real('teacher-share', "Share of the target's distribution", 0, 1, teacherShare),
  whole('seed', 'Seed', 0, 2 ** 31, seed),
];
const rows = (preset: number) => whole('batch', 'Rows of one step', 1, 65_536, preset);

interface KindOfTraining {
  label: string;
  words: string;
  /** Whose draft comes of it; null for training data. */
  drafts: DraftKind | null;
  options: readonly TrainOption[];
}

export const KINDS: Readonly<Record<TrainKind, KindOfTraining>> = {
  data: {
    label: 'Training data',
    words: "The target's own greedy answers to the training prompts, which everything else learns from",
    drafts: null,
    options: [
      whole('prompts', 'Prompts to answer', 1, 100_000, DATA.prompts),
      whole('max-new-tokens', 'Most tokens of an answer', 1, 4096, DATA.maxNewTokens),
      whole('batch', 'Sequences that share a pass', 1, 512, DATA.batchSize),
    ],
  },
  heads: {
    label: 'Medusa heads',
    words: 'Heads on the frozen target, each of which guesses one token further ahead',
    drafts: 'medusa',
    options: [
      whole('heads', 'Number of heads', 1, 10, HEADS.heads),
      ...learning(HEADS),
      rows(HEADS.batchRows),
    ],
  },
  hydra: {
    label: 'Hydra heads',
    words: 'Heads that see the tokens drafted so far and where the text repeats itself',
    drafts: 'hydra',
    options: [
      whole('depths', 'Tokens drafted one after another', 1, 10, HYDRA.depths),
      ...learning(HYDRA),
      rows(HYDRA.batchRows),
    ],
  },
  draft: {
    label: 'Draft model',
    words: "A few of the target's layers, trained on the same answers",
    drafts: 'speculative',
    options: [...learning(DRAFT), whole('batch', 'Blocks of 512 tokens a step', 1, 64, DRAFT.batchBlocks)],
  },
};

export interface TrainRequest {
  kind: TrainKind;
  /** Of the folder that it is kept in. */
  name: string;
  precision: 'fp32' | 'int8';
  /** Name of training data made here; null: the shipped answers. */
  answers: string | null;
  options: Readonly<Record<string, number>>;
}

/** Arguments of the command, without folders. */
export function trainArguments({ kind, precision, options }: TrainRequest): string[] {
  const own = Object.entries(options).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
  return ['train', '--precision', precision, kind, ...own];
}
