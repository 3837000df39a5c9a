/**
 * The compact form of answers in a run folder: one JSON line a group, steps as arrays, what follows from other fields
 * left out (depths from parents, emitted tokens from the answer's). Times are kept to the microsecond, logits and
 * probabilities as float32, so `expandGroup(compactGroup(g))` differs from g by that rounding only. Browser-safe.
 */
import { z } from 'zod';
import type { AnswerGroup } from '../core/run-summary.ts';
import { type DecodeResult, METHODS, type StepRecord, type TopTwo, TRACE_LEVELS } from '../protocol.ts';

const id = z.int().nonnegative();
const ms = z.number().nonnegative();
const probability = z.number().nullable();

const OWN_TOKENS = [null, 'correction', 'bonus'] as const;

/** Flat: best and second of each row, ids then logits. */
const compactTop = z.tuple([z.array(id), z.array(z.number())]);

const compactStep = z.tuple([
  /** startMs, draftMs, verifyMs, acceptMs, commitMs, stepMs */
  z.tuple([ms, ms, ms, ms, ms, ms]),
  /** Tree: tokenIds, parents, ranks, draftProbs. */
  z.tuple([z.array(id), z.array(z.int().min(-1)), z.array(id), z.array(probability)]),
  compactTop,
  /** Accepted path. */
  z.array(id),
  /** How many tokens were emitted. */
  id,
  /** Index into OWN_TOKENS. */
  z.int().min(0).max(2),
  /** Target probabilities, null at the standard trace level. */
  z.array(probability).nullable(),
]);

const compactAnswer = z.object({
  method: z.enum(METHODS),
  traceLevel: z.enum(TRACE_LEVELS),
  promptTokenIds: z.array(id),
  tokenIds: z.array(id).min(1),
  text: z.string(),
  stopReason: z.enum(['end-token', 'budget', 'stop-string', 'context-full', 'cancelled']),
  totalMs: ms,
  /** prefillMs, ttftMs, top two. */
  prefill: z.tuple([ms, ms, compactTop]),
  steps: z.array(compactStep),
});

export const compactGroup = z.object({
  questionId: z.union([z.string(), z.number()]),
  category: z.string(),
  repeat: id,
  answers: z.array(compactAnswer).min(1),
});
export type CompactGroup = z.infer<typeof compactGroup>;
type CompactAnswer = z.infer<typeof compactAnswer>;
type CompactStep = z.infer<typeof compactStep>;
type CompactTop = z.infer<typeof compactTop>;

export function toCompactGroup({ questionId, category, repeat, results }: AnswerGroup): CompactGroup {
  return { questionId, category, repeat, answers: results.map(toCompactAnswer) };
}

/** Throws an Error where arrays that belong together have different lengths. */
export function fromCompactGroup({ questionId, category, repeat, answers }: CompactGroup): AnswerGroup {
  return { questionId, category, repeat, results: answers.map(fromCompactAnswer) };
}

function toCompactAnswer({ prefill, steps, totalMs, ...rest }: DecodeResult): CompactAnswer {
  return {
    method: rest.method,
    traceLevel: rest.traceLevel,
    promptTokenIds: rest.promptTokenIds,
    tokenIds: rest.tokenIds,
    text: rest.text,
    stopReason: rest.stopReason,
    totalMs: micro(totalMs),
    prefill: [micro(prefill.prefillMs), micro(prefill.ttftMs), toCompactTop(prefill.targetTop)],
    steps: steps.map(toCompactStep),
  };
}

function fromCompactAnswer({ prefill, steps, ...rest }: CompactAnswer): DecodeResult {
  const [prefillMs, ttftMs, top] = prefill;
  let position = 1;
  return {
    ...rest,
    prefill: { prefillMs, ttftMs, tokenId: rest.tokenIds[0] as number, targetTop: fromCompactTop(top, 1) },
    steps: steps.map((step, index) => {
      const emitted = rest.tokenIds.slice(position, position + step[4]);
      position += step[4];
      return fromCompactStep(step, index, emitted);
    }),
  };
}

function toCompactStep(step: StepRecord): CompactStep {
  const { tree } = step;
  return [
    [
      micro(step.startMs),
      micro(step.draftMs),
      micro(step.verifyMs),
      micro(step.acceptMs),
      micro(step.commitMs),
      micro(step.stepMs),
    ],
    [tree.tokenIds, tree.parents, tree.ranks, tree.draftProbs.map(shortFloat)],
    toCompactTop(step.targetTop),
    step.acceptedPath,
    step.emitted.length,
    OWN_TOKENS.indexOf(step.ownToken),
    step.targetProbs?.map(shortFloat) ?? null,
  ];
}

function fromCompactStep(step: CompactStep, index: number, emitted: number[]): StepRecord {
  const [times, [tokenIds, parents, ranks, draftProbs], top, acceptedPath, , own, targetProbs] = step;
  const [startMs, draftMs, verifyMs, acceptMs, commitMs, stepMs] = times;
  const nodes = tokenIds.length;
  for (const array of [parents, ranks, draftProbs, targetProbs ?? tokenIds]) {
    if (array.length !== nodes) throw new Error(`step ${index}: ${array.length} entries for ${nodes} nodes`);
  }
  return {
    index,
    startMs,
    draftMs,
    verifyMs,
    acceptMs,
    commitMs,
    stepMs,
    tree: { tokenIds, parents, depths: depthsOf(parents, index), ranks, draftProbs: draftProbs.map(float32) },
    targetTop: fromCompactTop(top, nodes),
    acceptedPath,
    emitted,
    ownToken: OWN_TOKENS[own] ?? null,
    ...(targetProbs ? { targetProbs: targetProbs.map(float32) } : {}),
  };
}

function depthsOf(parents: readonly number[], step: number): number[] {
  const depths: number[] = [];
  for (const [node, parent] of parents.entries()) {
    if (parent >= node || parent < 0 !== (node === 0))
      throw new Error(`step ${step}: node ${node} has parent ${parent}`);
    depths.push(parent < 0 ? 0 : (depths[parent] as number) + 1);
  }
  return depths;
}

function toCompactTop({ ids, logits }: TopTwo): CompactTop {
  return [ids.flat(), logits.flat().map(shortFloat)];
}

function fromCompactTop([ids, logits]: CompactTop, rows: number): TopTwo {
  if (ids.length !== 2 * rows || logits.length !== 2 * rows)
    throw new Error(`${ids.length} ids and ${logits.length} logits for the top two of ${rows} rows`);
  const pair = (of: readonly number[], row: number): [number, number] => [
    of[2 * row] as number,
    of[2 * row + 1] as number,
  ];
  const indices = Array.from({ length: rows }, (_, row) => row);
  return {
    ids: indices.map((row) => pair(ids, row)),
    logits: indices.map((row) => pair(logits.map(Math.fround), row)),
  };
}

/** Milliseconds to the microsecond. */
function micro(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** The shortest decimal that is the same float32: nine digits always do. */
function shortFloat<T extends number | null>(value: T): T {
  if (value === null) return value;
  const single = Math.fround(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return short as T;
  }
  return Number(single.toPrecision(9)) as T;
}

function float32(value: number | null): number | null {
  return value === null ? null : Math.fround(value);
}
