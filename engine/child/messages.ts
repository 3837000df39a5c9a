/** What server and engine child say to each other. One request runs at a time; the others wait in order of arrival. */

import type { WidthProbe } from '../core/compare-output.ts';
import type { Predictability } from '../core/run-summary.ts';
import type { EngineErrorCode } from '../errors.ts';
import type { ArtifactPaths } from '../models/trained-drafts.ts';
import type { DecodeEvent, DecodeRequest, EngineInfo, NamedTree, Precision, TokenId } from '../protocol.ts';

/** What an engine is opened with; the child's one argument, as JSON. */
export interface EngineSetup extends ArtifactPaths {
  precision: Precision;
  /** Shape that the heads' candidates fill; the settings' when absent. */
  tree?: NamedTree | undefined;
  /** Each step keeps the candidates that are worth their cost, which is then measured first; fixed shapes when absent. */
  dynamic?: boolean | undefined;
}

export interface TokenLabel {
  tokenId: TokenId;
  /** As people read it; a part of a character is U+FFFD. */
  text: string;
  /** Control tokens have a name, but no place in the text. */
  special: boolean;
}

/** What can be asked of the engine beside decoding, each as its method of the same name. */
export type Question =
  | { kind: 'tokenBytes'; tokenIds: TokenId[] }
  | { kind: 'score'; promptTokenIds: TokenId[]; answerTokenIds: TokenId[] }
  | { kind: 'probe'; promptTokenIds: TokenId[]; answerTokenIds: TokenId[]; position: number };

export interface Answers {
  tokenBytes: Uint8Array[];
  score: Predictability;
  probe: WidthProbe;
}

export type ToChild =
  | { type: 'decode'; id: number; request: DecodeRequest }
  | { type: 'ask'; id: number; question: Question }
  | { type: 'cancel'; id: number };

export type FromChild =
  | { type: 'progress'; phase: string; receivedBytes?: number; totalBytes?: number }
  | { type: 'ready'; info: EngineInfo }
  | { type: 'failed'; message: string }
  /** Labels of tokens that the next event names for the first time in this request. */
  | { type: 'labels'; id: number; labels: TokenLabel[] }
  | { type: 'event'; id: number; event: DecodeEvent }
  | { type: 'answer'; id: number; value: Answers[Question['kind']] }
  | { type: 'end'; id: number }
  | { type: 'error'; id: number; code: EngineErrorCode; message: string };
