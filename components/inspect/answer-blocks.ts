/**
 * An answer's runs in blocks that end where lines end, so that a browser lays out anew, for a token that is lit, its
 * block and not the whole text. Read or copied one behind the other they are the text itself. Pure.
 */
import type { TextRun } from './answer-runs.ts';

export interface TextBlock {
  /** Index of its first run among all. */
  first: number;
  runs: readonly TextRun[];
}

/** Runs of a block, before the next line end closes it. */
export const LEAST_RUNS = 24;

export function answerBlocks(runs: readonly TextRun[]): TextBlock[] {
  const blocks: TextBlock[] = [];
  let first = 0;
  for (const [i, { text }] of runs.entries()) {
    const ends = text.endsWith('\n') && i + 1 - first >= LEAST_RUNS;
    if (!ends && i + 1 < runs.length) continue;
    blocks.push({ first, runs: runs.slice(first, i + 1) });
    first = i + 1;
  }
  return blocks;
}
