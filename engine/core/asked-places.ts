/**
 * What a draft was asked at every place of known answers, raw: at which ranks of its lists the target's choices stand.
 * From it come counts (acceptance-counts.ts), and tokens per step by walking.
 *
 * Why walking: tokens per step is tokens / steps, and a step begins behind the end of the one before it. Long accepted
 * paths leap over places that are easy to guess, so steps begin at hard places more often than answers have hard
 * places, and the mean over all places promises too much (the inspection paradox): 1.87 tokens instead of 1.75 for
 * Medusa's tree, 2.75 instead of 2.53 for Hydra's (docs/experiments.md).
 */
import { AcceptanceCounter, type AcceptanceCounts } from './acceptance-counts.ts';
import type { RankPath } from './token-tree.ts';

export interface AskedPlace {
  /**
   * Rank of the target's choice in the list of each depth in turn, null where the list lacks it, which ends them; as
   * many as choices are known.
   */
  ranks: (number | null)[];
  /** Whether the last of these choices is not the text's next token: what would follow it is not known. */
  leaves: boolean;
}

/** The places of one answer in order: place j has answer token j as root. The last token of an answer is no place. */
export type AskedAnswer = readonly AskedPlace[];

/** Largest list that a character can tell the ranks of. */
export const MAX_WIDTH = 36;

/** What `placesText` writes; a place has a character a rank (0 to 9, a to z), `-` for none, `?` where the text is left. */
const PLACE = '(?:[0-9a-z]+-?|-)\\??';
export const PLACES_PATTERN = new RegExp(`^(?:${PLACE}(?: ${PLACE})*)?$`);

/** Places with spaces between: "00- 0? 3"; nothing for an answer of one token. */
export function placesText(answer: AskedAnswer): string {
  const character = (rank: number | null) => (rank === null ? '-' : rank.toString(MAX_WIDTH));
  return answer.map(({ ranks, leaves }) => `${ranks.map(character).join('')}${leaves ? '?' : ''}`).join(' ');
}

/** The inverse; `text` matches PLACES_PATTERN. */
export function placesOf(text: string): AskedPlace[] {
  if (text === '') return [];
  return text.split(' ').map((place) => {
    const leaves = place.endsWith('?');
    const ranks = [...(leaves ? place.slice(0, -1) : place)].map((character) =>
      character === '-' ? null : Number.parseInt(character, MAX_WIDTH),
    );
    return { ranks, leaves };
  });
}

export function countPlaces(answers: readonly AskedAnswer[], width: number): AcceptanceCounts {
  const counter = new AcceptanceCounter(width);
  for (const answer of answers) for (const { ranks } of answer) counter.add(ranks);
  return counter.counts();
}

export interface WalkedSteps {
  /** Tokens that those steps yield, the target's own ones included. */
  tokens: number;
  steps: number;
}

/**
 * Decodes the answers on paper with one tree at every step: from place to place, each step by as many tokens as it
 * yields. A step that accepts a choice which the text left is not counted, since how far it goes is not known.
 */
export function walkSteps(answers: readonly AskedAnswer[], paths: readonly RankPath[]): WalkedSteps {
  const root = trieOf(paths);
  const walked = { tokens: 0, steps: 0 };
  for (const answer of answers) {
    for (let place = 0; place < answer.length; ) {
      const { accepted, known } = stepAt(root, answer[place] as AskedPlace);
      // The answer may end before the target's own token.
      const tokens = Math.min(accepted + (known ? 1 : 0), answer.length - place);
      if (known) {
        walked.tokens += tokens;
        walked.steps++;
      }
      place += Math.max(1, tokens);
    }
  }
  return walked;
}

/** Tokens of a step with this tree: what the answers come to when each step begins where the one before it ended. */
export function walkedTokens(answers: readonly AskedAnswer[], paths: readonly RankPath[]): number {
  const { tokens, steps } = walkSteps(answers, paths);
  return tokens / steps;
}

type Trie = Map<number, Trie>;

function trieOf(paths: readonly RankPath[]): Trie {
  const root: Trie = new Map();
  for (const path of paths) {
    let at = root;
    for (const rank of path) {
      const next: Trie = at.get(rank) ?? new Map();
      at.set(rank, next);
      at = next;
    }
  }
  return root;
}

/** `known`: whether the target's own token behind the accepted ones is. */
function stepAt(root: Trie, { ranks, leaves }: AskedPlace): { accepted: number; known: boolean } {
  let at: Trie | undefined = root;
  for (const [depth, rank] of ranks.entries()) {
    at = rank === null ? undefined : at.get(rank);
    if (!at) return { accepted: depth, known: true };
  }
  return { accepted: ranks.length, known: !leaves };
}
