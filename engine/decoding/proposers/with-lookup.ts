/**
 * Candidates of heads and what the prompt lookup would copy, in one tree: heads are right where text is new, copies
 * where it repeats, and the pass over both costs less than two passes.
 */
import { graftChain } from '../../core/graft-chain.ts';
import { continuation, type LookupSettings } from './prompt-lookup.ts';
import type { Drafting, DraftingStart, Proposer } from './proposer.ts';

export class WithLookupProposer implements Proposer {
  readonly readsHidden: boolean;
  readonly #heads: Proposer;
  readonly #lookup: LookupSettings;

  /** `heads` must propose without chance: a copied token has no place in what a draft was drawn from. */
  constructor(heads: Proposer, lookup: LookupSettings) {
    this.readsHidden = heads.readsHidden;
    this.#heads = heads;
    this.#lookup = lookup;
  }

  async begin(start: DraftingStart): Promise<Drafting> {
    const drafting = await this.#heads.begin(start);
    return {
      propose: async (request) => {
        const proposal = await drafting.propose(request);
        if (proposal.origin.kind !== 'point-mass') throw new Error('drawn candidates cannot be mixed');
        graftChain(proposal.tree, continuation(request.tokenIds, request.maxDepth, this.#lookup).tokenIds);
        return proposal;
      },
    };
  }
}
