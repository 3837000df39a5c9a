/** How tokens are chosen, as a request says it: defaults filled in. */
import { z } from 'zod';
import { DEFAULT_GREEDY, DEFAULT_SAMPLE, DEFAULT_TYPICAL } from '../../engine/protocol.ts';

const acceptance = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lossless') }),
  z.strictObject({
    kind: z.literal('typical'),
    epsilon: z.number().default(DEFAULT_TYPICAL.epsilon),
    delta: z.number().default(DEFAULT_TYPICAL.delta),
  }),
]);

/** Shapes only; ranges are engine/core's to know (`checkSampling`). */
export const samplingBody = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('greedy'),
      repetitionPenalty: z.number().default(DEFAULT_GREEDY.repetitionPenalty),
    }),
    z.strictObject({
      kind: z.literal('sample'),
      temperature: z.number().default(DEFAULT_SAMPLE.temperature),
      topK: z.number().default(DEFAULT_SAMPLE.topK),
      topP: z.number().default(DEFAULT_SAMPLE.topP),
      repetitionPenalty: z.number().default(DEFAULT_SAMPLE.repetitionPenalty),
      seed: z.number().default(DEFAULT_SAMPLE.seed),
      acceptance: acceptance.default(DEFAULT_SAMPLE.acceptance),
    }),
  ])
  .default(DEFAULT_GREEDY);

export const SAMPLING_ALLOWED = "an object of kind greedy or sample with that kind's settings only";
