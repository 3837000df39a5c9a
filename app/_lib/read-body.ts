/** A request's body as JSON of a schema: size, form and fields checked, every fault one line that names the field. */
import type { ZodType } from 'zod';
import { EngineError, invalidArgument } from '../../engine/errors.ts';

/** Longest value that an error repeats, characters of JSON. */
const MAX_SHOWN = 80;

/** Throws an EngineError whose message is fit to be shown. `allowed` says in words what each field may be. */
export async function readBody<T>(
  request: Request,
  schema: ZodType<T>,
  allowed: Readonly<Record<string, string>>,
  maxBytes: number,
): Promise<T> {
  const text = decodeUtf8(await readLimited(request, maxBytes));
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new EngineError('invalid-input', 'the body is not JSON', { cause });
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw refusalOf(body, parsed.error.issues[0]?.path[0], allowed);
}

/** Throws `invalid-input` as soon as more than `maxBytes` have come. */
export async function readLimited(request: Request, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) throw new EngineError('invalid-input', `the body has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new EngineError('invalid-input', 'the body is not UTF-8', { cause });
  }
}

function refusalOf(
  body: unknown,
  field: PropertyKey | undefined,
  allowed: Readonly<Record<string, string>>,
): EngineError {
  const fields = Object.keys(allowed);
  const named = fields.find((name) => name === field);
  if (named !== undefined) {
    const value = (body as Record<string, unknown>)[named];
    const length = JSON.stringify(value)?.length ?? 0;
    return invalidArgument(
      named,
      length > MAX_SHOWN ? `${length} characters` : value,
      allowed[named] as string,
    );
  }
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const unknown = isObject ? Object.keys(body).find((key) => !(key in allowed)) : undefined;
  return unknown === undefined
    ? new EngineError('invalid-argument', `the body is no object (allowed: one with ${fields.join(', ')})`)
    : invalidArgument('field', unknown.slice(0, MAX_SHOWN), fields.join(', '));
}
