/**
 * Form of one line of `steps.ndjson.gz`: all methods on one turn of one question in one repeat, steps as arrays, what
 * follows from other fields left out (depths from parents, emitted tokens from the answer's). What an answer says and
 * when it said it are kept apart: a repeat that says the same again refers to the first and keeps only its own times.
 * Browser-safe.
 */
import { z } from 'zod';
import { METHODS, TRACE_LEVELS } from '../protocol.ts';

const id = z.int().nonnegative();
const ms = z.number().nonnegative();
const probability = z.number().nullable();
const share = z.number().min(0).nullable();

/**
 * A list that is looked at as a whole. A record holds millions of numbers, and zod makes an object of each that it checks
 * by itself: a third of the time that reading a run takes.
 */
function list<T>(
  item: z.ZodType<T>,
  of: string,
  fits: (value: unknown) => boolean,
  least = 0,
): z.ZodType<T[]> {
  const whole = z.custom<T[]>(
    (value) => Array.isArray(value) && value.length >= least && value.every(fits),
    `Invalid input: expected a list of ${of}`,
  );
  whole._zod.toJSONSchema = () => {
    const array = least > 0 ? z.array(item).min(least) : z.array(item);
    const { $schema: _, ...form } = z.toJSONSchema(array, { io: 'input' });
    return form;
  };
  return whole;
}

const isId = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isMs = (value: unknown) => Number.isFinite(value) && (value as number) >= 0;

const ids = list(id, 'whole numbers from 0', isId);
const parents = list(
  z.int().min(-1),
  'whole numbers from -1',
  (value) => Number.isSafeInteger(value) && (value as number) >= -1,
);
const probabilities = list(
  probability,
  'numbers and nulls',
  (value) => value === null || Number.isFinite(value),
);

/** Flat: best and second of each row, ids then logits. */
const compactTop = z.tuple([ids, list(z.number(), 'numbers', Number.isFinite)]);

/** startMs, draftMs, verifyMs, acceptMs, commitMs, stepMs */
const compactTimes = z.tuple([ms, ms, ms, ms, ms, ms]);
const TIMES = 6;

const compactStep = z.tuple([
  /** Tree: tokenIds, parents, ranks, draftProbs. */
  z.tuple([ids, parents, ids, probabilities]),
  compactTop,
  /** Accepted path. */
  ids,
  /** How many tokens were emitted. */
  id,
  /** The last emitted token: 0 cut off, 1 correction, 2 bonus. */
  z.int().min(0).max(2),
  /** Target probabilities, null at the standard trace level. */
  probabilities.nullable(),
]);

/** What an answer says. */
const compactBody = z.object({
  promptTokenIds: ids,
  tokenIds: list(id, 'whole numbers from 0, one at least', isId, 1),
  text: z.string(),
  stopReason: z.enum(['end-token', 'budget', 'stop-string', 'context-full', 'cancelled']),
  prefillTop: compactTop,
  steps: z.array(compactStep),
});

const compactAnswer = z.object({
  method: z.enum(METHODS),
  traceLevel: z.enum(TRACE_LEVELS),
  totalMs: ms,
  prefillMs: ms,
  ttftMs: ms,
  /** One entry a step. */
  times: list(
    compactTimes,
    'six times each, numbers from 0',
    (value) => Array.isArray(value) && value.length === TIMES && value.every(isMs),
  ),
  /** Or the repeat (0-based) of the same question, turn and method that said the same. */
  body: z.union([compactBody, z.int().nonnegative()]),
});

const widthProbe = z.object({ position: id, widths: ids, choices: ids });

export const machineLoad = z.object({ others: share, steal: share });

export const compactGroup = z.object({
  questionId: z.union([z.string(), z.number()]),
  category: z.string(),
  turn: id,
  repeat: id,
  predictability: z.object({ top1Probability: z.number(), entropy: z.number() }).nullable(),
  probes: z.partialRecord(z.enum(METHODS), widthProbe),
  load: machineLoad,
  /** While each answer ran; races only. */
  loads: z.partialRecord(z.enum(METHODS), machineLoad).optional(),
  /** Bytes of the tokens that occur here for the first time in the run: text, or hexadecimal where they are no whole characters. */
  tokens: z.array(z.tuple([id, z.union([z.string(), z.object({ hex: z.string() })])])),
  answers: z.array(compactAnswer).min(1),
});
export type CompactGroup = z.infer<typeof compactGroup>;
export type CompactAnswer = z.infer<typeof compactAnswer>;
export type CompactBody = z.infer<typeof compactBody>;
export type CompactStep = z.infer<typeof compactStep>;
export type CompactTop = z.infer<typeof compactTop>;
export type CompactTimes = z.infer<typeof compactTimes>;
