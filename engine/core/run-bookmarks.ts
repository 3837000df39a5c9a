/** The steps of a whole run to look at first, and why. Pure. */
import type { Method, StepRecord } from '../protocol.ts';
import { stepAtPosition } from './bookmarks.ts';
import { groupBy } from './group-by.ts';
import type { AnswerGroup, OutputDifference } from './run-summary.ts';

export const RUN_BOOKMARK_KINDS = [
  'first-difference',
  'longest-run',
  'other-branch',
  'sure-and-refused',
  'all-refused',
] as const;
export type RunBookmarkKind = (typeof RUN_BOOKMARK_KINDS)[number];

export interface RunBookmark {
  kind: RunBookmarkKind;
  method: Method;
  questionId: number | string;
  category: string;
  turn: number;
  repeat: number;
  /** Index into the answer's steps. */
  step: number;
  /** Why it is worth a look, in one sentence. */
  words: string;
}

const MOST_BOOKMARKS = 10;

/** Of one kind and method; the larger, the more telling. */
interface Sized extends RunBookmark {
  size: number;
}

/**
 * At most ten, no step twice and no prompt twice for one kind. The kinds take turns: differences from vanilla in the
 * order of the run, each answer's once for all repeats; of the other kinds the largest of each method in the first
 * repeat, the largest first, of equals the first in the run.
 */
export function runBookmarks(
  groups: readonly AnswerGroup[],
  differences: readonly OutputDifference[],
): RunBookmark[] {
  const byKind = new Map<RunBookmarkKind, Map<Method, Sized>>();
  for (const group of groups) {
    if (group.repeat !== 0) continue;
    for (const { method, steps } of group.results)
      for (const step of steps)
        for (const [kind, size] of sizesOf(step)) {
          const best = byKind.get(kind) ?? new Map<Method, Sized>();
          byKind.set(kind, best);
          if ((best.get(method)?.size ?? Number.NEGATIVE_INFINITY) < size)
            best.set(method, {
              ...placeOf(group, step),
              kind,
              method,
              size,
              words: wordsOf(kind, method, step),
            });
        }
  }
  const queues = RUN_BOOKMARK_KINDS.map((kind) =>
    kind === 'first-difference'
      ? firstOfRepeats(differences).flatMap((difference) => bookmarkOf(difference, groups) ?? [])
      : [...(byKind.get(kind)?.values() ?? [])]
          .sort((a, b) => b.size - a.size)
          .map(({ size: _, ...bookmark }) => bookmark),
  );
  return takeTurns(queues);
}

function firstOfRepeats(differences: readonly OutputDifference[]): OutputDifference[] {
  const byAnswer = groupBy(differences, ({ method, questionId, turn }) =>
    JSON.stringify([method, questionId, turn]),
  );
  return [...byAnswer.values()].flatMap(([first]) => first ?? []);
}

/** One of each queue in every round; what was taken is passed over. */
function takeTurns(queues: readonly RunBookmark[][]): RunBookmark[] {
  const taken: RunBookmark[] = [];
  const seen = new Set<string>();
  for (let round = 0; queues.some((queue) => round < queue.length); round++)
    for (const next of queues.flatMap((queue) => queue[round] ?? [])) {
      const { kind, method, questionId, turn, repeat, step } = next;
      const keys = [
        [method, questionId, turn, repeat, step],
        [kind, questionId],
      ].map((key) => JSON.stringify(key));
      if (taken.length === MOST_BOOKMARKS || keys.some((key) => seen.has(key))) continue;
      for (const key of keys) seen.add(key);
      taken.push(next);
    }
  return taken;
}

/** The kinds that a step is of, and how much so. Steps that proposed nothing are of none. */
function sizesOf({ tree, acceptedPath }: StepRecord): [RunBookmarkKind, number][] {
  const candidates = tree.tokenIds.length - 1;
  const accepted = acceptedPath.length;
  const sizes: [RunBookmarkKind, number][] = [];
  if (accepted > 0) sizes.push(['longest-run', accepted]);
  if (acceptedPath.some((node) => (tree.ranks[node] ?? 0) > 0)) sizes.push(['other-branch', accepted]);
  const sure = firstProbability(tree);
  if (candidates > 0 && accepted === 0) {
    sizes.push(['all-refused', candidates]);
    if (sure !== null) sizes.push(['sure-and-refused', sure]);
  }
  return sizes;
}

/** The draft's probability of its first choice for the next token; null where it gives none. */
function firstProbability({ parents, ranks, draftProbs }: StepRecord['tree']): number | null {
  const first = parents.findIndex((parent, node) => parent === 0 && ranks[node] === 0);
  return draftProbs[first] ?? null;
}

function wordsOf(kind: RunBookmarkKind, method: Method, { tree, acceptedPath, emitted }: StepRecord): string {
  const candidates = count(tree.tokenIds.length - 1, 'candidate');
  switch (kind) {
    case 'longest-run':
      return `${method} wrote ${count(emitted.length, 'token')} in one step: ${acceptedPath.length} of ${candidates} accepted`;
    case 'other-branch':
      return `${method} had ${count(acceptedPath.length, 'token')} accepted by way of a candidate that was not its first choice`;
    case 'sure-and-refused':
      return `${method} gave its first choice a probability of ${firstProbability(tree)?.toFixed(3)}, and the target wrote another token`;
    case 'all-refused':
      return `${method} had ${candidates} verified and none accepted`;
    case 'first-difference':
      return `${method} leaves vanilla's text here`;
  }
}

/** The step that wrote the first token that differs; null where the prompt pass wrote it, or the answer had ended by then. */
function bookmarkOf(
  { method, questionId, turn, repeat, comparison }: OutputDifference,
  groups: readonly AnswerGroup[],
): RunBookmark | null {
  const group = groups.find(
    (one) => one.questionId === questionId && one.turn === turn && one.repeat === repeat,
  );
  const steps = group?.results.find((result) => result.method === method)?.steps ?? [];
  const step = steps[stepAtPosition(steps, comparison.position) ?? -1];
  if (!group || !step) return null;
  const kind = 'first-difference';
  return {
    ...placeOf(group, step),
    kind,
    method,
    words: `${wordsOf(kind, method, step)} (${comparison.kind})`,
  };
}

function placeOf({ questionId, category, turn, repeat }: AnswerGroup, { index }: StepRecord) {
  return { questionId, category, turn, repeat, step: index };
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
