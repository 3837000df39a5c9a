/** The target's scored rows of one pass as the rules of acceptance want to see them: penalised, shaped, kept for later. */
import type { TargetView } from '../core/accept-proposal.ts';
import { type Distribution, probOf } from '../core/distribution.ts';
import { bestTwo, distributionOf, penalised, softmaxAt, UNSHAPED } from '../core/logits.ts';
import { type TokenTree, tokensTo } from '../core/token-tree.ts';
import type { DecodeSettings, NodeIndex, Sampling, TokenId, TopTwo } from '../protocol.ts';
import type { ForwardResult } from '../runtime/causal-lm.ts';

/** Whether the choice or the record needs whole logit rows, not only the best two. */
export function wantsLogits({ sampling, traceLevel }: DecodeSettings): boolean {
  return traceLevel === 'full' || sampling.kind === 'sample' || sampling.repetitionPenalty !== 1;
}

/** Row i of the pass was scored after node i of the tree. */
export class TargetRows implements TargetView {
  /** After the penalty. */
  readonly top: TopTwo;
  readonly #tree: TokenTree;
  readonly #sampling: Sampling;
  /** [nodes] rows after the penalty; null where the pass brought no logits. */
  readonly #rows: Float32Array[] | null;
  readonly #distributions = new Map<NodeIndex, Distribution>();

  /** `present` are the tokens of prompt and answer, the root among them. */
  constructor(pass: ForwardResult, tree: TokenTree, sampling: Sampling, present: ReadonlySet<TokenId>) {
    this.#tree = tree;
    this.#sampling = sampling;
    const { logits } = pass;
    const nodes = tree.tokenIds.length;
    const width = (logits?.length ?? 0) / nodes;
    this.#rows = logits
      ? tree.tokenIds.map((_, node) =>
          penalised(
            logits.subarray(node * width, (node + 1) * width),
            sampling.repetitionPenalty,
            present,
            tokensTo(tree, node),
          ),
        )
      : null;
    this.top = this.#rows && sampling.repetitionPenalty !== 1 ? topOfRows(this.#rows) : topOfPass(pass);
  }

  bestAt(node: NodeIndex): TokenId {
    return this.top.ids[node]?.[0] as TokenId;
  }

  /** What a token after this node is drawn from; without sampling, the softmax of the row after the penalty. */
  distributionAt(node: NodeIndex): Distribution {
    const known = this.#distributions.get(node);
    if (known) return known;
    const row = this.#rowOf(node);
    const shaping = this.#sampling.kind === 'sample' ? this.#sampling : UNSHAPED;
    const distribution = distributionOf(row, shaping);
    this.#distributions.set(node, distribution);
    return distribution;
  }

  /** What a record keeps of the probabilities: all of them, or where tokens are drawn those that the walk looked at. */
  probsFor({ traceLevel }: DecodeSettings): { targetProbs?: (number | null)[] } {
    const all = traceLevel === 'full';
    if (this.#sampling.kind === 'greedy') return all ? { targetProbs: this.#softmaxOfNodes() } : {};
    const targetProbs = this.#tree.parents.map((parent, node) => {
      if (parent < 0 || !(all || this.#distributions.has(parent))) return null;
      return probOf(this.distributionAt(parent), this.#tree.tokenIds[node] as TokenId);
    });
    return { targetProbs };
  }

  /** By node, null at the root: its probability after its parent. */
  #softmaxOfNodes(): (number | null)[] {
    const { parents, tokenIds } = this.#tree;
    const probs = new Array<number | null>(parents.length).fill(null);
    for (const parent of new Set(parents.filter((index) => index >= 0))) {
      const children = parents.flatMap((index, node) => (index === parent ? [node] : []));
      const found = softmaxAt(
        this.#rowOf(parent),
        children.map((node) => tokenIds[node] as TokenId),
      );
      for (const [i, node] of children.entries()) probs[node] = found[i] as number;
    }
    return probs;
  }

  #rowOf(node: NodeIndex): Float32Array {
    const row = this.#rows?.[node];
    if (!row) throw new Error(`the pass brought no logits for node ${node}`);
    return row;
  }
}

function topOfRows(rows: readonly Float32Array[]): TopTwo {
  const top = rows.map(bestTwo);
  return { ids: top.map(({ ids }) => ids), logits: top.map(({ logits }) => logits) };
}

/** The two best tokens of every scored row, as the graph gives them. */
function topOfPass({ topIds, topLogits }: ForwardResult): TopTwo {
  const ids: [number, number][] = [];
  const logits: [number, number][] = [];
  for (let i = 0; i < topIds.length; i += 2) {
    ids.push([topIds[i] as number, topIds[i + 1] as number]);
    logits.push([topLogits[i] as number, topLogits[i + 1] as number]);
  }
  return { ids, logits };
}
