/** One interface for every way of decoding: a cold start a prompt, then a stream of events. */
import { SeededRandom } from '../core/random.ts';
import type { DecodeEvent, DecodeSettings, Method, Sampling, TokenId } from '../protocol.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Tokenizer } from '../runtime/tokenizer.ts';

export interface DecodeContext {
  promptTokenIds: readonly TokenId[];
  settings: DecodeSettings;
  tokenizer: Pick<Tokenizer, 'endTokenIds' | 'tokenBytes'>;
  clock: Clock;
  /** The clock when the request began: tokenisation counts into the time to the first token. */
  beganMs: number;
  signal?: AbortSignal | undefined;
}

export interface DecodingStrategy {
  readonly method: Method;
  /** Ends with `run-end`, also when cancelled between steps; errors are thrown. */
  decode(context: DecodeContext): AsyncGenerator<DecodeEvent, void>;
}

/** Random numbers of one request. Greedy decoding draws none. */
export function randomOf(sampling: Sampling): SeededRandom {
  return new SeededRandom(sampling.kind === 'sample' ? sampling.seed : 0);
}
