/** How the next token was chosen, as records keep it (engine/protocol.ts, `Sampling`). Browser-safe. */
import { z } from 'zod';

const positive = z.number().positive();

export const samplingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('greedy'), repetitionPenalty: positive }),
  z.object({
    kind: z.literal('sample'),
    temperature: positive,
    topK: z.int().nonnegative(),
    topP: positive.max(1),
    repetitionPenalty: positive,
    seed: z.int().nonnegative(),
    acceptance: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('lossless') }),
      z.object({ kind: z.literal('typical'), epsilon: positive, delta: positive }),
    ]),
  }),
]);
