/** How the shipped methods draft: one place for every default. Chosen by measured tokens per second, see docs/experiments.md. */
import { LONGEST_MATCH, MOST_COPIED } from '../core/copy-chance.ts';
import { DEFAULT_TREE } from '../core/own-trees.ts';
import { HEADS_OF, type HeadsKind, type Method, type NamedTree } from '../protocol.ts';
import type { LookupSettings } from './proposers/prompt-lookup.ts';

export interface DraftingSettings {
  /** Tokens the draft model proposes a step. */
  chainLength: number;
  lookup: LookupSettings;
  /** What is copied where each step keeps only what is worth its rows. */
  pricedLookup: LookupSettings;
  /** What the candidates of heads fill. */
  trees: Record<HeadsKind, NamedTree>;
}

export const DRAFTING_SETTINGS: DraftingSettings = {
  chainLength: 2,
  lookup: { maxNgram: 14, minNgram: 2, beyondMatch: 2, copyLength: 16 },
  pricedLookup: { maxNgram: LONGEST_MATCH, minNgram: 1, beyondMatch: MOST_COPIED, copyLength: MOST_COPIED },
  trees: {
    medusa: { name: DEFAULT_TREE, paths: [[0], [1], [2], [0, 0], [0, 0, 0]] },
    hydra: { name: DEFAULT_TREE, paths: [[0], [1], [0, 0], [0, 0, 0], [0, 0, 0, 0]] },
  },
};

/** What a method's one line for people depends on. */
export interface MethodTraits {
  /** What the candidates fill. */
  tree?: NamedTree | undefined;
  /** Each step keeps what is worth its cost. */
  dynamic?: boolean;
  /** Candidates are weighed by n-grams. */
  weighed?: boolean;
}

export function describeMethod(method: Method, traits: MethodTraits = {}): string {
  const { tree, dynamic = false, weighed = false } = traits;
  const { chainLength, lookup, pricedLookup, trees } = DRAFTING_SETTINGS;
  const copied = dynamic
    ? `as many tokens as are worth their cost, at most ${pricedLookup.copyLength}`
    : `${lookup.beyondMatch} tokens more than the match of ${lookup.minNgram} to ${lookup.maxNgram} has, at most ${lookup.copyLength}`;
  const kept = dynamic ? ', each step keeps those that are worth their cost' : '';
  const candidates = (kind: HeadsKind) => {
    const { name, paths } = tree ?? trees[kind];
    const named = name === trees[kind].name ? '' : ` (${name})`;
    return `a tree of ${paths.length} candidates${named}${kept}`;
  };
  switch (method) {
    case 'vanilla':
      return 'one token a pass';
    case 'speculative':
      return `draft model, ${dynamic ? 'a chain, and beside its tokens the draft’s next choices, as many as are worth their cost' : `a chain of ${chainLength}`}`;
    case 'lookup':
      return `prompt lookup, ${copied}`;
    case 'medusa':
      return `Medusa heads, ${weighed ? 'weighed by which tokens follow each other in the target’s answers and in the text, ' : ''}${candidates('medusa')}`;
    case 'hydra':
      return `Hydra heads, which see the tokens drafted before them and where the text repeats itself, ${candidates('hydra')}`;
    case 'medusa-lookup':
    case 'hydra-lookup':
      return `${describeMethod(HEADS_OF[method], traits)}, and prompt lookup in the same tree, ${copied}`;
  }
}
