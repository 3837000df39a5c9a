/** Differentiable operations. Each says its shapes; each gradient is checked against finite differences in the tests. */
import type { Tape, Value } from './tape.ts';

/** x [N, in] times weight [out, in] transposed: [N, out]. */
export function linear(tape: Tape, x: Value, weight: Value): Value {
  const g = tape.graph;
  const y = g.node('Gemm', [x.name, weight.name], { transB: 1 });
  return tape.record(y, [x, weight], (dy) => [
    x.tracked ? g.node('Gemm', [dy, weight.name]) : null,
    weight.tracked ? g.node('Gemm', [dy, x.name], { transA: 1 }) : null,
  ]);
}

/** a [..., m, k] times b [..., k, n], or b [..., n, k] transposed; equal leading dimensions. */
export function matmul(tape: Tape, a: Value, b: Value, transposeB = false): Value {
  const g = tape.graph;
  const y = g.node('FusedMatMul', [a.name, b.name], { transB: transposeB ? 1 : 0 });
  return tape.record(y, [a, b], (dy) => [
    a.tracked ? g.node('FusedMatMul', [dy, b.name], { transB: transposeB ? 0 : 1 }) : null,
    !b.tracked
      ? null
      : transposeB
        ? g.node('FusedMatMul', [dy, a.name], { transA: 1 })
        : g.node('FusedMatMul', [a.name, dy], { transA: 1 }),
  ]);
}

/** Sum of two values of equal shape. */
export function add(tape: Tape, a: Value, b: Value): Value {
  return tape.record(tape.graph.node('Add', [a.name, b.name]), [a, b], (dy) => [dy, dy]);
}

/** x plus a constant that may be broadcast (an attention mask). */
export function addConstant(tape: Tape, x: Value, constant: string): Value {
  return tape.record(tape.graph.node('Add', [x.name, constant]), [x], (dy) => [dy]);
}

/** x [N, out] plus bias [out]. */
export function addBias(tape: Tape, x: Value, bias: Value): Value {
  const g = tape.graph;
  return tape.record(g.node('Add', [x.name, bias.name]), [x, bias], (dy) => [
    dy,
    g.node('ReduceSum', [dy, g.ints([0])], { keepdims: 0 }),
  ]);
}

/** Product of two values of equal shape. */
export function mul(tape: Tape, a: Value, b: Value): Value {
  const g = tape.graph;
  return tape.record(g.node('Mul', [a.name, b.name]), [a, b], (dy) => [
    g.node('Mul', [dy, b.name]),
    g.node('Mul', [dy, a.name]),
  ]);
}

/** x times a number. */
export function scale(tape: Tape, x: Value, factor: number): Value {
  const g = tape.graph;
  const constant = g.floats([], [factor]);
  return tape.record(g.node('Mul', [x.name, constant]), [x], (dy) => [g.node('Mul', [dy, constant])]);
}

/** x * sigmoid(x). */
export function silu(tape: Tape, x: Value): Value {
  const g = tape.graph;
  return tape.record(g.node('QuickGelu', [x.name], { alpha: 1 }), [x], (dy) => {
    const sigmoid = g.node('Sigmoid', [x.name]);
    const one = g.floats([], [1]);
    const slope = g.node('Mul', [
      sigmoid,
      g.node('Add', [one, g.node('Mul', [x.name, g.node('Sub', [one, sigmoid])])]),
    ]);
    return [g.node('Mul', [dy, slope])];
  });
}

/** x [N, H] over its root mean square along H, times weight [H] (Zhang and Sennrich 2019). */
export function rmsNorm(tape: Tape, x: Value, weight: Value, epsilon: number): Value {
  const g = tape.graph;
  const axis = g.ints([-1]);
  const meanSquare = g.node('ReduceMean', [g.node('Mul', [x.name, x.name]), axis], { keepdims: 1 });
  const inverse = g.node('Reciprocal', [
    g.node('Sqrt', [g.node('Add', [meanSquare, g.floats([], [epsilon])])]),
  ]);
  const normed = g.node('Mul', [x.name, inverse]);
  return tape.record(g.node('Mul', [normed, weight.name]), [x, weight], (dy) => {
    const dNormed = g.node('Mul', [dy, weight.name]);
    const projection = g.node('ReduceMean', [g.node('Mul', [dNormed, normed]), axis], { keepdims: 1 });
    return [
      x.tracked
        ? g.node('Mul', [inverse, g.node('Sub', [dNormed, g.node('Mul', [normed, projection])])])
        : null,
      g.node('ReduceSum', [g.node('Mul', [dy, normed]), g.ints([0])], { keepdims: 0 }),
    ];
  });
}

