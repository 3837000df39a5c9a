/** An answer's text with where each part came from: proposed and accepted, or the target's own. By token id, never by search. */
import type { StepRecord } from '../../engine/protocol.ts';
import type { Labels, LaneText } from './race-state.ts';

export interface TextSpan {
  key: string;
  text: string;
  step: number | null;
  /** `mixed` where a character spans tokens of both kinds and cannot be split. */
  origin: 'accepted' | 'own' | 'mixed';
}

export function textSpans(
  texts: readonly LaneText[],
  steps: readonly StepRecord[],
  labels: Labels,
): TextSpan[] {
  const spans: TextSpan[] = [];
  for (const [i, { step, text, tokenIds }] of texts.entries()) {
    if (text === '') continue;
    const accepted = step === null ? 0 : acceptedCount(steps[step], tokenIds.length);
    const parts = tokenIds
      .map((id) => labels.get(id))
      .map((label) => (label && !label.special ? label.text : ''));
    if (parts.join('') !== text) {
      // A stop string cut it, or a character has parts in several tokens: the text is right, its seams are not known.
      spans.push({ key: `${i}`, text, step, origin: accepted === 0 ? 'own' : 'mixed' });
      continue;
    }
    const head = parts.slice(0, accepted).join('');
    const tail = parts.slice(accepted).join('');
    if (head) spans.push({ key: `${i}a`, text: head, step, origin: 'accepted' });
    if (tail) spans.push({ key: `${i}o`, text: tail, step, origin: 'own' });
  }
  return spans;
}

/** How many of a step's emitted tokens were proposals; a cut may have taken some. */
function acceptedCount(step: StepRecord | undefined, emitted: number): number {
  if (!step) return 0;
  return step.ownToken === null ? emitted : step.acceptedPath.length;
}
