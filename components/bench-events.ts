/** What a benchmark is asked for and what it says: POST /api/benches, and the events of GET /api/benches/<id>/events. */
import type { BenchResults } from '../bench/child/messages.ts';
import type { Method, Sampling, TraceLevel } from '../engine/protocol.ts';
import type { EngineChoice } from './engine-choice.ts';

/** Most of each that one benchmark may ask for. */
export const MOST_REPEATS = 20;
export const MOST_TURNS = 20;

/** Bytes of a suite that is handed over. */
export const MOST_SUITE_BYTES = 2 * 1024 * 1024;

export interface BenchRequest {
  /** The built-in suite, or the text of a file of its form. */
  suite: { kind: 'builtin' } | { kind: 'file'; name: string; text: string };
  /** All where null. */
  categories: string[] | null;
  /** Ids as text; all where null. */
  questionIds: string[] | null;
  /** How many of those, in rotation over the categories; all where null. */
  prompts: number | null;
  /** All that are available where null; vanilla always runs. */
  methods: Method[] | null;
  /** All where null. */
  turns: number | null;
  repeats: number;
  maxNewTokens: number;
  /** What the engine works with. */
  engine: EngineChoice;
  sampling: Sampling;
  traceLevel: TraceLevel;
  /** Whether the cost of a pass is measured first. */
  cost: boolean;
}

/** A request as others see it: without the text of its suite. */
export type BenchTold = Omit<BenchRequest, 'suite'> & { suite: string };

export type BenchEvent =
  | { type: 'bench-start'; request: BenchTold }
  /** Other jobs have the engine; named in their order. */
  | { type: 'waiting'; ahead: string[] }
  | { type: 'preparing'; phase: string; receivedBytes: number | null; totalBytes: number | null }
  | { type: 'note'; text: string }
  /** Its record is there under this name. */
  | { type: 'run'; run: string }
  /** Groups done and in all; `atMs` on the benchmark's own clock. */
  | { type: 'progress'; text: string; done: number; total: number; atMs: number }
  | { type: 'results'; results: BenchResults }
  /** `failed` where there is no record; `message` says what went wrong, or was lost. */
  | { type: 'bench-end'; status: 'complete' | 'partial' | 'failed'; groups: number; message: string | null };

/** A benchmark as the list of benchmarks tells of it. */
export interface BenchHead {
  id: string;
  /** UTC, ISO 8601. */
  startedAt: string;
  over: boolean;
  request: BenchTold;
}
