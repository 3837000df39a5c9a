/** How the shipped methods draft: one place for every default. Chosen by measured tokens per second, see docs/experiments.md. */
import type { RankPath } from '../core/token-tree.ts';
import type { LookupSettings } from './proposers/prompt-lookup.ts';

export interface DraftingSettings {
  /** Tokens the draft model proposes a step. */
  chainLength: number;
  lookup: LookupSettings;
  /** Rank paths of the Medusa tree. */
  medusaTree: readonly RankPath[];
  /** Rank paths of the Hydra tree. */
  hydraTree: readonly RankPath[];
}

export const DRAFTING_SETTINGS: DraftingSettings = {
  chainLength: 2,
  lookup: { maxNgram: 3, minNgram: 2, copyLength: 5 },
  medusaTree: [[0], [1], [0, 0]],
  hydraTree: [[0], [0, 0], [0, 0, 0]],
};

/** One line for people, a method each. */
export const METHOD_DESCRIPTIONS = {
  vanilla: 'one token a pass',
  speculative: `draft model, a chain of ${DRAFTING_SETTINGS.chainLength}`,
  lookup: `prompt lookup, up to ${DRAFTING_SETTINGS.lookup.copyLength} tokens after a match of ${DRAFTING_SETTINGS.lookup.minNgram} to ${DRAFTING_SETTINGS.lookup.maxNgram}`,
  medusa: `Medusa heads, a tree of ${DRAFTING_SETTINGS.medusaTree.length} candidates`,
  hydra: `Hydra heads, which see the tokens drafted before them, a tree of ${DRAFTING_SETTINGS.hydraTree.length} candidates`,
} as const;
