/**
 * Port: what drafts offer beside CausalLm. A draft's output may be restricted to the frequent tokens; ids here are
 * always the target's.
 */
import type { Copied } from '../core/copied-token.ts';
import type { TokenId } from '../protocol.ts';
import type { KvCache, PassRows } from './causal-lm.ts';

/** Candidates of one position, best first. */
export interface Candidates {
  tokenIds: Int32Array;
  /** Probabilities over the draft's own vocabulary. */
  probs: Float32Array;
}

export interface DraftPass {
  candidates: Candidates;
  /** [vocabSize of the target], -Infinity for tokens that the draft does not know; null unless asked for. */
  logits: Float32Array | null;
  rows: PassRows;
}

/** A small autoregressive model that shares the target's tokenizer. */
export interface DraftLm {
  readonly contextLength: number;
  createCache(): KvCache;
  /** Runs a chain of tokens after the cache; what comes back belongs to the last of them. */
  forward(
    cache: KvCache,
    tokenIds: readonly TokenId[],
    options?: { wantLogits: boolean },
  ): Promise<DraftPass>;
  commit(cache: KvCache, rows: PassRows, keep: readonly number[]): void;
  truncate(cache: KvCache, length: number): void;
}

/** Medusa heads: head k guesses the token k + 1 places after the one that `hidden` itself predicts (k from 0). */
export interface HeadBank {
  readonly headCount: number;
  /** Candidates per head that `propose` returns. */
  readonly topK: number;
  /** `hidden` is [stateSize], the states of the last verified row. Length headCount. */
  propose(hidden: Float32Array): Promise<Candidates[]>;
}

/** Hydra heads: a head sees the token drafted before it, and hands a state on to the heads after it. */
export interface GroundedHeads {
  /** Depth of the deepest token that they guess. */
  readonly depths: number;
  /** Candidates per node. */
  readonly topK: number;
  /**
   * Guesses what follows R nodes of one depth (0 is the root), each a token and what a copy would go on with behind it.
   * `states` is [R, stateSize] at the root, the
   * target's states of the last verified row; otherwise [R, hiddenSize], what the step on the node's parent gave for it.
   */
  step(depth: number, states: Float32Array, nodes: readonly GroundedNode[]): Promise<GroundedStep>;
}

export interface GroundedNode {
  tokenId: TokenId;
  copied: Copied;
}

export interface GroundedStep {
  /** [R, hiddenSize]: to be passed with each node's children. */
  states: Float32Array;
  /** Length R. */
  candidates: Candidates[];
}
