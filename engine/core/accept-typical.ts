/**
 * Typical acceptance (Cai et al. 2024, section 2.3.1): a candidate passes when the target finds it likely enough for
 * how sure it is of itself. Lossy: the output's distribution is not the target's. There is no chance in it; the own
 * token is the target's best, as the paper has it, so that every step emits at least that.
 */
import type { AcceptanceRule, NodeIndex, TokenId } from '../protocol.ts';
import type { Acceptance } from './acceptance.ts';
import { type Distribution, entropy, probOf } from './distribution.ts';
import type { TokenTree } from './token-tree.ts';

type Typical = Extract<AcceptanceRule, { kind: 'typical' }>;

/** A token passes above this probability: min(epsilon, delta * exp(-entropy)). */
export function typicalThreshold(target: Distribution, { epsilon, delta }: Omit<Typical, 'kind'>): number {
  return Math.min(epsilon, delta * Math.exp(-entropy(target)));
}

/** Accepts the deepest path whose nodes all pass; of equally deep ones that of the highest summed log-probability. */
export function acceptTypical(
  tree: TokenTree,
  targetAt: (node: NodeIndex) => Distribution,
  bestAt: (node: NodeIndex) => TokenId,
  rule: Typical,
): Acceptance {
  /** Summed log-probability of every path that passes, by its last node. */
  const passed = new Map<NodeIndex, number>([[0, 0]]);
  const thresholds = new Map<NodeIndex, number>();
  let last: NodeIndex = 0;
  for (let node = 1; node < tree.tokenIds.length; node++) {
    const parent = tree.parents[node] as NodeIndex;
    const before = passed.get(parent);
    if (before === undefined) continue;
    const target = targetAt(parent);
    const threshold = thresholds.get(parent) ?? typicalThreshold(target, rule);
    thresholds.set(parent, threshold);
    const prob = probOf(target, tree.tokenIds[node] as TokenId);
    if (prob <= threshold) continue;
    const logProb = before + Math.log(prob);
    passed.set(node, logProb);
    const deeper = (tree.depths[node] as number) - (tree.depths[last] as number);
    if (deeper > 0 || (deeper === 0 && logProb > (passed.get(last) as number))) last = node;
  }

  const path: NodeIndex[] = [];
  for (let node = last; node !== 0; node = tree.parents[node] as NodeIndex) path.unshift(node);
  return {
    path,
    lastNode: last,
    ownTokenId: bestAt(last),
    ownToken: tree.parents.includes(last) ? 'correction' : 'bonus',
  };
}
