/** Port: whoever guesses the next tokens. State is cold at the start of every prompt, so that order cannot change figures. */
import type { Proposal } from '../../core/proposal.ts';
import type { SeededRandom } from '../../core/random.ts';
import type { Sampling, TokenId } from '../../protocol.ts';

export interface DraftingStart {
  promptTokenIds: readonly TokenId[];
  /** A draft that draws its tokens draws them by the target's settings. */
  sampling: Sampling;
  /** The request's own; a proposer that draws takes its numbers here. */
  random: SeededRandom;
  signal?: AbortSignal | undefined;
}

/** A chain below the root, with its chances. */
export interface LikelyChain {
  tokenIds: readonly TokenId[];
  /** By depth (from 0): that a token is accepted, given that those before it are. */
  chances: readonly number[];
}

export interface ProposeRequest {
  /** Prompt and answer so far; the last is the root. */
  tokenIds: readonly TokenId[];
  /** The same tokens, each once: what the repetition penalty looks at. */
  present: ReadonlySet<TokenId>;
  /** [stateSize], the target's states of the row that chose the root; null where the proposer reads none. */
  hidden: Float32Array | null;
  /** Deepest node that can still count, 0 or more. */
  maxDepth: number;
  /** What another proposes in the same tree, if any does: to draft it again would gain nothing. */
  beside?: LikelyChain | undefined;
}

export interface Drafting {
  /** A tree whose node 0 is the root, and how its tokens came about. */
  propose(request: ProposeRequest): Promise<Proposal>;
}

export interface Proposer {
  /** Whether it reads the target's states. */
  readonly readsHidden: boolean;
  begin(start: DraftingStart): Promise<Drafting>;
}
