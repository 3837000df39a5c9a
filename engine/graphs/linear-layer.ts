/**
 * Linear layers in a graph that share an input: float32; or int8 weights and activations with every row of the input on
 * its own, so that no row's result depends on its neighbours; or float32 with the largest inputs as an output, for
 * calibration; or weights of 4 or 8 bits in blocks, for drafts. Wide layers that share an input are products of their
 * own: one product that is split costs copies of it all (docs/experiments.md).
 *
 * int8: the input is rounded with a constant step to uint8 around 128 (the layout that every x86-64 kernel of ONNX
 * Runtime takes), the integer product is exact, and one float scale an output channel ends it. Where rows differ much
 * in size each is first divided by its root mean square, and the result multiplied by it.
 */
import { type BlockBits, blockLinear } from './block-linear.ts';
import type { GraphBuilder, WeightLocation } from './graph-builder.ts';

export type LinearArithmetic =
  | { kind: 'fp32' }
  /** `step`: input units of one integer step. `perRow`: divide each row by its root mean square first. */
  | { kind: 'int8'; step: number; perRow: boolean }
  | { kind: 'observed'; perRow: boolean }
  | { kind: 'blocks'; bits: BlockBits };

export interface LinearMatrix {
  outSize: number;
  /** [in, outSize]; int8 at kind int8, codes as block-linear.ts has them at kind blocks, otherwise float32. */
  matrix: WeightLocation;
  /** float32: [outSize] at kind int8, one a block at kind blocks. */
  scales?: WeightLocation;
}

export interface LinearWeights {
  arithmetic: LinearArithmetic;
  matrices: LinearMatrix[];
}

/** Added under the square root of a row's mean square: only a row of zeros feels it. */
const ROW_EPSILON = 1e-20;
const ZERO_POINT = 128;

/** Name of the output with the largest absolute inputs, float32 [in], of observed layers. */
export const observedName = (name: string): string => `observed_${name}`;

/**
 * Adds layers on `input` [..., inSize] and returns their outputs [..., outSize], under the names given if any. `name`
 * is that of the group.
 */
export function linearLayers(
  g: GraphBuilder,
  name: string,
  input: string,
  inSize: number,
  { arithmetic, matrices }: LinearWeights,
  outputNames: readonly string[] = [],
): string[] {
  const perRow = 'perRow' in arithmetic && arithmetic.perRow;
  const [rows = '', inverse = ''] = perRow
    ? g.nodes('SimplifiedLayerNormalization', [input, ones(g, inSize)], 2, { epsilon: ROW_EPSILON, axis: -1 })
    : [input];
  const product = productOf(g, name, rows, inSize, arithmetic);
  return matrices.map((matrix, i) => {
    const named = outputNames[i] === undefined ? undefined : [outputNames[i]];
    const weight = matrices.length === 1 ? name : `${name}_${i}`;
    if (!perRow) return product(weight, matrix, named);
    return g.node('Div', [product(weight, matrix), inverse], {}, named);
  });
}

type Product = (weight: string, matrix: LinearMatrix, named?: string[]) => string;

/** Prepares the shared input once and returns the way to multiply it. */
function productOf(
  g: GraphBuilder,
  name: string,
  rows: string,
  inSize: number,
  arithmetic: LinearArithmetic,
): Product {
  if (arithmetic.kind === 'int8') {
    const step = g.floats([], [arithmetic.step]);
    const zeroPoint = g.byte(ZERO_POINT);
    const quantised = g.node('QuantizeLinear', [rows, step, zeroPoint]);
    return (weight, { matrix, scales, outSize }, named) => {
      if (!scales) throw new Error(`layer ${weight} has no scales`);
      const integers = g.weight(weight, [inSize, outSize], matrix, 'int8');
      const columns = g.weight(`${weight}_scales`, [outSize], scales);
      return g.node('MatMulIntegerToFloat', [quantised, integers, step, columns, zeroPoint], {}, named);
    };
  }
  if (arithmetic.kind === 'blocks') {
    const { bits } = arithmetic;
    return (weight, { matrix: codes, scales, outSize }, named) => {
      if (!scales) throw new Error(`layer ${weight} has no scales`);
      return blockLinear(g, weight, rows, { outSize, inSize, bits, codes, scales }, named);
    };
  }
  if (arithmetic.kind === 'observed') {
    const flat = g.node('Reshape', [g.node('Abs', [rows]), g.ints([-1, inSize])]);
    g.node('ReduceMax', [flat, g.ints([0])], { keepdims: 0 }, [observedName(name)]);
    g.output(observedName(name), 'float32', [inSize]);
  }
  return (weight, { matrix, outSize }, named) =>
    g.node('MatMul', [rows, g.weight(weight, [inSize, outSize], matrix)], {}, named);
}

function ones(g: GraphBuilder, size: number): string {
  return g.floats([size], new Float32Array(size).fill(1));
}
