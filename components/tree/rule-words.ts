/** The acceptance rule of one node in words, with its numbers filled in. Pure. */
import { shownOwnTokenOf } from '../../engine/core/choice-identities.ts';
import { type AcceptanceLaw, choicesAfter, lawOf, outcomesOf } from '../../engine/core/explain-choice.ts';
import { faithfulnessOf } from '../../engine/core/sampling-settings.ts';
import type { Method, NodeIndex, Sampling, StepRecord } from '../../engine/protocol.ts';
import { decimal, probability } from '../format.ts';
import type { NarrationPart } from './narrate.ts';

/** What became of a node, or of the target's own token (null), and by which rule. */
export function ruleWords(
  step: StepRecord,
  node: NodeIndex | null,
  method: Method,
  sampling: Sampling,
): NarrationPart[] {
  if (node === null) return ownWords(step, method, sampling);
  if (node === 0)
    return ['The last token of the answer before this step. The pass runs it together with all candidates.'];
  const outcome = outcomesOf(step)[node];
  if (outcome === 'not-reached')
    return [
      'Not reached: it stands below a candidate that was not taken. The pass computed it all the same; after its parent the target would have chosen ',
      { tokenId: choicesAfter(step, step.tree.parents[node] as NodeIndex).first.tokenId },
      '.',
    ];
  return lawWords(lawOf(step, node, method, sampling), step, node, outcome === 'accepted');
}

function lawWords(law: AcceptanceLaw, step: StepRecord, node: NodeIndex, accepted: boolean): NarrationPart[] {
  const parent = step.tree.parents[node] as NodeIndex;
  switch (law.kind) {
    case 'argmax':
      return argmaxWords(step, node, parent, accepted);
    case 'draw':
      return [
        accepted
          ? `Accepted: the target's one draw here was this token, at probability ${probability(law.targetProb)}.`
          : `Refused: the target's one draw here was another token; this one had probability ${probability(law.targetProb)}.`,
      ];
    case 'ratio':
      return [ratioWords(law, accepted)];
    case 'typical':
      return [typicalWords(law, accepted)];
  }
}

function argmaxWords(
  step: StepRecord,
  node: NodeIndex,
  parent: NodeIndex,
  accepted: boolean,
): NarrationPart[] {
  const { first, second, gap } = choicesAfter(step, parent);
  const above = `, ${decimal(gap, 2)} above the second, `;
  if (accepted)
    return [
      `Accepted: it is the target's first choice here (logit ${decimal(first.logit, 2)}${above}`,
      { tokenId: second.tokenId },
      ').',
    ];
  if (second.tokenId === step.tree.tokenIds[node])
    return [
      `Refused: it is only the target's second choice here, ${decimal(gap, 2)} below `,
      { tokenId: first.tokenId },
      ` (logit ${decimal(first.logit, 2)}).`,
    ];
  return [
    'Refused: the target chose ',
    { tokenId: first.tokenId },
    ` here (logit ${decimal(first.logit, 2)}${above}`,
    { tokenId: second.tokenId },
    ').',
  ];
}

function ratioWords(
  { targetProb, draftProb, acceptance }: Extract<AcceptanceLaw, { kind: 'ratio' }>,
  accepted: boolean,
): string {
  const outcome = accepted ? 'Accepted' : 'Refused';
  if (acceptance === null)
    return `${outcome} by min(1, target / draft), held against what tokens refused before it had left; the record keeps no whole rows, so its number is not known.`;
  const numbers = `min(1, target / draft) = min(1, ${probability(targetProb)} / ${probability(draftProb)}) = ${probability(acceptance)}`;
  return accepted
    ? `Accepted, at a chance of ${numbers}.`
    : `Refused, at a chance of acceptance of ${numbers}. In its place the residual max(0, target - draft), normalised, was drawn from.`;
}

function typicalWords(
  { targetProb, epsilon, delta, ceiling }: Extract<AcceptanceLaw, { kind: 'typical' }>,
  accepted: boolean,
): string {
  const threshold = `the threshold min(${epsilon}, ${delta} * exp(-entropy)), ${ceiling} at most`;
  const own = `its target probability ${probability(targetProb)}`;
  if (accepted) return `Accepted: ${own} is above ${threshold}.`;
  if (targetProb !== null && targetProb > ceiling)
    return `Likely enough, ${own} being above ${threshold}; another path was deeper, or as deep and likelier.`;
  return `Not taken: ${own} is held against ${threshold}. The entropy is not in the record.`;
}

function ownWords(step: StepRecord, method: Method, sampling: Sampling): NarrationPart[] {
  const last = step.acceptedPath.at(-1) ?? 0;
  const own = { tokenId: shownOwnTokenOf(step) };
  const { first, second, gap } = choicesAfter(step, last);
  const drawn = sampling.kind === 'sample' && sampling.acceptance.kind === 'lossless';
  const chosen: NarrationPart[] =
    drawn || own.tokenId !== first.tokenId
      ? [', drawn by chance; its own probability is not in the record.']
      : [
          `, the target's first choice (logit ${decimal(first.logit, 2)}, ${decimal(gap, 2)} above the second, `,
          { tokenId: second.tokenId },
          ').',
        ];
  if (step.tree.tokenIds.length === 1)
    return ["Nothing was proposed. The target's own token: ", own, ...chosen];
  if (step.ownToken === null)
    return ['The answer ended inside the accepted run; the target would have gone on with ', own, '.'];
  if (step.ownToken === 'bonus')
    return [
      'Bonus: the accepted path ended at a leaf, and the same pass gave one more token, ',
      own,
      ...chosen,
    ];
  const residual = faithfulnessOf(sampling, method) === 'same-law';
  return [
    residual
      ? 'Correction: the candidates here were refused, and the residual max(0, target - draft), normalised, gave '
      : 'Correction: no candidate here was taken; the target put ',
    own,
    ...chosen,
  ];
}
