/** Accepted lengths by category, as shares of the steps. Pure. */
import type { MethodFigures } from '../../engine/core/method-figures.ts';

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
