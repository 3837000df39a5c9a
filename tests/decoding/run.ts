import { assertChoices } from '../../engine/core/choice-identities.ts';
import { assertIdentities } from '../../engine/core/record-identities.ts';
import type { DecodingStrategy } from '../../engine/decoding/decoding-strategy.ts';
import {
  DEFAULT_SETTINGS,
  type DecodeEvent,
  type DecodeResult,
  type DecodeSettings,
  type TokenId,
} from '../../engine/protocol.ts';

/** One byte a token: token 65 is "A". Ids past 255 are special. */
export const byteTokenizer = {
  endTokenIds: [0],
  tokenBytes: (id: TokenId) => (id === 0 || id > 255 ? new Uint8Array() : Uint8Array.of(id)),
};

export interface RunOptions {
  prompt?: TokenId[];
  settings?: Partial<DecodeSettings>;
  signal?: AbortSignal;
  tokenizer?: Pick<typeof byteTokenizer, 'tokenBytes'> & { endTokenIds: number[] };
  onEvent?: (event: DecodeEvent) => void;
}

/** Decodes to the end, checks that the record does not contradict itself, and returns it with all events. */
export async function run(
  strategy: DecodingStrategy,
  options: RunOptions = {},
): Promise<{ result: DecodeResult; events: DecodeEvent[] }> {
  const events: DecodeEvent[] = [];
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  let now = 0;
  for await (const event of strategy.decode({
    promptTokenIds: options.prompt ?? [1, 2, 3],
    settings,
    tokenizer: options.tokenizer ?? byteTokenizer,
    clock: () => now++,
    beganMs: 0,
    signal: options.signal,
  })) {
    events.push(event);
    options.onEvent?.(event);
  }
  const end = events.at(-1);
  if (end?.type !== 'run-end') throw new Error(`the last event is ${end?.type}`);
  assertIdentities(end.result);
  assertChoices(end.result, settings.sampling);
  return { result: end.result, events };
}
