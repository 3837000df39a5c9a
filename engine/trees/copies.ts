/** The measured worth of copies on disk: one file a precision, beside the acceptances of drafts. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import {
  type CopyChance,
  copyChanceFrom,
  copyRate,
  LONGEST_MATCH,
  MOST_COPIED,
} from '../core/copy-chance.ts';
import type { CostCurve } from '../core/cost-curve.ts';
import { steadyCurve } from '../core/steady-curve.ts';
import { type StepPrice, stepPrice } from '../core/step-price.ts';
import { EngineError } from '../errors.ts';
import { parseJson } from '../parse-json.ts';
import { PRECISIONS, type Precision } from '../protocol.ts';
import { ACCEPTANCE_FOLDER } from './acceptance-store.ts';

export const COPIES_FORMAT = 'gorgon-copies-1';

const count = z.int().nonnegative();

const copiesFile = z.object({
  format: z.literal(COPIES_FORMAT),
  precision: z.enum(PRECISIONS),
  modelSha256: z.string(),
  /** Of the answers that were read; all to held-out training prompts. */
  answersSha256: z.string(),
  prompts: z.int().positive(),
  /** engine/core/copy-chance.ts */
  counts: z.object({
    positions: z.int().positive(),
    byMatch: z
      .array(z.array(z.object({ trials: count, hits: count })).length(MOST_COPIED))
      .length(LONGEST_MATCH),
  }),
});
export type CopiesFile = z.infer<typeof copiesFile>;

export const copiesName = (precision: Precision): string => `copies-${precision}.json`;

/** Null where it was not measured at this precision. */
export async function loadCopies(precision: Precision): Promise<CopiesFile | null> {
  const file = path.join(ACCEPTANCE_FOLDER, copiesName(precision));
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = copiesFile.safeParse(parseJson(text));
  if (!parsed.success)
    throw new EngineError('file-corrupt', `copies ${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

export interface CopyWorth {
  chance: CopyChance;
  price: StepPrice;
}

/** What a step goes by that proposes copies alone. */
export function copyWorth({ counts }: CopiesFile, measured: CostCurve): CopyWorth {
  const price = stepPrice(steadyCurve(measured), 'lookup', 1);
  return { chance: copyChanceFrom(counts), price: { ...price, rate: copyRate(counts, price.passes) } };
}
