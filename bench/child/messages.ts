/** What server and benchmark process say to each other: one job a process, then it ends. */

import type { MethodFigures } from '../../engine/core/method-figures.ts';
import type { EngineErrorCode } from '../../engine/errors.ts';
import type { Method, Sampling } from '../../engine/protocol.ts';
import type { BenchJob } from '../open-and-run.ts';

export type ToBench =
  | { type: 'run'; job: BenchJob }
  /** Keeps what a killed benchmark had done: its record is closed as partial. */
  | { type: 'close'; dir: string; endedAt: string }
  | { type: 'cancel' };

/** The record as far as it has come. */
export interface BenchResults {
  /** Groups (all methods on one turn of one question in one repeat) in the record. */
  groups: number;
  sampling: Sampling;
  /** One a method, as every surface words it. */
  sentences: string[];
  /** What the arithmetic costs in quality; null where it costs nothing. */
  precision: string | null;
  /** Over all questions so far. */
  overall: Partial<Record<Method, MethodFigures>>;
  /** Outputs that are not vanilla's, a line each. */
  differences: string[];
}

export type FromBench =
  | { type: 'preparing'; phase: string; receivedBytes: number | null; totalBytes: number | null }
  | { type: 'note'; text: string }
  /** The record's folder is there. */
  | { type: 'run'; dir: string; run: string }
  /** `atMs` since the process began, on its own clock. */
  | { type: 'progress'; text: string; done: number; total: number; atMs: number }
  | { type: 'results'; results: BenchResults }
  | { type: 'end'; status: 'complete' | 'partial'; groups: number }
  | { type: 'error'; code: EngineErrorCode; message: string };
