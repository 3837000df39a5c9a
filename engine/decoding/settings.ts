/** How the shipped methods draft: one place for every default. Chosen by measured tokens per second, see docs/experiments.md. */
import { HEADS_OF, type HeadsKind, type Method, type NamedTree } from '../protocol.ts';
import type { LookupSettings } from './proposers/prompt-lookup.ts';

export interface DraftingSettings {
  /** Tokens the draft model proposes a step. */
  chainLength: number;
  lookup: LookupSettings;
  /** What the candidates of heads fill. */
  trees: Record<HeadsKind, NamedTree>;
}

export const DRAFTING_SETTINGS: DraftingSettings = {
  chainLength: 2,
  lookup: { maxNgram: 3, minNgram: 2, copyLength: 5 },
  trees: {
    medusa: { name: 'default', paths: [[0], [1], [0, 0]] },
    hydra: { name: 'default', paths: [[0], [0, 0], [0, 0, 0]] },
  },
};

/** One line for people; `tree` is what the candidates fill unless it is the settings' own. */
export function describeMethod(method: Method, tree?: NamedTree): string {
  const { chainLength, lookup, trees } = DRAFTING_SETTINGS;
  const copied = `up to ${lookup.copyLength} tokens after a match of ${lookup.minNgram} to ${lookup.maxNgram}`;
  const candidates = (own: NamedTree) =>
    tree
      ? `a tree of ${tree.paths.length} candidates (${tree.name})`
      : `a tree of ${own.paths.length} candidates`;
  switch (method) {
    case 'vanilla':
      return 'one token a pass';
    case 'speculative':
      return `draft model, a chain of ${chainLength}`;
    case 'lookup':
      return `prompt lookup, ${copied}`;
    case 'medusa':
      return `Medusa heads, ${candidates(trees.medusa)}`;
    case 'hydra':
      return `Hydra heads, which see the tokens drafted before them, ${candidates(trees.hydra)}`;
    case 'medusa-lookup':
    case 'hydra-lookup':
      return `${describeMethod(HEADS_OF[method], tree)}, and prompt lookup in the same tree, ${copied}`;
  }
}
