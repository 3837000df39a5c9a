/** Form of the figures in `run.json` (engine/core/method-figures.ts says what they mean). Browser-safe. */
import { z } from 'zod';
import { OUTCOMES } from '../core/ledger.ts';
import type { RunSummary } from '../core/run-summary.ts';
import { METHODS } from '../protocol.ts';

const count = z.int().nonnegative();
/** Null is "not known". */
const ratio = z.number().nullable();
const interval = z.tuple([z.number(), z.number()]).nullable();
const speedup = { speedup: ratio, speedupInterval: interval };

const methodFigures = z.object({
  prompts: count,
  ...speedup,
  intervalBy: z.enum(['t', 'bca']).nullable(),
  pValue: ratio,
  adjustedPValue: ratio,
  verdict: z.enum(['faster', 'slower', 'no clear difference']).nullable(),
  slowerShare: ratio,
  endToEnd: z.object(speedup),
  loopFree: z.object({ ...speedup, prompts: count }),
  predictedSpeedup: ratio,
  tokensPerSecond: ratio,
  tokensPerSecondMacro: ratio,
  endToEndTokensPerSecond: ratio,
  ttftMs: ratio,
  tpotMs: ratio,
  chunks: z
    .object({
      gapMs: z.object({ p50: z.number(), p90: z.number(), p99: z.number() }),
      meanTokens: z.number(),
      maxTokens: count,
    })
    .nullable(),
  tokensPerStep: ratio,
  tokensPerStepMacro: ratio,
  meanAcceptedLength: ratio,
  meanAcceptedLengthMacro: ratio,
  acceptedHistogram: z.array(count),
  acceptanceByDepth: z.array(
    z.object({
      depth: count,
      reached: count,
      accepted: count,
      unconditional: z.number(),
      conditional: z.number(),
    }),
  ),
  acceptanceRate: ratio,
  nodeEfficiency: ratio,
  proposedPerStep: ratio,
  emptyStepShare: ratio,
  stepOverhead: ratio,
  predictedOverhead: ratio,
  stageShares: z
    .object({
      draft: z.number(),
      verify: z.number(),
      accept: z.number(),
      commit: z.number(),
      other: z.number(),
    })
    .nullable(),
  repeated4grams: ratio,
  identical: count,
  ledger: z.record(z.enum(OUTCOMES), count),
});

export const runSummary: z.ZodType<RunSummary> = z.object({
  methods: z.partialRecord(
    z.enum(METHODS),
    z.object({ overall: methodFigures, byCategory: z.record(z.string(), methodFigures) }),
  ),
});
