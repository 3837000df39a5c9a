/** The body of POST /api/race: checked whole before anything runs, errors name field, value and range. */
import { z } from 'zod';
import { METHODS, TRACE_LEVELS } from '../../engine/protocol.ts';

/** Bytes of a request body. */
const MAX_BODY_BYTES = 256 * 1024;
const MAX_NEW_TOKENS = 2048;

const raceSchema = z.strictObject({
  prompt: z
    .string()
    .min(1, 'a prompt needs at least one character')
    .max(100_000, 'a prompt has at most 100,000 characters'),
  methods: z
    .array(z.enum(METHODS, `allowed: ${METHODS.join(', ')}`))
    .min(1, 'at least one method is needed')
    .refine((methods) => new Set(methods).size === methods.length, 'each method once'),
  maxNewTokens: z.number().int().min(1).max(MAX_NEW_TOKENS),
  traceLevel: z.enum(TRACE_LEVELS).default('full'),
});

export type RaceRequest = z.infer<typeof raceSchema>;

/** Throws an Error whose message is fit to be shown. */
export async function parseRace(request: Request): Promise<RaceRequest> {
  const text = await readLimited(request);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Error('the body is not JSON');
  }
  const parsed = raceSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') || 'body';
  throw new Error(`invalid ${where}: ${issue?.message ?? 'not understood'}`);
}

async function readLimited(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new Error(`the body has more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
