/** What GET /api/runs/<run>/trees is asked and answers, as schemas. */
import { z } from 'zod';
import type { TreeFindings } from '../../engine/core/tree-findings.ts';
import { METHODS } from '../../engine/protocol.ts';

const count = z.int().nonnegative();
const share = z.object({
  tried: count,
  held: count,
  share: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
});

export const treesQuery = z.strictObject({
  m: z.enum(METHODS),
  /** Absent: all categories. */
  cat: z.string().min(1).max(100).optional(),
});

/** engine/core/tree-findings.ts has what the fields mean. */
export const treeFindingsSchema = z.object({
  method: z.enum(METHODS),
  category: z.string().nullable(),
  questions: count,
  steps: count,
  meanCachedTokens: z.number().nullable(),
  paths: z.array(z.array(count)),
  shapes: z.array(z.array(count)),
  patterns: z.array(z.object({ shape: count, end: z.int().min(-1), drafted: count, steps: count })),
  ranks: z.array(share.extend({ depth: count, rank: count })),
  reliability: z.array(
    z.object({
      depth: count.nullable(),
      bins: z.array(share.extend({ bin: count, meanProb: z.number() })),
    }),
  ),
}) satisfies z.ZodType<TreeFindings>;
