/**
 * Medusa: heads on the target's last hidden state fill a fixed tree of ranks (Cai et al. 2024, section 2.1). Where it is
 * known how tokens follow each other, what a head proposes is weighed by it behind each path.
 */
import type { Ngrams } from '../../core/ngrams.ts';
import { POINT_MASS } from '../../core/proposal.ts';
import { fillTemplate, type TreeTemplate } from '../../core/token-tree.ts';
import type { TokenId } from '../../protocol.ts';
import { statesOf } from '../../runtime/causal-lm.ts';
import type { HeadBank } from '../../runtime/draft-lm.ts';
import type { Drafting, Proposer } from './proposer.ts';

export class MedusaHeadsProposer implements Proposer {
  readonly readsHidden = true;
  readonly #heads: HeadBank;
  readonly #template: TreeTemplate;
  readonly #ngrams: Ngrams | null;

  /** Throws when the tree asks for more heads or ranks than there are. */
  constructor(heads: HeadBank, template: TreeTemplate, ngrams: Ngrams | null = null) {
    if (template.depth > heads.headCount) {
      throw new Error(`the tree is ${template.depth} deep, the heads reach ${heads.headCount}`);
    }
    if (template.width > heads.topK) {
      throw new Error(`the tree uses ${template.width} ranks, the heads give ${heads.topK}`);
    }
    this.#heads = heads;
    this.#template = template;
    this.#ngrams = ngrams;
  }

  async begin(): Promise<Drafting> {
    return {
      propose: async ({ tokenIds, hidden, maxDepth }) => {
        const root = tokenIds.at(-1) as TokenId;
        const candidates = maxDepth > 0 ? await this.#heads.propose(statesOf(hidden)) : [];
        const behind = this.#ngrams?.behind(tokenIds);
        return { tree: fillTemplate(this.#template, root, candidates, maxDepth, behind), origin: POINT_MASS };
      },
    };
  }
}
