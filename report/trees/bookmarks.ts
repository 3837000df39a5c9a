/** Which steps of a run are worth a picture, and why. Pure. */
import { BOOKMARK_WORDS, notableSteps, stepAtPosition } from '../../engine/core/bookmarks.ts';
import { groupBy } from '../../engine/core/group-by.ts';
import { type RunBookmark, runBookmarks } from '../../engine/core/run-bookmarks.ts';
import type { AnswerGroup, OutputDifference } from '../../engine/core/run-summary.ts';
import type { DecodeResult, StepRecord } from '../../engine/protocol.ts';

export const TREE_CHOICES = ['all', 'bookmarks', 'none'] as const;
export type TreeChoice = (typeof TREE_CHOICES)[number];

export interface ShownStep {
  group: AnswerGroup;
  result: DecodeResult;
  step: StepRecord;
  /** Why it is shown; empty where all are. */
  reasons: string[];
}

/**
 * Steps that proposed something, of the first repeat, in the order of the run. Bookmarks are, of every method on every
 * question: the longest run, the first step with nothing accepted, the first where another candidate than the draft's
 * first was accepted, the slowest, and the one at the first difference to vanilla; and those of the whole run that are to be
 * looked at first.
 */
export function shownSteps(
  groups: readonly AnswerGroup[],
  differences: readonly OutputDifference[],
  choice: TreeChoice,
): ShownStep[] {
  if (choice === 'none') return [];
  const all = groups
    .filter(({ repeat }) => repeat === 0)
    .flatMap((group) =>
      group.results.flatMap((result) =>
        result.steps
          .filter(({ tree }) => tree.tokenIds.length > 1)
          .map((step): ShownStep => ({ group, result, step, reasons: [] })),
      ),
    );
  if (choice === 'all') return all;
  const byAnswerer = groupBy(all, ({ group, result }) => JSON.stringify([group.questionId, result.method]));
  for (const list of byAnswerer.values()) bookmark(list, differences);
  for (const found of runBookmarks(groups, differences))
    all.find((shown) => isStepOf(shown, found))?.reasons.push('one of those to look at first');
  return all.filter(({ reasons }) => reasons.length > 0);
}

export function isStepOf({ group, result, step }: ShownStep, bookmark: RunBookmark): boolean {
  return (
    result.method === bookmark.method &&
    group.questionId === bookmark.questionId &&
    group.turn === bookmark.turn &&
    group.repeat === bookmark.repeat &&
    step.index === bookmark.step
  );
}

function bookmark(list: readonly ShownStep[], differences: readonly OutputDifference[]): void {
  for (const { at, kind } of notableSteps(list.map(({ step }) => step)))
    list[at]?.reasons.push(BOOKMARK_WORDS[kind]);
  for (const difference of differences)
    list
      .find((shown) => emitsDifference(shown, difference))
      ?.reasons.push(`${BOOKMARK_WORDS['first-difference']} (${difference.comparison.kind})`);
}

function emitsDifference(
  { group, result, step }: ShownStep,
  { method, questionId, turn, repeat, comparison }: OutputDifference,
): boolean {
  if (method !== result.method || questionId !== group.questionId) return false;
  if (turn !== group.turn || repeat !== group.repeat) return false;
  return stepAtPosition(result.steps, comparison.position) === step.index;
}
