/**
 * Copies of earlier text that are worth their rows in the verify pass at this step, alone or in one tree with the
 * candidates of heads, which are priced together with them.
 */
import type { CopyChance } from '../../core/copy-chance.ts';
import { graftChain } from '../../core/graft-chain.ts';
import { POINT_MASS, type Proposal } from '../../core/proposal.ts';
import { rootTree } from '../../core/token-tree.ts';
import { worthyPart } from '../../core/worthy-nodes.ts';
import type { TokenId } from '../../protocol.ts';
import { continuation, type LookupSettings } from './prompt-lookup.ts';
import type { Drafting, DraftingStart, Proposer } from './proposer.ts';
import { chancesOf, type Worth } from './worth-its-rows.ts';

/** Chances of copies beside those of the heads' candidates. */
export interface LookupWorth extends Worth {
  copies: CopyChance;
}

export class PricedLookupProposer implements Proposer {
  readonly readsHidden: boolean;
  readonly #heads: Proposer | null;
  readonly #lookup: LookupSettings;
  readonly #worth: LookupWorth;

  /** `heads` must propose without chance: a copied token has no place in what a draft was drawn from. */
  constructor(heads: Proposer | null, lookup: LookupSettings, worth: LookupWorth) {
    this.readsHidden = heads?.readsHidden ?? false;
    this.#heads = heads;
    this.#lookup = lookup;
    this.#worth = worth;
  }

  async begin(start: DraftingStart): Promise<Drafting> {
    const drafting = await this.#heads?.begin(start);
    const { copies, price } = this.#worth;
    return {
      propose: async (request) => {
        const { tokenIds, maxDepth } = request;
        const { tree, origin }: Proposal = (await drafting?.propose(request)) ?? {
          tree: rootTree(tokenIds.at(-1) as TokenId),
          origin: POINT_MASS,
        };
        if (origin.kind !== 'point-mass') throw new Error('drawn candidates cannot be mixed');
        const { tokenIds: copied, inCommon } = continuation(tokenIds, maxDepth, this.#lookup);
        const nodes = graftChain(tree, copied);
        const chances = chancesOf(tree, this.#worth.chance);
        // Of a token that both propose the surer is believed.
        for (const [depth, node] of nodes.entries())
          chances[node] = Math.max(
            tree.draftProbs[node] === null ? 0 : (chances[node] ?? 0),
            copies(inCommon, depth),
          );
        return { tree: worthyPart(tree, chances, price, tokenIds.length), origin };
      },
    };
  }
}
