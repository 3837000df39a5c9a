/** What every training needs from outside: a target, a way to open graphs, a clock, somebody to tell. */
import type { LlamaShape } from '../graphs/llama-graph.ts';
import type { Precision } from '../protocol.ts';
import type { CausalLm } from '../runtime/causal-lm.ts';
import type { Clock } from '../runtime/clock.ts';
import type { OpenProgram } from '../runtime/tensor-program.ts';
import type { Tokenizer } from '../runtime/tokenizer.ts';

export interface TrainingTarget {
  lm: CausalLm;
  tokenizer: Tokenizer;
  shape: LlamaShape;
  ropeTheta: number;
  sha256: string;
  /** What the states are computed in; data and checkpoints of one precision are not those of the other. */
  precision: Precision;
  /** Cache folder. */
  home: string;
  /** Rows of the output matrix by token id, [ids, hiddenSize]. */
  readOutputRows(tokenIds: Int32Array): Promise<Float32Array>;
  /** [H, H], from a row of the target's states to one in the model's own basis; null where they are in it. */
  stateBasis(): Promise<Float32Array | null>;
  readEmbedding(): Promise<Float32Array>;
  /** A tensor by its GGUF name. */
  readTensor(name: string): Promise<Float32Array>;
}

/** Progress as a flat record: the rim decides how to print it. */
export type TrainingLog = (entry: { phase: string } & Record<string, unknown>) => void;

export interface TrainingContext {
  target: TrainingTarget;
  openProgram: OpenProgram;
  clock: Clock;
  log: TrainingLog;
  /** Processor and cores, for cards. */
  machine: string;
  signal?: AbortSignal | undefined;
}
