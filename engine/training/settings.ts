/** What each `gorgon train` can be told, and what it takes where it is told nothing. Pure. */

export interface TrainDataSettings {
  /** Prompts to answer, in the file's order. */
  prompts: number;
  /** Most tokens of one answer. */
  maxNewTokens: number;
  /** Longer prompts are left out. */
  maxPromptTokens: number;
  /** Sequences that share a pass. */
  batchSize: number;
}

export const TRAIN_DATA_DEFAULTS: TrainDataSettings = {
  prompts: 11_700,
  maxNewTokens: 160,
  maxPromptTokens: 320,
  batchSize: 48,
};

/** What the training of every draft is told. */
export interface LearningSettings {
  /** Passes over the training rows. */
  epochs: number;
  /** Tokens that may be proposed, most frequent first. */
  draftVocabSize: number;
  /** Its peak. */
  learningRate: number;
  /** Part of the loss that goes to the target's own distribution instead of the token it took, 0 to 1. */
  teacherShare: number;
  seed: number;
  /** Training prompts whose answers are learnt, from the first on; all where it is absent. */
  prompts?: number;
}

export interface TrainHeadsSettings extends LearningSettings {
  heads: number;
  batchRows: number;
}

export const TRAIN_HEADS_DEFAULTS: TrainHeadsSettings = {
  heads: 4,
  epochs: 2,
  draftVocabSize: 8192,
  learningRate: 1e-3,
  batchRows: 512,
  teacherShare: 0.5,
  seed: 1,
};

export interface TrainHydraSettings extends LearningSettings {
  /** Tokens drafted one after another. */
  depths: number;
  /** Blocks of weights that the depths share, 1 to `depths`. */
  blocks: number;
  /** Width inside a block. */
  inner: number;
  batchRows: number;
}

export const TRAIN_HYDRA_DEFAULTS: TrainHydraSettings = {
  depths: 4,
  blocks: 1,
  inner: 1024,
  epochs: 1,
  draftVocabSize: 8192,
  learningRate: 1e-3,
  batchRows: 1024,
  teacherShare: 0.5,
  seed: 1,
};

export interface TrainDraftSettings extends LearningSettings {
  /** The target's layers that the draft starts from, one a draft layer. */
  fromLayers: number[];
  /** Blocks of 512 tokens a step. */
  batchBlocks: number;
}

export const TRAIN_DRAFT_DEFAULTS: TrainDraftSettings = {
  fromLayers: [0, 29],
  epochs: 2,
  draftVocabSize: 8192,
  learningRate: 5e-4,
  batchBlocks: 2,
  teacherShare: 0.5,
  seed: 1,
};
