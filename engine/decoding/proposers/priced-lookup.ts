/**
 * Copies of earlier text that are worth their rows in the verify pass at this step, alone or in one tree with the
 * candidates of heads, which are priced together with them.
 */
import type { CopyChance } from '../../core/copy-chance.ts';
import { graftChain } from '../../core/graft-chain.ts';
import { POINT_MASS, type Proposal } from '../../core/proposal.ts';
import { childrenOf, rootTree, type TokenTree } from '../../core/token-tree.ts';
import { type Worth, worthyPart } from '../../core/worthy-nodes.ts';
import type { NodeIndex, TokenId } from '../../protocol.ts';
import { continuation, type LookupSettings } from './prompt-lookup.ts';
import type { Drafting, DraftingStart, LikelyChain, Proposer } from './proposer.ts';
import { chancesOf } from './worth-its-rows.ts';

/** Chances of copies beside those of the heads' candidates. */
export interface LookupWorth extends Worth {
  copies: CopyChance;
  /** Whether the heads know what would be copied, as Hydra's do: their word on it stands then. */
  headsKnow: boolean;
}

/**
 * Of copies that heads which know of them leave out of their candidates, so many are right of those that would be
 * otherwise: .42, .41, .62 and .86 behind 1, 2, 3 to 7 and more tokens in common (docs/experiments.md).
 */
const LEFT_OUT = 0.5;

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
        const { tokenIds: copied, inCommon } = continuation(tokenIds, maxDepth, this.#lookup);
        const beside = { tokenIds: copied, chances: copied.map((_, depth) => copies(inCommon, depth)) };
        const { tree, origin }: Proposal = (await drafting?.propose({ ...request, beside })) ?? {
          tree: rootTree(tokenIds.at(-1) as TokenId),
          origin: POINT_MASS,
        };
        if (origin.kind !== 'point-mass') throw new Error('drawn candidates cannot be mixed');
        const chances = this.#chances(tree, graftChain(tree, copied), beside);
        return { tree: worthyPart(tree, chances, price), origin };
      },
    };
  }

  /** By node. What the copied token is sure of, its siblings lose. */
  #chances(tree: TokenTree, chain: readonly NodeIndex[], beside: LikelyChain): number[] {
    const chances = chancesOf(tree, this.#worth.chance);
    const children = childrenOf(tree);
    let parent = 0;
    for (const [depth, node] of chain.entries()) {
      const siblings = (children[parent] ?? []).filter((child) => child !== node);
      const own = tree.draftProbs[node] === null ? null : (chances[node] as number);
      const sure = this.#sureness(own, beside.chances[depth] as number, siblings.length > 0);
      const others = 1 - (own ?? 0);
      const left = others > 0 ? Math.min(1, (1 - sure) / others) : 1;
      for (const sibling of siblings) chances[sibling] = (chances[sibling] as number) * left;
      chances[node] = sure;
      parent = node;
    }
    return chances;
  }

  /** `own`: what the heads give it; null where they do not propose it. `asked`: whether they propose others there. */
  #sureness(own: number | null, copy: number, asked: boolean): number {
    if (!this.#worth.headsKnow) return Math.max(own ?? 0, copy);
    return own ?? (asked ? LEFT_OUT * copy : copy);
  }
}
