/** What a race is asked for and what it says: POST /api/races, and the events of GET /api/races/<id>/events. */
import type { TokenLabel } from '../engine/child/messages.ts';
import type { MachineLoad } from '../engine/core/run-notes.ts';
import type { DecodeEvent, Method, Sampling, TraceLevel } from '../engine/protocol.ts';
import type { EngineChoice } from './engine-choice.ts';

/** Most tokens that one race may ask for. */
export const MOST_NEW_TOKENS = 2048;

/** Question and category of a recorded race whose prompt is no question of the suite. */
export const OWN_PROMPT = 'own';

export interface RaceRequest {
  prompt: string;
  /** The suite's question whose first turn the prompt is; null for text of the user's own. */
  questionId: string | null;
  /** In the order they run, vanilla first: the others are compared with it as they come. */
  methods: Method[];
  maxNewTokens: number;
  sampling: Sampling;
  traceLevel: TraceLevel;
  /** What the engine works with. */
  engine: EngineChoice;
}

export type RaceEvent =
  | { type: 'race-start'; request: RaceRequest }
  /** Other jobs have the engine; named in their order. */
  | { type: 'waiting'; ahead: string[] }
  /** The engine is being opened, as the race wants it. */
  | { type: 'preparing'; phase: string; receivedBytes: number | null; totalBytes: number | null }
  | { type: 'lane'; method: Method; event: DecodeEvent }
  | { type: 'labels'; labels: TokenLabel[] }
  /** What else the machine did while a lane ran, told when the lane is over. */
  | { type: 'load'; method: Method; load: MachineLoad }
  /** One lane failed, with the engine's process where `engineLost`; the others go on. */
  | { type: 'lane-error'; method: Method; message: string; engineLost: boolean }
  | { type: 'race-end'; stopped: boolean };

/** A race as the list of races tells of it. */
export interface RaceHead {
  id: string;
  /** UTC, ISO 8601. */
  startedAt: string;
  over: boolean;
  request: RaceRequest;
}

/** Where a saved race lies. */
export interface RaceRecording {
  run: string;
  questionId: number | string;
}
