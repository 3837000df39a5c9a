/** The step in one sentence, for people and for screen readers. Pure. */
import { shownOwnTokenOf } from '../../engine/core/choice-identities.ts';
import type { StepRecord, TokenId } from '../../engine/protocol.ts';
import { duration } from '../format.ts';
import { draftWords } from './tree-text.ts';

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

function ownChoice(step: StepRecord, own: NarrationPart): NarrationPart[] {
  switch (step.ownToken) {
    case 'bonus':
      return [', then the target added ', own];
    case 'correction':
      return [', then the target chose ', own, ' instead', ...refusedWords(step)];
    default:
      return [', the answer ended inside the accepted run'];
  }
}

/** The proposer's best candidate where the path ended, how it stood, and how many more were refused there. */
function refusedWords({ tree, acceptedPath }: StepRecord): NarrationPart[] {
  const last = acceptedPath.at(-1) ?? 0;
  const rank = (node: number) => tree.ranks[node] as number;
  const [best, ...others] = tree.parents
    .flatMap((parent, node) => (parent === last ? [node] : []))
    .sort((a, b) => rank(a) - rank(b));
  if (best === undefined) return [];
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return [' of ', { tokenId: tree.tokenIds[best] as TokenId }, ` (${draftWords(tree, best)})${more}`];
}

function spaced(tokens: readonly NarrationPart[]): NarrationPart[] {
  return tokens.flatMap((token, i) => (i === 0 ? [token] : [' ', token]));
}
