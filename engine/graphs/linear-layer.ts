/**
 * A linear layer in a graph: float32; or int8 weights and activations with every row of the input on its own, so that
 * no row's result depends on its neighbours; or float32 with the largest inputs as outputs, for calibration.
 *
 * int8: the input is rounded with a constant scale to uint8 around 128 (the layout that every x86-64 kernel of ONNX
 * Runtime takes), the integer product is exact, and one float scale an output channel ends it. Where rows differ much
 * in size each is first divided by its root mean square, and the result multiplied by it.
 */
import type { GraphBuilder, WeightLocation } from './graph-builder.ts';

export interface InputScale {
  /** Input units of one integer step. */
  step: number;
  /** Divide each row by its root mean square first. */
  perRow: boolean;
}

export type LinearWeights =
  /** [in, out] float32. */
  | { kind: 'fp32'; matrix: WeightLocation }
  /** [in, out] int8 and [out] float32. */
  | { kind: 'int8'; matrix: WeightLocation; scales: WeightLocation; input: InputScale }
  | { kind: 'observed'; matrix: WeightLocation; perRow: boolean };

/** Added under the square root of a row's mean square: only a row of zeros feels it. */
const ROW_EPSILON = 1e-20;
const ZERO_POINT = 128;

/** Name of the output with the largest absolute inputs, float32 [in], of an observed layer. */
export const observedName = (layer: string): string => `observed_${layer}`;

/** Adds the layer `name` on `input` [..., inSize] and returns its output [..., outSize], under a name if one is given. */
export function linearLayer(
  g: GraphBuilder,
  name: string,
  input: string,
  [inSize, outSize]: readonly [number, number],
  weights: LinearWeights,
  outputName?: string,
): string {
  const named = outputName === undefined ? undefined : [outputName];
  const matrix = g.weight(
    name,
    [inSize, outSize],
    weights.matrix,
    weights.kind === 'int8' ? 'int8' : 'float32',
  );
  if (weights.kind === 'fp32') return g.node('MatMul', [input, matrix], {}, named);
  const perRow = weights.kind === 'int8' ? weights.input.perRow : weights.perRow;
  const [rows = '', inverse = ''] = perRow
    ? g.nodes('SimplifiedLayerNormalization', [input, ones(g, inSize)], 2, { epsilon: ROW_EPSILON, axis: -1 })
    : [input];
  const product =
    weights.kind === 'int8'
      ? integerProduct(g, name, rows, matrix, outSize, weights, perRow ? undefined : named)
      : observedProduct(g, name, rows, matrix, inSize, perRow ? undefined : named);
  return perRow ? g.node('Div', [product, inverse], {}, named) : product;
}

function integerProduct(
  g: GraphBuilder,
  name: string,
  rows: string,
  matrix: string,
  outSize: number,
  { scales, input }: Extract<LinearWeights, { kind: 'int8' }>,
  named: string[] | undefined,
): string {
  const step = g.floats([], [input.step]);
  const zeroPoint = g.byte(ZERO_POINT);
  const quantised = g.node('QuantizeLinear', [rows, step, zeroPoint]);
  const columns = g.weight(`${name}_scales`, [outSize], scales);
  return g.node('MatMulIntegerToFloat', [quantised, matrix, step, columns, zeroPoint], {}, named);
}

function observedProduct(
  g: GraphBuilder,
  name: string,
  rows: string,
  matrix: string,
  inSize: number,
  named: string[] | undefined,
): string {
  const flat = g.node('Reshape', [g.node('Abs', [rows]), g.ints([-1, inSize])]);
  g.node('ReduceMax', [flat, g.ints([0])], { keepdims: 0 }, [observedName(name)]);
  g.output(observedName(name), 'float32', [inSize]);
  return g.node('MatMul', [rows, matrix], {}, named);
}

function ones(g: GraphBuilder, size: number): string {
  return g.floats([size], new Float32Array(size).fill(1));
}
