/** Which steps of an answer are worth looking at first, and why. Pure. */
import type { StepRecord } from '../protocol.ts';

export const BOOKMARK_KINDS = [
  'longest-run',
  'nothing-accepted',
  'first-refused',
  'slowest',
  'first-difference',
] as const;
export type BookmarkKind = (typeof BOOKMARK_KINDS)[number];

/** In words, as captions have them. */
export const BOOKMARK_WORDS: Readonly<Record<BookmarkKind, string>> = {
  'longest-run': 'longest run',
  'nothing-accepted': 'nothing accepted',
  'first-refused': "the draft's first candidate refused, another accepted",
  slowest: 'slowest step',
  'first-difference': 'first difference to vanilla',
};

export interface Bookmark {
  /** Index into the list of steps. */
  at: number;
  kind: BookmarkKind;
}

/**
 * Of steps that proposed something: the longest run, the first with nothing accepted, the first where another candidate
 * than the draft's first was accepted, the slowest. Steps that proposed nothing are passed over. Of equals the first.
 */
export function notableSteps(steps: readonly StepRecord[]): Bookmark[] {
  const list = steps.flatMap((step, at) => (step.tree.tokenIds.length > 1 ? [{ step, at }] : []));
  type Item = (typeof list)[number];
  const most = (of: (step: StepRecord) => number) =>
    list.reduce<Item | undefined>(
      (best, item) => (best === undefined || of(item.step) > of(best.step) ? item : best),
      undefined,
    );
  const longest = most(({ acceptedPath }) => acceptedPath.length);
  const found: [BookmarkKind, Item | undefined][] = [
    ['longest-run', longest && longest.step.acceptedPath.length > 0 ? longest : undefined],
    ['nothing-accepted', list.find(({ step }) => step.acceptedPath.length === 0)],
    [
      'first-refused',
      list.find(({ step }) => step.acceptedPath.some((node) => (step.tree.ranks[node] ?? 0) > 0)),
    ],
    ['slowest', most(({ stepMs }) => stepMs)],
  ];
  return found.flatMap(([kind, item]) => (item ? [{ at: item.at, kind }] : []));
}

/** Index of the step that emitted the token at a position of the answer; null for position 0, the prompt pass's, and behind the end. */
export function stepAtPosition(steps: readonly StepRecord[], position: number): number | null {
  let before = 1;
  for (const [at, { emitted }] of steps.entries()) {
    if (position >= before && position < before + emitted.length) return at;
    before += emitted.length;
  }
  return null;
}

/** Position in the answer of each step's first emitted token; the root stands right before it. */
export function stepPositions(steps: readonly StepRecord[]): number[] {
  let before = 1;
  return steps.map(({ emitted }) => {
    const first = before;
    before += emitted.length;
    return first;
  });
}
