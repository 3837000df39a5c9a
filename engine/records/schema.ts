/**
 * What a run folder holds: `run.json` (this schema), `prompts.json` (the questions that were run) and
 * `steps.ndjson.gz` (compact-answer.ts), one line for all methods on one turn of one question in one repeat.
 * Browser-safe.
 */
import { z } from 'zod';
import { METHODS, PRECISIONS, TRACE_LEVELS } from '../protocol.ts';
import { machineLoad } from './compact-schema.ts';
import { runSummary } from './figures-schema.ts';
import { samplingSchema } from './sampling-schema.ts';

/** Goes up when a reader of the old form would misread the new one; upgrade.ts then learns the way from the old one. */
export const SCHEMA_VERSION = 2;

export const RUN_FILE = 'run.json';
export const PROMPTS_FILE = 'prompts.json';
export const STEPS_FILE = 'steps.ndjson.gz';

const count = z.int().nonnegative();
const method = z.enum(METHODS);
const questionId = z.union([z.string(), z.number()]);

/** What a run was asked: enough to run it again without the suite. */
export const runPrompts = z.array(
  z.object({ questionId, category: z.string(), turns: z.array(z.string()).min(1) }),
);
export type RunPrompts = z.infer<typeof runPrompts>;

const place = { method, questionId, category: z.string(), turn: count, repeat: count };
const position = { position: count, gap: z.number().nullable() };

/** What an output that is not vanilla's may be. */
export const DIFFERENCES = [
  z.object({
    kind: z.literal('near-tie'),
    evidence: z.enum(['gap', 'width-flip']),
    ...position,
    vanillaToken: count,
    otherToken: count,
  }),
  z.object({
    kind: z.literal('suspect'),
    ...position,
    vanillaToken: count.nullable(),
    otherToken: count.nullable(),
  }),
] as const;

const outputDifference = z.object({ ...place, comparison: z.discriminatedUnion('kind', DIFFERENCES) });

/** Where a run was made. Unknown is null. */
const environment = z.object({
  processor: z.string(),
  /** Logical processors of the machine. */
  cores: count,
  memoryBytes: count,
  /** Whether the model's memory is asked for in large pages; null where that is not known, absent in older records. */
  largePages: z.boolean().nullable().optional(),
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
    bytes: count.nullable(),
    architecture: z.string(),
    layers: count,
    hiddenSize: count,
    vocabSize: count,
    contextLength: count,
  }),
  precision: z.enum(PRECISIONS),
  precisionNote: z.string().optional(),
  precisionPrice: z
    .object({
      top1Agreement: z.number(),
      klNats: z.number(),
      perplexity: z.number(),
      fp32Perplexity: z.number(),
      positions: count,
    })
    .optional(),
  threads: count,
  runtime: z.object({ name: z.literal('onnxruntime-node'), version: z.string() }),
  methods: z.array(
    z.object({
      method,
      available: z.boolean(),
      reason: z.string().optional(),
      description: z.string(),
      artifactSha256: z.string().nullable(),
      artifactBytes: count.nullable(),
      tree: z.object({ name: z.string(), paths: z.array(z.array(count)) }).optional(),
      worth: z.number().optional(),
    }),
  ),
});

const runSettings = z.object({
  methods: z.array(method),
  /** Questions of the run, in order. */
  questionIds: z.array(questionId),
  /** Most turns of a question that are run, from the first on. */
  turns: z.int().positive(),
  repeats: count,
  maxNewTokens: count,
  stopStrings: z.array(z.string()),
  precision: z.enum(PRECISIONS),
  sampling: samplingSchema,
  traceLevel: z.enum(TRACE_LEVELS),
  /** Of the order in which methods took turns. */
  seed: count,
});
export type RunSettings = z.infer<typeof runSettings>;

/** engine/core/cost-curve.ts */
export const costCurve = z.object({
  rows: z.array(count),
  cachedTokens: z.array(count),
  targetMs: z.array(z.array(z.number().nullable())),
  drafts: z.partialRecord(
    method,
    z.object({ ms: z.number(), per: z.enum(['step', 'depth']), laterMs: z.number().optional() }),
  ),
  step: z.object({ stepMs: z.number(), runtimeMs: z.number(), outsideShare: z.number() }).optional(),
  repeats: count.optional(),
  estimator: z.literal('neighbour-quartile').optional(),
  load: machineLoad.optional(),
});

/** A file of the run beside `run.json`. */
const runFile = z.object({ name: z.string(), bytes: count, sha256: z.string() });
export type RunFile = z.infer<typeof runFile>;

export const runManifest = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  /** The folder's name when it was made. */
  id: z.string(),
  /** Of a race that was saved; absent, of a benchmark. */
  origin: z.literal('race').optional(),
  /** `running` also where the process was killed; `partial` where it was stopped or failed and said so. */
  status: z.enum(['running', 'complete', 'partial']),
  /** UTC, ISO 8601. */
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** When a run that had been stopped was taken up again, in order. */
  resumedAt: z.array(z.iso.datetime()),
  environment,
  engine: engineInfo,
  suite: z.object({ name: z.string(), sha256: z.string(), questions: count }),
  settings: runSettings,
  /** Cost of a pass on this machine, measured before the first answer; null where it was not. */
  cost: costCurve.nullable(),
  /** Largest resident memory of the process, bytes; null where the system does not tell. */
  peakMemoryBytes: count.nullable(),
  /** Groups (all methods on one turn of one question in one repeat) in the steps file when this was written. */
  groups: count,
  /** Over those groups; null before the first. */
  summary: runSummary.nullable(),
  differences: z.array(outputDifference),
  /** Of a part of a larger run (scope-run.ts): what the whole held. Absent: it is whole. */
  part: z.object({ questions: count, methods: z.array(method) }).optional(),
  /** Every other file of the folder. */
  files: z.array(runFile),
});
export type RunManifest = z.infer<typeof runManifest>;
