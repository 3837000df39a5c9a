/** What the target thought where an answer's token was chosen. Pure. */
import type { DecodeResult, TokenId } from '../protocol.ts';
import { stepAtPosition, stepPositions } from './bookmarks.ts';

export interface ChoiceRow {
  /** 0-based step that emitted the token; null for the prompt pass. */
  step: number | null;
  /** The target's two best tokens there and their logits; null where the record has no such row. */
  ids: [TokenId, TokenId] | null;
  logits: [number, number] | null;
  /** Best logit minus second; null without a row. */
  gap: number | null;
}

/**
 * The row of the pass that decided the token at a position of the answer: the root's for the first token of a step, an
 * accepted node's for those behind it. Null behind the end of the answer.
 */
export function choiceRow({ prefill, steps }: DecodeResult, position: number): ChoiceRow | null {
  if (position === 0) return rowOf(null, prefill.targetTop.ids[0], prefill.targetTop.logits[0]);
  const at = stepAtPosition(steps, position);
  const step = at === null ? undefined : steps[at];
  if (at === null || !step) return null;
  const behind = position - (stepPositions(steps)[at] as number);
  const node = behind === 0 ? 0 : (step.acceptedPath[behind - 1] as number);
  return rowOf(at, step.targetTop.ids[node], step.targetTop.logits[node]);
}

function rowOf(
  step: number | null,
  ids: [TokenId, TokenId] | undefined,
  logits: [number, number] | undefined,
): ChoiceRow {
  return { step, ids: ids ?? null, logits: logits ?? null, gap: logits ? logits[0] - logits[1] : null };
}
