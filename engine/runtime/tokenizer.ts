/** Port: text to token ids and back. */
import type { ChatTurn, TokenId } from '../protocol.ts';

export interface Tokenizer {
  readonly endTokenIds: readonly TokenId[];
  readonly vocabSize: number;
  /** Text as it is: no token is added. `special` recognises special tokens in the text; otherwise they are plain text. */
  encode(text: string, options?: { special?: boolean }): TokenId[];
  /** Chat turns through the model's template, generation prompt added; special tokens inside `content` stay plain text. */
  encodeChat(turns: readonly ChatTurn[]): TokenId[];
  /** All tokens, special ones left out unless asked for. Incomplete UTF-8 becomes U+FFFD. */
  decode(tokenIds: readonly TokenId[], options?: { special?: boolean }): string;
  /** Raw bytes of one token (a character may span several); empty for special tokens. */
  tokenBytes(tokenId: TokenId): Uint8Array;
  /** The token as shown to people: bytes as text, special tokens by their name. */
  tokenText(tokenId: TokenId): string;
}
