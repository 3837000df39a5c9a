/** Where the trees of two answers can be held against each other: steps that begin after the same text. Pure. */
import type { DecodeResult } from '../../engine/protocol.ts';
import { overlayTrees, sharedStepsOf } from '../tree/tree-overlay.ts';

export interface TreePlace {
  /** Steps of the left and of the right, 0-based. */
  left: number;
  right: number;
  /** Other candidates, or another number of them accepted. */
  differs: boolean;
}

export function treePlaces(left: DecodeResult, right: DecodeResult): TreePlace[] {
  return sharedStepsOf(left, right).flatMap(({ own, other }) => {
    const [a, b] = [left.steps[own], right.steps[other]];
    if (!a || !b) return [];
    const { counts } = overlayTrees(a, b, true);
    const differs = counts.first + counts.second > 0 || a.acceptedPath.length !== b.acceptedPath.length;
    return [{ left: own, right: other, differs }];
  });
}

/**
 * Which to show where nobody chose: the last before the texts part, which says why they do; of the same text the first
 * with other trees. Null where there is no place.
 */
export function firstShown(places: readonly TreePlace[], textsPart: boolean): TreePlace | null {
  const told = textsPart ? places.at(-1) : places.find(({ differs }) => differs);
  return told ?? places[0] ?? null;
}
