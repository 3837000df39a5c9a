/**
 * The rule by which two sets of prompts are disjoint: no text of one resembles a text of the other. Two texts resemble
 * each other when, normalised (lower case, letters and digits only), one is equal to or contained in the other, or
 * when they share half or more of the distinct 8-word shingles of the one that has fewer.
 */
const SHINGLE_WORDS = 8;
const MOST_SHARED = 0.5;

/** Lower-case words of letters and digits, one space before, between and after them. */
export function normalise(text: string): string {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return ` ${words.join(' ')} `;
}

/** Distinct runs of eight words of a normalised text; empty where it has fewer. */
function shinglesOf(normalised: string): Set<string> {
  const words = normalised.trim().split(' ');
  const shingles = new Set<string>();
  for (let end = SHINGLE_WORDS; end <= words.length; end++) {
    shingles.add(words.slice(end - SHINGLE_WORDS, end).join(' '));
  }
  return shingles;
}

export interface Overlap {
  /** Largest share of shingles of any pair, 0 to 1. */
  largestShare: number;
  /** The pairs that resemble each other, as indices into the two lists. */
  pairs: { left: number; right: number }[];
}

/** Compares every text of `left` with every one of `right`. Time grows with the words of both, not with their product. */
export function findOverlap(left: readonly string[], right: readonly string[]): Overlap {
  const leftTexts = left.map(normalise);
  const leftShingles = leftTexts.map(shinglesOf);
  const holders = new Map<string, number[]>();
  for (const [index, shingles] of leftShingles.entries()) {
    for (const shingle of shingles) {
      const list = holders.get(shingle);
      if (list) list.push(index);
      else holders.set(shingle, [index]);
    }
  }
  const overlap: Overlap = { largestShare: 0, pairs: [] };
  for (const [rightIndex, text] of right.entries()) {
    const rightText = normalise(text);
    const rightShingles = shinglesOf(rightText);
    const shared = new Map<number, number>();
    for (const shingle of rightShingles) {
      for (const index of holders.get(shingle) ?? []) shared.set(index, (shared.get(index) ?? 0) + 1);
    }
    for (const [leftIndex, leftText] of leftTexts.entries()) {
      const smaller = Math.min(leftShingles[leftIndex]!.size, rightShingles.size);
      const share = smaller === 0 ? 0 : (shared.get(leftIndex) ?? 0) / smaller;
      overlap.largestShare = Math.max(overlap.largestShare, share);
      const contained = leftText.includes(rightText) || rightText.includes(leftText);
      if (share >= MOST_SHARED || contained) overlap.pairs.push({ left: leftIndex, right: rightIndex });
    }
  }
  return overlap;
}
