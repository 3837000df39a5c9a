/** What POST /api/race takes at most, and what it streams: one JSON object a server-sent event. */
import type { TokenLabel } from '../engine/child/messages.ts';
import type { DecodeEvent, Method } from '../engine/protocol.ts';

/** Most tokens that one race may ask for. */
export const MOST_NEW_TOKENS = 2048;

export type RaceEvent =
  | { type: 'race-start'; methods: Method[] }
  | { type: 'lane'; method: Method; event: DecodeEvent }
  | { type: 'labels'; labels: TokenLabel[] }
  /** One lane failed; the others go on. */
  | { type: 'lane-error'; method: Method; message: string }
  | { type: 'race-end' };
