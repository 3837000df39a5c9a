/**
 * Hydra (Ankner et al. 2024): heads that see the tokens drafted before them on their path fill a fixed tree of ranks,
 * level by level; the nodes of a level share a pass of the heads. Of each node they also see what a copy of earlier text
 * would go on with behind it.
 */

import { copiedToken } from '../../core/copied-token.ts';
import { POINT_MASS } from '../../core/proposal.ts';
import { addNode, rootTree, type TokenTree, type TreeTemplate, tokensTo } from '../../core/token-tree.ts';
import { type LevelWorth, paysToGoOn } from '../../core/worthy-nodes.ts';
import type { NodeIndex, TokenId } from '../../protocol.ts';
import { statesOf } from '../../runtime/causal-lm.ts';
import type { Candidates, GroundedHeads } from '../../runtime/draft-lm.ts';
import type { Drafting, LikelyChain, ProposeRequest, Proposer } from './proposer.ts';

export class HydraHeadsProposer implements Proposer {
  readonly readsHidden = true;
  readonly #heads: GroundedHeads;
  readonly #template: TreeTemplate;
  /** By depth: the template's nodes that have children. */
  readonly #parents: NodeIndex[][];
  readonly #worth: LevelWorth | null;

  /** Throws when the tree asks for more depths or ranks than there are. All levels are drafted without a `worth`. */
  constructor(heads: GroundedHeads, template: TreeTemplate, worth: LevelWorth | null = null) {
    if (template.depth > heads.depths)
      throw new Error(`the tree is ${template.depth} deep, the heads reach ${heads.depths}`);
    if (template.width > heads.topK)
      throw new Error(`the tree uses ${template.width} ranks, the heads give ${heads.topK}`);
    this.#heads = heads;
    this.#template = template;
    this.#worth = worth;
    const depthOf = (node: NodeIndex) => template.paths[node - 1]?.length ?? 0;
    this.#parents = Array.from({ length: template.depth }, (_, depth) =>
      [...new Set(template.parents)].filter((node) => depthOf(node) === depth),
    );
  }

  async begin(): Promise<Drafting> {
    return {
      propose: async (request) => ({ tree: await this.#fill(request), origin: POINT_MASS }),
    };
  }

  async #fill({ tokenIds, hidden, maxDepth, beside }: ProposeRequest): Promise<TokenTree> {
    const { paths, parents, depth: deepest } = this.#template;
    const tree = rootTree(tokenIds.at(-1) as TokenId);
    /** State to be passed with a node, by node: the target's at the root. */
    const stateOf: Float32Array[] = [statesOf(hidden)];
    /** Chance that the path to a node is accepted, by node. */
    const along: number[] = [1];
    let next = 0;
    for (let depth = 0; depth < Math.min(deepest, maxDepth); depth++) {
      const level = this.#parents[depth] as NodeIndex[];
      const drafted = level.map((node) => tokensTo(tree, node));
      const open = level.map(
        (node, i) => (along[node] as number) * (1 - chanceBeside(beside, drafted[i] as TokenId[])),
      );
      if (!paysToGoOn(this.#worth, open, depth, tokenIds.length)) break;
      const width = (stateOf[level[0] as NodeIndex] as Float32Array).length;
      const states = new Float32Array(level.length * width);
      for (const [i, node] of level.entries()) states.set(stateOf[node] as Float32Array, i * width);
      const step = await this.#heads.step(
        depth,
        states,
        level.map((node, i) => ({
          tokenId: tree.tokenIds[node] as TokenId,
          copied: copiedToken([...tokenIds, ...(drafted[i] as TokenId[])]),
        })),
      );
      const nextWidth = step.states.length / level.length;
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
        along[node] = (along[parent] as number) * (this.#worth?.chance(depth, probs[rank] as number) ?? 1);
        stateOf[node] = step.states.subarray(place * nextWidth, (place + 1) * nextWidth);
      }
    }
    return tree;
  }
}

/** That what stands beside goes on rightly behind a path; 0 where it does not follow the path. */
function chanceBeside(beside: LikelyChain | undefined, path: readonly TokenId[]): number {
  if (!beside || path.some((tokenId, depth) => tokenId !== beside.tokenIds[depth])) return 0;
  return beside.chances[path.length] ?? 0;
}
