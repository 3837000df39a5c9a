/** Port: whoever guesses the next tokens. State is cold at the start of every prompt, so that order cannot change figures. */
import type { TokenTree } from '../../core/token-tree.ts';
import type { TokenId } from '../../protocol.ts';

export interface ProposeRequest {
  /** Prompt and answer so far; the last is the root. */
  tokenIds: readonly TokenId[];
  /** [hiddenSize], the target's state of the row that chose the root. */
  hidden: Float32Array;
  /** Deepest node that can still count, 0 or more. */
  maxDepth: number;
}

export interface Drafting {
  /** A tree whose node 0 is the root; the root alone when there is nothing to propose. */
  propose(request: ProposeRequest): Promise<TokenTree>;
}

export interface Proposer {
  begin(promptTokenIds: readonly TokenId[], signal?: AbortSignal): Promise<Drafting>;
}
