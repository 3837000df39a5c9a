/**
 * Is an output vanilla's own? Token by token; text is never compared. At the first difference the target's top-2 gap
 * tells rounding from a fault: a pass over several rows may round otherwise than a pass over one, and turn a choice
 * between two logits that are all but equal. Behind the first difference the texts are different ones.
 */
import type { DecodeResult, TokenId } from '../protocol.ts';
import { choiceRow } from './choice-row.ts';

/** Under this gap between vanilla's two best logits a difference is a near-tie, at float32. */
export const NEAR_TIE_GAP = 1e-4;

/** What the plain model chooses at one place when a pass of other widths computes it. */
export interface WidthProbe {
  /** Index into vanilla's tokenIds. */
  position: number;
  /** Rows of the pass. */
  widths: number[];
  /** The first choice at each width. */
  choices: TokenId[];
}

export type OutputComparison =
  | { kind: 'identical'; tokens: number }
  /** Drawn by other random numbers than vanilla's, an answer shares its law, not its text; a lossy one not even the law. */
  | { kind: 'not-compared'; reason: 'sampled' | 'lossy' }
  | {
      kind: 'near-tie';
      /** The gap is under the bound, or the plain model itself was seen to flip with the width of the pass. */
      evidence: 'gap' | 'width-flip';
      /** Index into tokenIds of the first difference. */
      position: number;
      vanillaToken: TokenId;
      otherToken: TokenId;
      /** Vanilla's best logit minus its second there; null where vanilla's record has no row for it. */
      gap: number | null;
    }
  | {
      kind: 'suspect';
      position: number;
      /** Null where that output had ended. */
      vanillaToken: TokenId | null;
      otherToken: TokenId | null;
      /** Null where vanilla's record has no row for the position. */
      gap: number | null;
    };

/**
 * Compares an output with vanilla's for the same prompt and settings. An output that ends before or after vanilla's is
 * a suspect even when it is equal up to there: both obey the same budget, end tokens and stop strings. So is a token
 * that is not vanilla's second choice, however small the gap. A probe of that place clears it where the plain model
 * chose both tokens, each at some width.
 */
export function compareToVanilla(
  vanilla: DecodeResult,
  other: DecodeResult,
  probe?: WidthProbe,
): OutputComparison {
  if (vanilla.method !== 'vanilla')
    throw new Error(`outputs are compared with vanilla's, not with ${vanilla.method}'s`);
  const shorter = Math.min(vanilla.tokenIds.length, other.tokenIds.length);
  let position = 0;
  while (position < shorter && vanilla.tokenIds[position] === other.tokenIds[position]) position++;
  const vanillaToken = vanilla.tokenIds[position] ?? null;
  const otherToken = other.tokenIds[position] ?? null;
  if (vanillaToken === null && otherToken === null) return { kind: 'identical', tokens: position };

  const top = choiceRow(vanilla, position);
  const gap = top?.gap ?? null;
  const tie =
    gap !== null && gap < NEAR_TIE_GAP && top?.ids?.[0] === vanillaToken && top.ids[1] === otherToken;
  if (vanillaToken !== null && otherToken !== null) {
    const flips =
      probe?.position === position &&
      probe.choices.includes(vanillaToken) &&
      probe.choices.includes(otherToken);
    if (tie || flips)
      return {
        kind: 'near-tie',
        evidence: tie ? 'gap' : 'width-flip',
        position,
        vanillaToken,
        otherToken,
        gap,
      };
  }
  return { kind: 'suspect', position, vanillaToken, otherToken, gap };
}
