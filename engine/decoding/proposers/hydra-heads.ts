/**
 * Hydra (Ankner et al. 2024): heads that see the tokens drafted before them on their path fill a fixed tree of ranks,
 * level by level; the nodes of a level share a pass of the heads. Of each node they also see what a copy of earlier text
 * would go on with behind it.
 */

import { type Copied, copiedToken } from '../../core/copied-token.ts';
import { POINT_MASS } from '../../core/proposal.ts';
import { addNode, rootTree, type TokenTree, type TreeTemplate, tokensTo } from '../../core/token-tree.ts';
import { type LevelWorth, pathsToGoOn } from '../../core/worthy-nodes.ts';
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
    /** By node of the template: where it stands in the tree; absent where it was not drafted. */
    const placed = new Map<NodeIndex, Placed>([[0, { node: 0, along: 1, state: statesOf(hidden) }]]);
    const text = [...tokenIds];
    let next = 0;
    for (let depth = 0; depth < Math.min(deepest, maxDepth); depth++) {
      const open = (this.#parents[depth] as NodeIndex[]).flatMap((parent) => {
        const place = placed.get(parent);
        return place ? [{ parent, ...place, path: tokensTo(tree, place.node) }] : [];
      });
      const chances = open.map(({ along, path }) => along * (1 - chanceBeside(beside, path)));
      const level = pathsToGoOn(this.#worth, chances, depth, tokenIds.length).map(
        (path) => open[path] as (typeof open)[number],
      );
      if (level.length === 0) break;
      const step = await this.#heads.step(
        depth,
        joined(level.map(({ state }) => state)),
        level.map(({ node, path }) => ({
          tokenId: tree.tokenIds[node] as TokenId,
          copied: copiedBehind(text, path),
        })),
      );
      const width = step.states.length / level.length;
      const rowOf = new Map(level.map(({ parent }, row) => [parent, row]));
      for (; paths[next]?.length === depth + 1; next++) {
        const parent = parents[next] as NodeIndex;
        const row = rowOf.get(parent);
        if (row === undefined) continue;
        const rank = paths[next]?.at(-1) as number;
        const { tokenIds, probs } = step.candidates[row] as Candidates;
        const [tokenId, draftProb] = [tokenIds[rank] as TokenId, probs[rank] as number];
        const { node, along } = level[row] as (typeof level)[number];
        placed.set(next + 1, {
          node: addNode(tree, node, { tokenId, rank, draftProb }),
          along: along * (this.#worth?.chance(depth, draftProb) ?? 1),
          state: step.states.subarray(row * width, (row + 1) * width),
        });
      }
    }
    return tree;
  }
}

interface Placed {
  node: NodeIndex;
  /** Chance that the path to it is accepted. */
  along: number;
  /** State to be passed with it: the target's at the root. */
  state: Float32Array;
}

/** Rows of one width below each other. */
function joined(rows: readonly Float32Array[]): Float32Array {
  if (rows.length === 1) return rows[0] as Float32Array;
  const width = rows[0]?.length ?? 0;
  const all = new Float32Array(rows.length * width);
  for (const [row, values] of rows.entries()) all.set(values, row * width);
  return all;
}

/** What a copy would go on with behind the text and a path; the text is left as it was. */
function copiedBehind(text: TokenId[], path: readonly TokenId[]): Copied {
  text.push(...path);
  const copied = copiedToken(text);
  text.length -= path.length;
  return copied;
}

/** That what stands beside goes on rightly behind a path; 0 where it does not follow the path. */
function chanceBeside(beside: LikelyChain | undefined, path: readonly TokenId[]): number {
  if (!beside || path.some((tokenId, depth) => tokenId !== beside.tokenIds[depth])) return 0;
  return beside.chances[path.length] ?? 0;
}
