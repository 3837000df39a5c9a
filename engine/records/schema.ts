/**
 * What a run folder holds: `run.json` (this schema) and `steps.ndjson.gz` (compact-answer.ts), one line for all methods
 * on one prompt in one repeat. Browser-safe.
 */
import { z } from 'zod';
import { METHODS, PRECISIONS, TRACE_LEVELS } from '../protocol.ts';

/** Goes up when a reader of the old form would misread the new one. */
export const SCHEMA_VERSION = 1;

export const RUN_FILE = 'run.json';
export const STEPS_FILE = 'steps.ndjson.gz';

const count = z.int().nonnegative();
const method = z.enum(METHODS);
const questionId = z.union([z.string(), z.number()]);
const ratio = z.number().nullable();

const methodFigures = z.object({
  speedup: ratio,
  speedupInterval: z.tuple([z.number(), z.number()]).nullable(),
  tokensPerSecond: ratio,
  tokensPerStep: ratio,
  repeated4grams: ratio,
  identical: count,
  prompts: count,
});

const runSummary = z.object({
  methods: z.partialRecord(
    method,
    z.object({ overall: methodFigures, byCategory: z.record(z.string(), methodFigures) }),
  ),
});

const comparison = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('near-tie'),
    position: count,
    vanillaToken: count,
    otherToken: count,
    gap: z.number(),
  }),
  z.object({
    kind: z.literal('suspect'),
    position: count,
    vanillaToken: count.nullable(),
    otherToken: count.nullable(),
    gap: z.number().nullable(),
  }),
]);

const outputDifference = z.object({ method, questionId, category: z.string(), repeat: count, comparison });

/** Where a run was made. Unknown is null. */
const environment = z.object({
  processor: z.string(),
  /** Logical processors of the machine. */
  cores: count,
  memoryBytes: count,
  os: z.string(),
  node: z.string(),
  onnxruntime: z.string(),
  gorgon: z.string(),
  /** Commit of the checkout, `-dirty` behind it when files were changed; null outside a checkout. */
  commit: z.string().nullable(),
});
export type RunEnvironment = z.infer<typeof environment>;

const engineInfo = z.object({
  model: z.object({
    name: z.string(),
    sha256: z.string(),
    architecture: z.string(),
    layers: count,
    hiddenSize: count,
    vocabSize: count,
    contextLength: count,
  }),
  precision: z.enum(PRECISIONS),
  threads: count,
  runtime: z.object({ name: z.literal('onnxruntime-node'), version: z.string() }),
  methods: z.array(
    z.object({
      method,
      available: z.boolean(),
      reason: z.string().optional(),
      description: z.string(),
      artifactSha256: z.string().nullable(),
    }),
  ),
});

const runSettings = z.object({
  methods: z.array(method),
  /** Prompts of the run, in order. */
  questionIds: z.array(questionId),
  repeats: count,
  maxNewTokens: count,
  stopStrings: z.array(z.string()),
  precision: z.enum(PRECISIONS),
  sampling: z.object({ kind: z.literal('greedy') }),
  traceLevel: z.enum(TRACE_LEVELS),
  /** Of the order in which methods took turns. */
  seed: count,
});
export type RunSettings = z.infer<typeof runSettings>;

export const runManifest = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  /** The folder's name when it was made. */
  id: z.string(),
  /** `running` also where the process was killed; `partial` where it was stopped or failed and said so. */
  status: z.enum(['running', 'complete', 'partial']),
  /** UTC, ISO 8601. */
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  environment,
  engine: engineInfo,
  suite: z.object({ name: z.string(), sha256: z.string(), questions: count }),
  settings: runSettings,
  /** Groups (all methods on one prompt in one repeat) in the steps file when this was written. */
  groups: count,
  /** Over those groups; null before the first. */
  summary: runSummary.nullable(),
  differences: z.array(outputDifference),
});
export type RunManifest = z.infer<typeof runManifest>;
