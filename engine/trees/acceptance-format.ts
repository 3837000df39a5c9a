/**
 * The measured acceptance of one draft on one target as a file: what it was asked place by place, from which counts,
 * searches and thresholds are made. Browser-safe.
 */
import { z } from 'zod';
import type { AcceptanceCounts } from '../core/acceptance-counts.ts';
import { type AskedPlace, countPlaces, MAX_WIDTH, PLACES_PATTERN, placesOf } from '../core/asked-places.ts';
import { EngineError } from '../errors.ts';
import { DRAFTS, PRECISIONS } from '../protocol.ts';

export const ACCEPTANCE_FORMAT = 'gorgon-acceptance-2';

/** Methods with a draft of their own whose candidates can be counted. */
export const ACCEPTANCE_METHODS = DRAFTS;
export type AcceptanceMethod = (typeof ACCEPTANCE_METHODS)[number];

const count = z.int().nonnegative();

const acceptanceFile = z.object({
  format: z.literal(ACCEPTANCE_FORMAT),
  /** Whose draft: `medusa` for its heads, also where lookup stands beside them. */
  method: z.enum(ACCEPTANCE_METHODS),
  precision: z.enum(PRECISIONS),
  modelSha256: z.string(),
  /** Of the draft. */
  artifactSha256: z.string(),
  /** Of the answers that were read; all to held-out training prompts. */
  answersSha256: z.string(),
  prompts: z.int().positive(),
  /** Places of answers at which the draft was asked. */
  positions: z.int().positive(),
  machine: z.string(),
  seconds: z.number(),
  /** Candidates of a list. */
  width: z.int().positive().max(MAX_WIDTH),
  /** By answer: its places as text (engine/core/asked-places.ts). */
  answers: z.array(z.string().regex(PLACES_PATTERN)),
  /** engine/core/reliability.ts; [depth][bin]. */
  reliability: z.array(z.array(z.object({ trials: count, hits: count }))),
});
export type AcceptanceFile = z.infer<typeof acceptanceFile>;

export function parseAcceptance(value: unknown, name: string): AcceptanceFile {
  const parsed = acceptanceFile.safeParse(value);
  if (!parsed.success)
    throw new EngineError('file-corrupt', `acceptance ${name}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

export function askedAnswers({ answers }: AcceptanceFile): AskedPlace[][] {
  return answers.map(placesOf);
}

export function countsOf(file: AcceptanceFile): AcceptanceCounts {
  return countPlaces(askedAnswers(file), file.width);
}
