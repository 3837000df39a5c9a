/**
 * Hydra (Ankner et al. 2024): heads that see the tokens drafted before them on their path fill a fixed tree of ranks,
 * level by level; the nodes of a level share a pass of the heads.
 */
import { POINT_MASS } from '../../core/proposal.ts';
import { addNode, rootTree, type TokenTree, type TreeTemplate } from '../../core/token-tree.ts';
import type { NodeIndex, TokenId } from '../../protocol.ts';
import type { Candidates, GroundedHeads } from '../../runtime/draft-lm.ts';
import type { Drafting, Proposer } from './proposer.ts';

export class HydraHeadsProposer implements Proposer {
  readonly #heads: GroundedHeads;
  readonly #template: TreeTemplate;
  /** By depth: the template's nodes that have children. */
  readonly #parents: NodeIndex[][];

  /** Throws when the tree asks for more depths or ranks than there are. */
  constructor(heads: GroundedHeads, template: TreeTemplate) {
    if (template.depth > heads.depths)
      throw new Error(`the tree is ${template.depth} deep, the heads reach ${heads.depths}`);
    if (template.width > heads.topK)
      throw new Error(`the tree uses ${template.width} ranks, the heads give ${heads.topK}`);
    this.#heads = heads;
    this.#template = template;
    const depthOf = (node: NodeIndex) => template.paths[node - 1]?.length ?? 0;
    this.#parents = Array.from({ length: template.depth }, (_, depth) =>
      [...new Set(template.parents)].filter((node) => depthOf(node) === depth),
    );
  }

  async begin(): Promise<Drafting> {
    return {
      propose: async ({ tokenIds, hidden, maxDepth }) => ({
        tree: await this.#fill(tokenIds.at(-1) as TokenId, hidden, maxDepth),
        origin: POINT_MASS,
      }),
    };
  }

  async #fill(rootId: TokenId, hidden: Float32Array, maxDepth: number): Promise<TokenTree> {
    const { paths, parents, depth: deepest } = this.#template;
    const H = hidden.length;
    const tree = rootTree(rootId);
    /** State to be passed with a node, by node. */
    const stateOf: Float32Array[] = [hidden];
    let next = 0;
    for (let depth = 0; depth < Math.min(deepest, maxDepth); depth++) {
      const level = this.#parents[depth] as NodeIndex[];
      const states = new Float32Array(level.length * H);
      for (const [i, node] of level.entries()) states.set(stateOf[node] as Float32Array, i * H);
      const step = await this.#heads.step(
        depth,
        states,
        level.map((node) => tree.tokenIds[node] as TokenId),
      );
      const placeOf = new Map(level.map((node, i) => [node, i]));
      for (; paths[next]?.length === depth + 1; next++) {
        const parent = parents[next] as NodeIndex;
        const place = placeOf.get(parent) as number;
        const rank = paths[next]?.at(-1) as number;
        const { tokenIds, probs } = step.candidates[place] as Candidates;
        const node = addNode(tree, parent, {
          tokenId: tokenIds[rank] as TokenId,
          rank,
          draftProb: probs[rank] as number,
        });
        stateOf[node] = step.states.subarray(place * H, (place + 1) * H);
      }
    }
    return tree;
  }
}
