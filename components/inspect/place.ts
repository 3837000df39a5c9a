/**
 * Where the reader is: from the words of the address to an answer, a step and a node that are there. What an address
 * asks for and the record has not becomes the nearest there is, and a line that says so. Pure.
 */
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import { type DecodeResult, METHODS, type NodeIndex, type StepRecord } from '../../engine/protocol.ts';
import { nodeAtPath } from '../tree/rank-path.ts';

/** The address as it stands: null where a key is left out. Turn, repeat and step count from 1. */
export interface Asked {
  m: string | null;
  turn: string | null;
  rep: string | null;
  step: string | null;
  /** A rank path; "root"; left out for the target's own token. */
  node: string | null;
}

export interface Place {
  group: AnswerGroup;
  result: DecodeResult;
  /** Null where the answer has no step: its one token is the prompt pass's. */
  step: StepRecord | null;
  /** Null is the target's own token. */
  node: NodeIndex | null;
  /** One line for each thing that was asked for and is not there. */
  notices: string[];
}

/** Null without groups. */
export function findPlace(groups: readonly AnswerGroup[], asked: Asked): Place | null {
  const notices: string[] = [];
  const turns = distinct(groups.map(({ turn }) => turn + 1));
  const turn = nearest('turn', asked.turn, turns, notices);
  const repeats = distinct(groups.filter((group) => group.turn === turn - 1).map(({ repeat }) => repeat + 1));
  const repeat = nearest('repeat', asked.rep, repeats, notices);
  const group = groups.find((one) => one.turn === turn - 1 && one.repeat === repeat - 1);
  const result = group && answerOf(group, asked.m, notices);
  if (!group || !result) return null;
  const { steps } = result;
  if (steps.length === 0) return { group, result, step: null, node: null, notices };
  const numbers = steps.map(({ index }) => index + 1);
  const step = steps[nearest('step', asked.step, numbers, notices) - 1] as StepRecord;
  return { group, result, step, node: nodeOf(step, asked.node, notices), notices };
}

/** The answers of a group in the order that methods have everywhere: they ran in another. */
export function answersOf({ results }: AnswerGroup): DecodeResult[] {
  return METHODS.flatMap((method) => results.find((result) => result.method === method) ?? []);
}

function answerOf(group: AnswerGroup, asked: string | null, notices: string[]): DecodeResult | undefined {
  const results = answersOf(group);
  // Trees of heads show most; a run without them begins with what it proposed last.
  const standard =
    results.find(({ method }) => method === 'medusa') ??
    results.findLast(({ method }) => method !== 'vanilla') ??
    results[0];
  if (asked === null) return standard;
  const found = results.find(({ method }) => method === asked);
  if (!found)
    notices.push(
      `No method ${JSON.stringify(asked)} here: this answer was recorded by ${results.map(({ method }) => method).join(', ')}.`,
    );
  return found ?? standard;
}

function nodeOf(step: StepRecord, asked: string | null, notices: string[]): NodeIndex | null {
  if (asked === null || asked === 'own') return null;
  if (asked === 'root') return 0;
  const { node, exact } = nodeAtPath(step.tree, asked);
  if (!exact)
    notices.push(
      `No node ${JSON.stringify(asked)} in the tree of step ${step.index + 1}: the nearest on its way is shown.`,
    );
  return node;
}

/** The allowed number nearest to what was asked, the first where nothing was. `allowed` ascends. */
function nearest(name: string, asked: string | null, allowed: readonly number[], notices: string[]): number {
  const first = allowed[0] ?? 1;
  const last = allowed.at(-1) ?? 1;
  if (asked === null) return first;
  const number = /^\d+$/.test(asked) ? Number(asked) : Number.NaN;
  if (allowed.includes(number)) return number;
  const range = first === last ? `there is ${first} only` : `there are ${first} to ${last}`;
  const at = Number.isNaN(number)
    ? first
    : allowed.reduce((best, one) => (Math.abs(one - number) < Math.abs(best - number) ? one : best), first);
  notices.push(`No ${name} ${JSON.stringify(asked)}: ${range}. Shown is ${at}.`);
  return at;
}

function distinct(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
