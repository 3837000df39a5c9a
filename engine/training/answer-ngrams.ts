/** What follows what in the target's answers, for heads that guess without seeing each other's tokens. */
import { countNgrams, type NgramCounts } from '../core/ngrams.ts';
import type { Sequence } from './sequences.ts';

/** A prompt's last token stands before the answer's first. */
export function answerNgrams(
  sequences: readonly Pick<Sequence, 'promptTokenIds' | 'answerTokenIds'>[],
): NgramCounts {
  return countNgrams(
    sequences.map(({ promptTokenIds, answerTokenIds }) => [...promptTokenIds.slice(-1), ...answerTokenIds]),
  );
}
