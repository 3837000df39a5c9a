/**
 * Of another's candidates those that are worth their rows in the verify pass at this step, down to none. Drawn ones all
 * stay: to drop a token for what it is would change the output's distribution.
 */
import type { Chance } from '../../core/reliability.ts';
import type { TokenTree } from '../../core/token-tree.ts';
import { type Worth, worthyPart } from '../../core/worthy-nodes.ts';
import type { Drafting, DraftingStart, Proposer } from './proposer.ts';

export class WorthItsRowsProposer implements Proposer {
  readonly readsHidden: boolean;
  readonly #inner: Proposer;
  readonly #worth: Worth;

  constructor(inner: Proposer, worth: Worth) {
    this.readsHidden = inner.readsHidden;
    this.#inner = inner;
    this.#worth = worth;
  }

  async begin(start: DraftingStart): Promise<Drafting> {
    const drafting = await this.#inner.begin(start);
    const { chance, price } = this.#worth;
    return {
      propose: async (request) => {
        const proposal = await drafting.propose(request);
        const { tree, origin } = proposal;
        if (origin.kind !== 'point-mass') return proposal;
        return { tree: worthyPart(tree, chancesOf(tree, chance), price), origin };
      },
    };
  }
}

/** By node: what its draft's probability is worth; 1 without one, as the root. */
export function chancesOf({ draftProbs, depths }: TokenTree, chance: Chance): number[] {
  return draftProbs.map((prob, node) => (prob === null ? 1 : chance((depths[node] as number) - 1, prob)));
}
