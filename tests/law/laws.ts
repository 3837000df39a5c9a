/** Small distributions by hand, and drafts drawn from them as proposers draw. */
import { type Distribution, draw, normalised, probOf, without } from '../../engine/core/distribution.ts';
import type { Proposal } from '../../engine/core/proposal.ts';
import type { SeededRandom } from '../../engine/core/random.ts';
import { addNode, rootTree } from '../../engine/core/token-tree.ts';
import type { TokenId } from '../../engine/protocol.ts';

/** Token i has the i-th weight. */
export function lawOf(...weights: number[]): Distribution {
  const law = normalised(
    Int32Array.from(weights, (_, i) => i),
    Float64Array.from(weights),
  );
  if (!law) throw new Error('a law needs mass');
  return law;
}

/** Probabilities of tokens 0 to size - 1. */
export function probsOf(law: Distribution, size: number): number[] {
  return Array.from({ length: size }, (_, tokenId) => probOf(law, tokenId));
}

/** Up to `count` different tokens, drawn one after the other without replacement. */
export function drawDistinct(law: Distribution, count: number, random: SeededRandom): TokenId[] {
  const drawn: TokenId[] = [];
  for (let rest: Distribution | null = law; rest && drawn.length < count; ) {
    const tokenId = draw(rest, random);
    drawn.push(tokenId);
    rest = without(rest, tokenId);
  }
  return drawn;
}

/** A root with these children, all of one origin. The root's token is 99. */
export function oneLevel(children: readonly TokenId[], draft: Distribution | null): Proposal {
  const tree = rootTree(99);
  for (const [rank, tokenId] of children.entries())
    addNode(tree, 0, { tokenId, rank, draftProb: draft ? probOf(draft, tokenId) : null });
  const leaves = children.map(() => null);
  return {
    tree,
    origin: draft ? { kind: 'sampled', draftDistributions: [draft, ...leaves] } : { kind: 'point-mass' },
  };
}
