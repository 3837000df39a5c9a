/** The turns that two runs have in common: same question, same prompt. And what a method said otherwise there. */
import type { DecodeResult, Method } from '../protocol.ts';
import { groupBy } from './group-by.ts';
import type { AnswerGroup } from './run-summary.ts';

export type QuestionId = AnswerGroup['questionId'];

export interface ComparedRun {
  groups: readonly AnswerGroup[];
  /** The user's words; 0-based turn. */
  promptText: (questionId: QuestionId, turn: number) => string;
}

/** The same method said something else to the same prompt. */
export interface ChangedOutput {
  method: Method;
  questionId: QuestionId;
  turn: number;
  repeat: number;
  /** First token that differs (first character, where the runs have different vocabularies). */
  position: number;
  /** One is the beginning of the other and ended by its budget of new tokens: a larger one might have said the same. */
  cutOff: boolean;
}

/** One turn of one question in both runs: its repeats, A's and B's. */
export interface PairedTurn {
  questionId: QuestionId;
  category: string;
  turn: number;
  a: AnswerGroup[];
  b: AnswerGroup[];
}

/** `sameModel`: the runs share a vocabulary, so that prompts are compared token by token; by their text otherwise. */
export function pairTurns(a: ComparedRun, b: ComparedRun, sameModel: boolean) {
  const pairs: PairedTurn[] = [];
  const otherPrompts: Pick<PairedTurn, 'questionId' | 'turn'>[] = [];
  const ofB = groupBy(b.groups, placeOf);
  for (const [place, groupsA] of groupBy(a.groups, placeOf)) {
    const groupsB = ofB.get(place);
    const first = groupsA[0] as AnswerGroup;
    const { questionId, category, turn } = first;
    if (!groupsB) continue;
    const same = sameModel
      ? sameTokens(promptTokens(first), promptTokens(groupsB[0] as AnswerGroup))
      : a.promptText(questionId, turn) === b.promptText(questionId, turn);
    if (same) pairs.push({ questionId, category, turn, a: groupsA, b: groupsB });
    else otherPrompts.push({ questionId, turn });
  }
  return { pairs, otherPrompts };
}

/** Empty where the method's output to the turn is the same in both runs, repeat by repeat. */
export function changedOutputs({ questionId, turn, a, b }: PairedTurn, method: Method, sameModel: boolean) {
  const changes: ChangedOutput[] = [];
  for (const groupA of a) {
    const groupB = b.find((group) => group.repeat === groupA.repeat);
    const [one] = answersOf([groupA], method);
    const [other] = answersOf(groupB ? [groupB] : [], method);
    if (!one || !other) continue;
    const position = sameModel
      ? firstDifference(one.tokenIds, other.tokenIds)
      : firstDifference([...one.text], [...other.text]);
    if (position === null) continue;
    const size = ({ tokenIds, text }: DecodeResult) => (sameModel ? tokenIds.length : [...text].length);
    const shorter = size(one) < size(other) ? one : other;
    const cutOff = position === size(shorter) && shorter.stopReason === 'budget';
    changes.push({ method, questionId, turn, repeat: groupA.repeat, position, cutOff });
  }
  return changes;
}

/** Null where both are the same. */
function firstDifference<T>(a: readonly T[], b: readonly T[]): number | null {
  const shorter = Math.min(a.length, b.length);
  let position = 0;
  while (position < shorter && a[position] === b[position]) position++;
  return position === a.length && position === b.length ? null : position;
}

/** The method's answers, one a group that has it. */
export function answersOf(groups: readonly AnswerGroup[], method: Method): DecodeResult[] {
  return groups.flatMap((group) => group.results.filter((result) => result.method === method));
}

function placeOf({ questionId, turn }: AnswerGroup): string {
  return JSON.stringify([questionId, turn]);
}

function promptTokens({ results }: AnswerGroup): readonly number[] {
  return results[0]?.promptTokenIds ?? [];
}

function sameTokens(a: readonly number[], b: readonly number[]): boolean {
  return firstDifference(a, b) === null;
}
