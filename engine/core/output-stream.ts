/**
 * The output of one answer: where it ends, and its text. Vanilla and all others share it, so that an end token, the
 * budget or a stop string cuts an accepted run exactly where one-by-one decoding would have ended.
 */
import type { StopReason, TokenId } from '../protocol.ts';

export interface OutputOptions {
  endTokenIds: readonly TokenId[];
  maxNewTokens: number;
  /** The answer ends before the first of these; they are compared as UTF-8 bytes, across token borders. */
  stopStrings: readonly string[];
  tokenBytes: (tokenId: TokenId) => Uint8Array;
}

export interface Accepted {
  /** The part of the run that belongs to the answer. */
  kept: TokenId[];
  stop: StopReason | null;
  /** Text that is now certain: whole characters, and nothing that may turn out to begin a stop string. */
  text: string;
}

export class OutputStream {
  readonly tokenIds: TokenId[] = [];
  readonly #options: OutputOptions;
  readonly #endTokenIds: ReadonlySet<TokenId>;
  readonly #stops: Uint8Array[];
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** Bytes not handed out yet. */
  #held: number[] = [];
  #text = '';
  #stopped = false;

  constructor(options: OutputOptions) {
    this.#options = options;
    this.#endTokenIds = new Set(options.endTokenIds);
    this.#stops = options.stopStrings.map((s) => new TextEncoder().encode(s));
  }

  /** All text handed out so far. */
  get text(): string {
    return this.#text;
  }

  /** Tokens that may still be emitted. */
  get room(): number {
    return this.#options.maxNewTokens - this.tokenIds.length;
  }

  accept(run: readonly TokenId[]): Accepted {
    if (this.#stopped) throw new Error('the answer has ended already');
    const kept: TokenId[] = [];
    let stop: StopReason | null = null;
    for (const tokenId of run) {
      kept.push(tokenId);
      this.tokenIds.push(tokenId);
      stop = this.#take(tokenId);
      if (stop) break;
    }
    this.#stopped = stop !== null;
    return { kept, stop, text: this.#release(this.#stopped) };
  }

  /** Ends the answer from outside (cancelled, context full) and returns the text held back. */
  end(): string {
    this.#stopped = true;
    return this.#release(true);
  }

  #take(tokenId: TokenId): StopReason | null {
    if (this.#endTokenIds.has(tokenId)) return 'end-token';
    for (const byte of this.#options.tokenBytes(tokenId)) {
      this.#held.push(byte);
      // The first stop string to be complete wins; the rest of the token's bytes fall with it.
      const found = this.#stops.find((s) => endsWith(this.#held, s, s.length));
      if (found) {
        this.#held.length -= found.length;
        return 'stop-string';
      }
    }
    return this.tokenIds.length >= this.#options.maxNewTokens ? 'budget' : null;
  }

  #release(all: boolean): string {
    const hold = all ? 0 : Math.max(0, ...this.#stops.map((s) => this.#partial(s)));
    const bytes = Uint8Array.from(this.#held.splice(0, this.#held.length - hold));
    const text = this.#decoder.decode(bytes, { stream: !all });
    this.#text += text;
    return text;
  }

  /** Length of the longest proper beginning of `stop` that the held bytes end with. */
  #partial(stop: Uint8Array): number {
    for (let length = Math.min(stop.length - 1, this.#held.length); length > 0; length--) {
      if (endsWith(this.#held, stop, length)) return length;
    }
    return 0;
  }
}

/** Whether `bytes` ends with the first `length` bytes of `pattern`. */
function endsWith(bytes: readonly number[], pattern: Uint8Array, length: number): boolean {
  if (bytes.length < length) return false;
  for (let i = 0; i < length; i++) {
    if (bytes[bytes.length - length + i] !== pattern[i]) return false;
  }
  return true;
}
