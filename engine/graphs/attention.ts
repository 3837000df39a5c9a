/**
 * Attention over rows that lie in a cache and over the newest ones, built so that a row's result has the same bits
 * whether it runs alone or among others, in a chain or in a tree: rounding to int8 would blow up any difference.
 *
 * - Weights are exp(score) as it is, no largest score is subtracted: it would couple the parts. float32 holds scores up
 *   to 88; those of trained models stay far below, and what overflows ends as an error (onnx-llama.ts).
 * - Values carry a last column of ones, so the sum of weights is accumulated in the same order as the weighted values.
 *   Unused cache slots are zeros, that one included: they weigh nothing and need no mask.
 * - ONNX Runtime's float product adds along the inner dimension one by one within 128, and a weight of 0 changes
 *   nothing: a sum depends on which rows are seen and their order, not on what lies between. So the cache is cut into
 *   blocks of 64 slots, each a product of its own, added in order; the newest rows are one further product.
 *   Which rows are cached and which are recent depends on the position alone (runtime/onnx/kv-cache.ts).
 * - There are always two columns of recent rows or more: a product of one column takes another kernel.
 * - Queries and rows of the cache lie head by head, so that nothing but the new rows is turned or copied row by row.
 *
 * With one query head per key/value head a lone row is a product of one row, another kernel again: such models differ
 * in the last bits between one row and several.
 *
 * Dimensions as in llama-graph.ts; N blocks, T recent rows.
 */
import type { GraphBuilder } from './graph-builder.ts';

/** Slots of one block of the cache. */
export const CACHE_BLOCK = 64;

export interface AttentionShape {
  kvHeads: number;
  /** Query heads per key/value head. */
  groups: number;
  headDim: number;
}

export interface AttentionInputs {
  /** [B, KV * G, S, D], scaled and rotated; heads of a group beside each other. */
  query: string;
  /** [B, KV, S, D] each. */
  key: string;
  value: string;
  /** [B, N, KV, D, 64] and [B, N, KV, 64, D + 1]. */
  pastKey: string;
  pastValue: string;
  /** [B, KV, T, D] and [B, KV, T, D + 1]. */
  recentKey: string;
  recentValue: string;
  /** [B, 1, G * S, T + S]. */
  bias: string;
  /** [1, N] ones: the product that adds blocks; ReduceSum takes six times as long. */
  blockOnes: string;
}

/** Returns [B, S, KV * G * D]. */
export function attention(g: GraphBuilder, shape: AttentionShape, inputs: AttentionInputs): string {
  const { kvHeads: KV, groups: G, headDim: D } = shape;
  const widened = g.node('Pad', [inputs.value, g.ints([0, 1]), g.floats([], [1]), g.ints([3])]);
  const keys = g.node('Concat', [inputs.recentKey, inputs.key], { axis: 2 });
  const values = g.node('Concat', [inputs.recentValue, widened], { axis: 2 });

  const query = g.node('Reshape', [inputs.query, g.ints([0, KV, -1, D])]);
  const everyBlock = g.node('Reshape', [query, g.ints([0, 1, KV, -1, D])]);
  const cachedWeights = g.node('Exp', [g.node('MatMul', [everyBlock, inputs.pastKey])]);
  const byBlock = g.node('Reshape', [
    g.node('MatMul', [cachedWeights, inputs.pastValue]),
    g.ints([0, 0, -1]),
  ]);
  const cached = g.node('MatMul', [inputs.blockOnes, byBlock]);
  const scores = g.node('FusedMatMul', [query, keys], { transB: 1 });
  const recentWeights = g.node('Exp', [g.node('Add', [scores, inputs.bias])]);
  const newest = g.node('Reshape', [g.node('MatMul', [recentWeights, values]), g.ints([0, 1, -1])]);
  const sums = g.node('Reshape', [g.node('Add', [cached, newest]), g.ints([0, KV * G, -1, D + 1])]);
  const [weighted = '', weight = ''] = g.nodes('Split', [sums, g.ints([D, 1])], 2, { axis: -1 });
  const byRow = g.node('Transpose', [g.node('Div', [weighted, weight])], { perm: [0, 2, 1, 3] });
  return g.node('Reshape', [byRow, g.ints([0, 0, KV * G * D])]);
}
