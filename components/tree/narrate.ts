/** The step in one sentence, for people and for screen readers. Pure. */
import { shownOwnTokenOf } from '../../engine/core/choice-identities.ts';
import type { StepRecord, TokenId } from '../../engine/protocol.ts';
import { duration } from '../format.ts';

/** Words, or a token to be shown by its text. */
export type NarrationPart = string | { tokenId: TokenId };

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;

export function narrate(step: StepRecord): NarrationPart[] {
  const { tree, acceptedPath, emitted } = step;
  const proposed = tree.tokenIds.length - 1;
  const own = { tokenId: shownOwnTokenOf(step) };
  const end = `; ${count(emitted.length, 'token')} gained in ${duration(step.stepMs)}.`;
  const begin = `Step ${step.index + 1}: `;
  if (proposed === 0) return [`${begin}nothing proposed, the target chose `, own, end];
  const path = acceptedPath.map((node) => ({ tokenId: tree.tokenIds[node] as TokenId }));
  const accepted: NarrationPart[] =
    path.length === 0 ? ['none accepted'] : [`${path.length} accepted (`, ...spaced(path), ')'];
  return [`${begin}${count(proposed, 'candidate')}, `, ...accepted, ...ownChoice(step, own), end];
}

function ownChoice({ ownToken }: StepRecord, own: NarrationPart): NarrationPart[] {
  switch (ownToken) {
    case 'bonus':
      return [', then the target added ', own];
    case 'correction':
      return [', then the target chose ', own, ' instead'];
    default:
      return [', the answer ended inside the accepted run'];
  }
}

function spaced(tokens: readonly NarrationPart[]): NarrationPart[] {
  return tokens.flatMap((token, i) => (i === 0 ? [token] : [' ', token]));
}
