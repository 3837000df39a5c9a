/** Accepted lengths by category, as shares of the steps. Pure. */
import type { MethodFigures } from '../../engine/core/method-figures.ts';
import { percent } from '../format.ts';

export interface LengthPart {
  /** Accepted candidates. */
  length: number;
  steps: number;
  /** Of the row's steps. */
  share: number;
  /** Shares of all shorter lengths together. */
  from: number;
}

export interface LengthRow {
  /** A category, or all of them. */
  name: string;
  steps: number;
  meanAcceptedLength: number | null;
  parts: LengthPart[];
}

export function lengthRow(
  name: string,
  { acceptedHistogram, meanAcceptedLength }: Pick<MethodFigures, 'acceptedHistogram' | 'meanAcceptedLength'>,
): LengthRow {
  const all = acceptedHistogram.reduce((sum, steps) => sum + steps, 0);
  let before = 0;
  const parts = acceptedHistogram.map((steps, length): LengthPart => {
    const from = before / all;
    before += steps;
    return { length, steps, share: steps / all, from };
  });
  return { name, steps: all, meanAcceptedLength, parts: all > 0 ? parts : [] };
}

/** Longest accepted length of all rows. */
export function longestOf(rows: readonly LengthRow[]): number {
  return Math.max(0, ...rows.map(({ parts }) => parts.length - 1));
}

/** Pixels of a letter of a label at most, in 11-pixel type. */
const LETTER = 6.5;
/** Pixels between a label and the ends of its part, both together. */
const SPACE = 4;

/** What a part of so many pixels has room for: length and share, the share without decimals, the length; or nothing. */
export function partLabel({ length, share }: LengthPart, width: number): string {
  const forms = [`${length}: ${percent(share)}`, `${length}: ${(100 * share).toFixed(0)} %`, String(length)];
  return forms.find((text) => text.length * LETTER + SPACE <= width) ?? '';
}
