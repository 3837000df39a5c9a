/** The body of POST /api/race: checked whole before anything runs, errors name field, value and range. */
import { z } from 'zod';
import { MOST_NEW_TOKENS } from '../../components/race-events.ts';
import { checkSampling } from '../../engine/core/sampling-settings.ts';
import { EngineError, invalidArgument } from '../../engine/errors.ts';
import {
  DEFAULT_GREEDY,
  DEFAULT_SAMPLE,
  DEFAULT_TYPICAL,
  METHODS,
  TRACE_LEVELS,
} from '../../engine/protocol.ts';

/** Bytes of a request body. */
const MAX_BODY_BYTES = 256 * 1024;

const MAX_PROMPT_CHARACTERS = 100_000;

const acceptance = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lossless') }),
  z.strictObject({
    kind: z.literal('typical'),
    epsilon: z.number().default(DEFAULT_TYPICAL.epsilon),
    delta: z.number().default(DEFAULT_TYPICAL.delta),
  }),
]);

/** Shapes only, the defaults filled in; ranges are the engine's to know. */
const sampling = z.discriminatedUnion('kind', [
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
]);

export const raceSchema = z.strictObject({
  prompt: z.string().min(1).max(MAX_PROMPT_CHARACTERS),
  methods: z
    .array(z.enum(METHODS))
    .min(1)
    .refine((methods) => new Set(methods).size === methods.length),
  maxNewTokens: z.number().int().min(1).max(MOST_NEW_TOKENS),
  traceLevel: z.enum(TRACE_LEVELS).default('full'),
  sampling: sampling.default(DEFAULT_GREEDY),
});

export type RaceRequest = z.infer<typeof raceSchema>;

/** What each field may be, in words. */
const ALLOWED: Record<keyof RaceRequest, string> = {
  prompt: `text of 1 to ${MAX_PROMPT_CHARACTERS} characters`,
  methods: `one or more of ${METHODS.join(', ')}, each once`,
  maxNewTokens: `a whole number from 1 to ${MOST_NEW_TOKENS}`,
  traceLevel: TRACE_LEVELS.join(', '),
  sampling: "an object of kind greedy or sample with that kind's settings only",
};

/** Longest value that an error repeats, characters of JSON. */
const MAX_SHOWN = 80;

/** Throws an EngineError whose message is fit to be shown. */
export async function parseRace(request: Request): Promise<RaceRequest> {
  const text = await readLimited(request);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new EngineError('invalid-input', 'the body is not JSON', { cause });
  }
  const parsed = raceSchema.safeParse(body);
  if (parsed.success) {
    const { sampling, methods } = parsed.data;
    // Typical acceptance is medusa's; the others of the race then decode losslessly.
    checkSampling(sampling, methods.find((method) => method === 'medusa') ?? methods[0] ?? 'vanilla');
    return parsed.data;
  }
  throw refusalOf(body, parsed.error.issues[0]?.path[0]);
}

function refusalOf(body: unknown, field: PropertyKey | undefined): EngineError {
  const fields = Object.keys(ALLOWED) as (keyof RaceRequest)[];
  const named = fields.find((name) => name === field);
  if (named !== undefined) {
    const value = (body as Record<string, unknown>)[named];
    const length = JSON.stringify(value)?.length ?? 0;
    return invalidArgument(named, length > MAX_SHOWN ? `${length} characters` : value, ALLOWED[named]);
  }
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const unknown = isObject ? Object.keys(body).find((key) => !(key in ALLOWED)) : undefined;
  return unknown === undefined
    ? new EngineError('invalid-argument', `the body is no object (allowed: one with ${fields.join(', ')})`)
    : invalidArgument('field', unknown.slice(0, MAX_SHOWN), fields.join(', '));
}

async function readLimited(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES)
      throw new EngineError('invalid-input', `the body has more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new EngineError('invalid-input', 'the body is not UTF-8', { cause });
  }
}
