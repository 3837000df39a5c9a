/**
 * Verification of tokens that a draft drew from its own distribution: lossless speculative sampling.
 *
 * One child a node is the rule of Leviathan et al. 2023 (Algorithm 1) and Chen et al. 2023 (Algorithm 2). Several
 * children, drawn without replacement, are tried in the order of their drawing as in Sequoia (Chen et al. 2024;
 * Tree/SpecTree.py, accept_step): what a refused token leaves of target and draft is what the next one is held against.
 */
import type { NodeIndex, TokenId } from '../protocol.ts';
import { type Acceptance, walk } from './acceptance.ts';
import { type Distribution, draw, probOf, residual, without } from './distribution.ts';
import type { SeededRandom } from './random.ts';
import type { TokenTree } from './token-tree.ts';

/** Target and draft at one node, as far as tokens refused before have left them. */
export interface NodeLaw {
  target: Distribution;
  /** Null when the draft could draw no other token. */
  draft: Distribution | null;
}

/** min(1, target/draft) of a drawn token. Throws for a token that the draft cannot have drawn. */
export function acceptanceProbability({ target, draft }: NodeLaw, tokenId: TokenId): number {
  const drafted = draft ? probOf(draft, tokenId) : 0;
  if (drafted <= 0) throw new Error(`token ${tokenId} cannot have been drawn: the draft gives it no mass`);
  return Math.min(1, probOf(target, tokenId) / drafted);
}

/** What is left at the node once a token is refused. */
export function afterRefusal({ target, draft }: NodeLaw, tokenId: TokenId): NodeLaw {
  if (!draft) return { target, draft };
  return { target: residual(target, draft), draft: without(draft, tokenId) };
}

export function acceptSampled(
  tree: TokenTree,
  targetAt: (node: NodeIndex) => Distribution,
  draftDistributions: readonly (Distribution | null)[],
  random: SeededRandom,
): Acceptance {
  return walk(tree, (node, children) => {
    let law: NodeLaw = { target: targetAt(node), draft: draftDistributions[node] ?? null };
    for (const child of children) {
      const tokenId = tree.tokenIds[child] as TokenId;
      if (random.uniform() < acceptanceProbability(law, tokenId)) return { child };
      law = afterRefusal(law, tokenId);
    }
    return { ownTokenId: draw(law.target, random) };
  });
}