/** The same values under other dimensions; `back` restores the first ones (0 copies a dimension, -1 is inferred). */
export function reshape(tape: Tape, x: Value, dims: readonly number[], back: readonly number[]): Value {
  const g = tape.graph;
  return tape.record(g.node('Reshape', [x.name, g.ints(dims)]), [x], (dy) => [
    g.node('Reshape', [dy, g.ints(back)]),
  ]);
}

/** Dimensions in another order. */
export function transpose(tape: Tape, x: Value, perm: readonly number[]): Value {
  const g = tape.graph;
  const inverse = perm.map((_, i) => perm.indexOf(i));
  return tape.record(g.node('Transpose', [x.name], { perm }), [x], (dy) => [
    g.node('Transpose', [dy], { perm: inverse }),
  ]);
}

/** a [N, A] beside b [N, B]: [N, A + B]. */
export function concat(tape: Tape, a: Value, widthA: number, b: Value, widthB: number): Value {
  const g = tape.graph;
  const joined = g.node('Concat', [a.name, b.name], { axis: -1 });
  return tape.record(joined, [a, b], (dy) =>
    g.nodes('Split', [dy, g.ints([widthA, widthB])], 2, { axis: -1 }),
  );
}

/** Softmax along the last dimension. */
export function softmax(tape: Tape, x: Value): Value {
  const g = tape.graph;
  const y = g.node('Softmax', [x.name], { axis: -1 });
  return tape.record(y, [x], (dy) => {
    const weighted = g.node('Mul', [dy, y]);
    const sum = g.node('ReduceSum', [weighted, g.ints([-1])], { keepdims: 1 });
    return [g.node('Sub', [weighted, g.node('Mul', [y, sum])])];
  });
}

/** Rows of x [N, H] by index [M]. */
export function gatherRows(tape: Tape, x: Value, rows: string): Value {
  const g = tape.graph;
  return tape.record(g.node('Gather', [x.name, rows]), [x], (dy) => {
    const zeros = g.node('Sub', [x.name, x.name]);
    return [g.node('ScatterND', [zeros, g.node('Unsqueeze', [rows, g.ints([1])]), dy])];
  });
}

export interface RotaryTables {
  /** int64 [B, S]. */
  positions: string;
  /** [positions, D / 2]. */
  cos: string;
  sin: string;
  /** The sines with their sign turned: the way back is the rotation by the opposite angle. */
  negativeSin: string;
}

/** Rotary embedding on adjacent pairs of x [B, S, heads * D] (Su et al. 2021). */
export function rotary(tape: Tape, x: Value, heads: number, tables: RotaryTables): Value {
  const g = tape.graph;
  const attributes = { interleaved: 1, num_heads: heads };
  const { positions, cos, sin, negativeSin } = tables;
  return tape.record(g.node('RotaryEmbedding', [x.name, positions, cos, sin], attributes), [x], (dy) => [
    g.node('RotaryEmbedding', [dy, positions, cos, negativeSin], attributes),
  ]);
}

const TINY = 1e-30;

/**
 * Weighted cross-entropy against a few labels a row: sum over rows n and labels t of weight[n, t] * (log sum exp(logits[n])
 * - logit of label[n, t]), a scalar. logits [N, V], labels int64 [N, T], weights float32 [N, T]; a label of weight 0 is
 * ignored, it must still be in range. A probability below TINY counts as TINY in the loss, which stays finite; the gradient
 * is that of the true one.
 */
export function crossEntropy(tape: Tape, logits: Value, labels: string, weights: string): Value {
  const g = tape.graph;
  // One softmax serves the loss and its gradient; ReduceLogSumExp would take longer than both.
  const probs = g.node('Softmax', [logits.name], { axis: -1 });
  const picked = g.node('Max', [
    g.node('GatherElements', [probs, labels], { axis: 1 }),
    g.floats([1], [TINY]),
  ]);
  const losses = g.node('Mul', [g.node('Neg', [g.node('Log', [picked])]), weights]);
  const loss = g.node('ReduceSum', [losses], { keepdims: 0 });
  return tape.record(loss, [logits], (dy) => {
    const weighted = g.node('Mul', [weights, dy]);
    const rowWeights = g.node('ReduceSum', [weighted, g.ints([-1])], { keepdims: 1 });
    const expected = g.node('Mul', [probs, rowWeights]);
    const wanted = g.node('Neg', [weighted]);
    return [g.node('ScatterElements', [expected, labels, wanted], { axis: 1, reduction: 'add' })];
  });
}
