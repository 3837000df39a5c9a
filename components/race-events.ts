/** What POST /api/race streams, one JSON object a server-sent event. Types only. */
import type { TokenLabel } from '../engine/child/messages.ts';
import type { DecodeEvent, Method } from '../engine/protocol.ts';

export type RaceEvent =
  | { type: 'race-start'; methods: Method[] }
  | { type: 'lane'; method: Method; event: DecodeEvent }
  | { type: 'labels'; labels: TokenLabel[] }
  /** One lane failed; the others go on. */
  | { type: 'lane-error'; method: Method; message: string }
  | { type: 'race-end' };
