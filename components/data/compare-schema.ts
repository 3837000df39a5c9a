/** What the API answers about runs held against a baseline. Figures are those of engine/core/compare-runs.ts. */
import { z } from 'zod';
import type { QuestionRatio, RatioComparison } from '../../engine/core/compare-runs.ts';
import { METHODS } from '../../engine/protocol.ts';
import type { RecordComparison } from '../../engine/records/compare-records.ts';

/** Runs beside the baseline: their records are in memory together. */
export const MOST_COMPARED = 5;

const count = z.int().nonnegative();
const figure = z.number().nullable();
const method = z.enum(METHODS);
const questionId = z.union([z.string(), z.number()]);

const ratioComparison: z.ZodType<RatioComparison> = z.object({
  ratio: figure,
  interval: z.tuple([z.number(), z.number()]).nullable(),
  pValue: figure,
  adjustedPValue: figure,
  verdict: z.enum(['faster', 'slower', 'no clear difference']).nullable(),
});

const methodComparison = z.object({
  questions: count,
  speed: ratioComparison,
  speedup: ratioComparison.nullable(),
  tokensPerStep: z.object({ a: figure, b: figure, delta: figure }),
  sameOutputs: count,
  cutOutputs: count,
});

const questionRatio: z.ZodType<QuestionRatio> = z.object({
  questionId,
  category: z.string(),
  speed: figure,
  speedup: figure,
  output: z.enum(['same', 'cut off', 'another']),
});

const recordComparison: z.ZodType<RecordComparison> = z.object({
  a: z.string(),
  b: z.string(),
  questions: count,
  onlyInA: z.array(questionId),
  onlyInB: z.array(questionId),
  otherPrompts: z.array(z.object({ questionId, turn: count })),
  methods: z.partialRecord(
    method,
    z.object({
      overall: methodComparison,
      byCategory: z.record(z.string(), methodComparison),
      questions: z.array(questionRatio),
    }),
  ),
  changedOutputs: z.array(
    z.object({ method, questionId, turn: count, repeat: count, position: count, cutOff: z.boolean() }),
  ),
  settings: z.array(z.object({ name: z.string(), a: z.unknown(), b: z.unknown() })),
  warnings: z.array(z.string()),
});

export const comparisonView = z.object({
  /** Folder's name, as addresses have it. */
  base: z.string(),
  /** One a run, in the order they were asked for; every ratio is the run's value over the baseline's. */
  comparisons: z.array(z.object({ run: z.string(), comparison: recordComparison })),
  /** Runs that were asked for and are not among them: their records cannot be read. */
  unread: z.array(z.object({ run: z.string(), message: z.string() })),
});
export type ComparisonView = z.infer<typeof comparisonView>;
