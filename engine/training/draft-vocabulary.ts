/** The frequent tokens that a draft may propose (FR-Spec, Zhao et al. 2025): a smaller output matrix, still lossless. */
import type { TokenId } from '../protocol.ts';

export interface DraftVocabulary {
  /** Draft index to target id, most frequent first. */
  tokenMap: Int32Array;
  /** Target id to draft index; -1 outside. */
  indexOf: Int32Array;
}

/** The `size` most frequent tokens of the answers, `always` among them; ties by id. */
export function draftVocabulary(
  answers: Iterable<readonly TokenId[]>,
  size: number,
  vocabSize: number,
  always: readonly TokenId[],
): DraftVocabulary {
  const counts = new Float64Array(vocabSize);
  for (const tokenIds of answers) for (const id of tokenIds) counts[id] = (counts[id] as number) + 1;
  for (const id of always) counts[id] = Number.POSITIVE_INFINITY;
  const order = Array.from({ length: vocabSize }, (_, id) => id).sort(
    (a, b) => (counts[b] as number) - (counts[a] as number) || a - b,
  );
  const tokenMap = Int32Array.from(order.slice(0, Math.min(size, vocabSize)));
  const indexOf = new Int32Array(vocabSize).fill(-1);
  for (const [index, id] of tokenMap.entries()) indexOf[id] = index;
  return { tokenMap, indexOf };
}
