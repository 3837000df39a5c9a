/** What server and engine child say to each other. One request runs at a time; the others wait in order of arrival. */
import type { EngineErrorCode } from '../errors.ts';
import type { DecodeEvent, DecodeRequest, EngineInfo, TokenId } from '../protocol.ts';

export interface TokenLabel {
  tokenId: TokenId;
  /** As people read it; a part of a character is U+FFFD. */
  text: string;
  /** Control tokens have a name, but no place in the text. */
  special: boolean;
}

export type ToChild = { type: 'decode'; id: number; request: DecodeRequest } | { type: 'cancel'; id: number };

export type FromChild =
  | { type: 'progress'; phase: string; receivedBytes?: number; totalBytes?: number }
  | { type: 'ready'; info: EngineInfo }
  | { type: 'failed'; message: string }
  /** Labels of tokens that the next event names for the first time in this request. */
  | { type: 'labels'; id: number; labels: TokenLabel[] }
  | { type: 'event'; id: number; event: DecodeEvent }
  | { type: 'end'; id: number }
  | { type: 'error'; id: number; code: EngineErrorCode; message: string };
