/** What the full trace level adds: the target's probability of every proposed token. */
import type { TokenTree } from '../core/token-tree.ts';
import type { DecodeSettings } from '../protocol.ts';

export function wantsLogits(settings: DecodeSettings): boolean {
  return settings.traceLevel === 'full';
}

/**
 * Softmax probability of each node's token at its parent; null at the root.
 * `logits` is [nodes, vocabSize], row i scored after node i.
 */
export function targetProbsOf(tree: TokenTree, logits: Float32Array, vocabSize: number): (number | null)[] {
  const logSums = new Map<number, number>();
  return tree.parents.map((parent, node) => {
    if (parent < 0) return null;
    const row = logits.subarray(parent * vocabSize, (parent + 1) * vocabSize);
    const logSum = logSums.get(parent) ?? logSumExp(row);
    logSums.set(parent, logSum);
    return Math.exp((row[tree.tokenIds[node] as number] as number) - logSum);
  });
}

function logSumExp(row: Float32Array): number {
  let max = Number.NEGATIVE_INFINITY;
  for (const logit of row) if (logit > max) max = logit;
  let sum = 0;
  for (const logit of row) sum += Math.exp(logit - max);
  return max + Math.log(sum);
}
