/**
 * What the API answers about recorded runs, as schemas: the routes' types, the hooks' types and docs/openapi.json are
 * made from them. Figures are those of engine/core; null is "not known".
 */
import { z } from 'zod';
import { OUTCOMES } from '../../engine/core/ledger.ts';
import { RUN_BOOKMARK_KINDS } from '../../engine/core/run-bookmarks.ts';
import { METHODS, PRECISIONS } from '../../engine/protocol.ts';
import { compactGroup, machineLoad } from '../../engine/records/compact-schema.ts';
import { runSummary } from '../../engine/records/figures-schema.ts';
import { DIFFERENCES, runManifest, runPrompts } from '../../engine/records/schema.ts';

const count = z.int().nonnegative();
const figure = z.number().nullable();
const method = z.enum(METHODS);
const questionId = z.union([z.string(), z.number()]);
const place = { questionId, category: z.string() };

/** The bundled run's id in addresses. */
export const SAMPLE_RUN = 'sample';

export const runListEntry = z.object({
  /** The folder's name, which addresses use. */
  id: z.string(),
  /** The bundled run, recorded elsewhere. */
  sample: z.boolean(),
  /** What was saved: a benchmark, or a race of one question. */
  origin: z.enum(['benchmark', 'race']),
  status: z.enum(['running', 'complete', 'partial']),
  createdAt: z.iso.datetime(),
  model: z.string(),
  precision: z.enum(PRECISIONS),
  methods: z.array(method),
  /** Questions of the run. */
  prompts: count,
  repeats: count,
  maxNewTokens: count,
  suite: z.string(),
  /** False before the first group is done: there is nothing to show. */
  hasFigures: z.boolean(),
});
export type RunListEntry = z.infer<typeof runListEntry>;

export const runList = z.object({
  /** Newest first, the bundled sample last. */
  runs: z.array(runListEntry),
  /** Folders whose record cannot be read, and why. */
  unreadable: z.array(z.object({ id: z.string(), problem: z.string() })),
});
export type RunList = z.infer<typeof runList>;

export const outputComparison = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('identical'), tokens: count }),
  z.object({ kind: z.literal('not-compared'), reason: z.enum(['sampled', 'lossy']) }),
  ...DIFFERENCES,
]);

const questionFigures = z.object({
  ...place,
  method,
  answers: count,
  tokens: count,
  speedup: figure,
  speedupRange: z.tuple([z.number(), z.number()]).nullable(),
  speedupInterval: z.tuple([z.number(), z.number()]).nullable(),
  tokensPerSecond: figure,
  tokensPerStep: figure,
  meanAcceptedLength: figure,
  stepOverhead: figure,
  emptyStepShare: figure,
  repeated4grams: figure,
  outcome: z.enum(OUTCOMES),
});

const promptFigures = z.object({
  ...place,
  promptTokens: count,
  top1Probability: figure,
  entropy: figure,
  promptOverlap: figure,
  repeated4grams: figure,
});

const runBookmark = z.object({
  ...place,
  kind: z.enum(RUN_BOOKMARK_KINDS),
  method,
  turn: count,
  repeat: count,
  /** Index into the answer's steps. */
  step: count,
  words: z.string(),
});

const ledgerEntry = z.object({ ...place, method, turn: count, repeat: count, comparison: outputComparison });

export const runView = z.object({
  id: z.string(),
  sample: z.boolean(),
  /** Without summary and differences: those below follow from the steps as they are now. */
  manifest: runManifest.omit({ summary: true, differences: true }),
  prompts: runPrompts,
  summary: runSummary,
  /** Every method on every question. */
  questions: z.array(questionFigures),
  promptFigures: z.array(promptFigures),
  /** Every answer but vanilla's, against vanilla's. */
  ledger: z.array(ledgerEntry),
  watch: z.object({
    others: figure,
    steal: figure,
    drift: z.array(
      z.object({
        mean: z.number(),
        interval: z.tuple([z.number(), z.number()]).nullable(),
        intervalBy: z.enum(['t', 'bca']).nullable(),
        pValue: figure,
        count,
      }),
    ),
    /** Vanilla's steps over what the cost curve says: the middle answer, and where the quickest and slowest tenth begin. */
    pace: z.object({ median: z.number(), low: z.number(), high: z.number() }).nullable(),
    noisy: z.boolean(),
    /** While the cost of a pass was measured. */
    costLoad: machineLoad.optional(),
  }),
  /** Steps to look at first, at most ten. */
  bookmarks: z.array(runBookmark),
});
export type RunView = z.infer<typeof runView>;

/** One answer: its figures, what became of it and what each step gained; no trees. */
export const answerRow = z.object({
  ...place,
  turn: count,
  repeat: count,
  method,
  promptTokens: count,
  tokens: count,
  steps: count,
  stopReason: z.string(),
  /** Against vanilla's answer to the same question, turn and repeat. */
  speedup: figure,
  tokensPerSecond: figure,
  tokensPerStep: figure,
  meanAcceptedLength: figure,
  stepOverhead: figure,
  emptyStepShare: figure,
  repeated4grams: figure,
  ttftMs: z.number(),
  decodeMs: z.number(),
  comparison: outputComparison,
  /** Tokens that each step emitted. */
  gains: z.array(count),
});
export type AnswerRow = z.infer<typeof answerRow>;
export const answerRows = z.object({ rows: z.array(answerRow) });

/** Every answer to one question with all its steps, in the form of the record (engine/records/group-codec.ts). */
export const questionAnswers = z.object({
  ...place,
  /** What was asked; empty in a record that did not keep it. */
  turns: z.array(z.string()),
  figures: z.array(questionFigures),
  promptFigures: promptFigures.nullable(),
  ledger: z.array(ledgerEntry),
  groups: z.array(compactGroup),
});
export type QuestionAnswers = z.infer<typeof questionAnswers>;

export const apiError = z.object({ error: z.string() });
