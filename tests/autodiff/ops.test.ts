/** Every gradient against central finite differences, through ONNX Runtime itself. */
import { describe, expect, it } from 'vitest';
import * as ops from '../../engine/autodiff/ops.ts';
import { Tape, type Value } from '../../engine/autodiff/tape.ts';
import { GraphBuilder } from '../../engine/graphs/graph-builder.ts';
import { rotaryTables } from '../../engine/graphs/prepare-llama.ts';
import { OnnxSession } from '../../engine/runtime/onnx/onnx-session.ts';
import { floatsOf, type Tensor } from '../../engine/runtime/tensor-program.ts';
import { seededUniform } from '../fixtures/seeded-uniform.ts';

type Shapes = Record<string, number[]>;

/**
 * Builds loss = sum(operation(parameters) * fixed random weights), and returns the largest relative difference between
 * the tape's gradients and finite differences.
 */
async function gradientError(
  shapes: Shapes,
  build: (tape: Tape, p: Record<string, Value>) => Value,
): Promise<number> {
  const g = new GraphBuilder('check');
  const tape = new Tape(g);
  const parameters: Record<string, Value> = {};
  for (const [name, dims] of Object.entries(shapes)) parameters[name] = tape.parameter(name, dims);
  const loss = toScalar(tape, build(tape, parameters));
  const names = tape.gradients(loss, Object.values(parameters));
  g.node('Identity', [loss.name], {}, ['loss']);
  g.output('loss', 'float32', []);
  for (const [i, name] of names.entries()) {
    g.node('Identity', [name], {}, [`gradient_${i}`]);
    g.output(`gradient_${i}`, 'float32', Object.values(shapes)[i] as number[]);
  }
  const session = await OnnxSession.create(g.build(), { threads: 1 });
  const uniform = seededUniform(3);
  const values = Object.entries(shapes).map(([name, dims]) => ({
    name,
    dims,
    data: Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => uniform() * 2 - 1),
  }));
  const feeds = () =>
    Object.fromEntries(
      values.map(({ name, dims, data }) => [name, { type: 'float32', data, dims } as Tensor]),
    );
  const outputs = await session.run(feeds(), ['loss', ...names.map((_, i) => `gradient_${i}`)]);
  const lossAt = async () => floatsOf(await session.run(feeds(), ['loss']), 'loss')[0] as number;

  let worst = 0;
  const step = 1e-2;
  for (const [i, { data }] of values.entries()) {
    const gradient = floatsOf(outputs, `gradient_${i}`);
    const scale = Math.max(1, ...gradient.map(Math.abs));
    for (let j = 0; j < data.length; j++) {
      const before = data[j] as number;
      data[j] = before + step;
      const up = await lossAt();
      data[j] = before - step;
      const down = await lossAt();
      data[j] = before;
      worst = Math.max(worst, Math.abs((gradient[j] as number) - (up - down) / (2 * step)) / scale);
    }
  }
  await session.release();
  return worst;
}

/** A loss in which every element counts differently: the sum of fixed weights (and curvature) over all elements. */
function toScalar(tape: Tape, y: Value): Value {
  const g = tape.graph;
  const flat = g.node('Reshape', [y.name, g.ints([-1])]);
  const count = g.node('Shape', [flat]);
  const zero = g.node('Squeeze', [g.ints([0])]);
  const range = g.node('Range', [zero, g.node('Squeeze', [count]), g.node('Squeeze', [g.ints([1])])]);
  const weights = g.node('Sin', [g.node('Cast', [range], { to: 1 })]);
  const loss = g.node('ReduceSum', [g.node('Mul', [flat, weights])], { keepdims: 0 });
  return tape.record(loss, [y], (dy) => [
    g.node('Reshape', [g.node('Mul', [weights, dy]), g.node('Shape', [y.name])]),
  ]);
}

const TOLERANCE = 3e-3;

describe('gradients against finite differences', () => {
  const cases: Record<string, [Shapes, (tape: Tape, p: Record<string, Value>) => Value]> = {
    linear: [{ x: [3, 4], w: [5, 4] }, (t, p) => ops.linear(t, p.x as Value, p.w as Value)],
    matmul: [{ a: [2, 3, 4], b: [2, 4, 5] }, (t, p) => ops.matmul(t, p.a as Value, p.b as Value)],
    'matmul with b transposed': [
      { a: [2, 3, 4], b: [2, 5, 4] },
      (t, p) => ops.matmul(t, p.a as Value, p.b as Value, true),
    ],
    add: [{ a: [2, 3], b: [2, 3] }, (t, p) => ops.add(t, p.a as Value, p.b as Value)],
    'a value used twice': [{ a: [2, 3] }, (t, p) => ops.mul(t, ops.silu(t, p.a as Value), p.a as Value)],
    'adding a constant': [
      { a: [2, 3] },
      (t, p) => ops.addConstant(t, ops.silu(t, p.a as Value), t.graph.floats([3], [1, 2, 3])),
    ],
    addBias: [{ x: [4, 3], b: [3] }, (t, p) => ops.addBias(t, p.x as Value, p.b as Value)],
    mul: [{ a: [2, 3], b: [2, 3] }, (t, p) => ops.mul(t, p.a as Value, p.b as Value)],
    scale: [{ a: [2, 3] }, (t, p) => ops.scale(t, p.a as Value, -1.7)],
    silu: [{ a: [3, 4] }, (t, p) => ops.silu(t, p.a as Value)],
    rmsNorm: [{ x: [3, 6], w: [6] }, (t, p) => ops.rmsNorm(t, p.x as Value, p.w as Value, 1e-5)],
    reshape: [{ a: [2, 6] }, (t, p) => ops.reshape(t, ops.silu(t, p.a as Value), [3, 4], [2, 6])],
    transpose: [{ a: [2, 3, 4] }, (t, p) => ops.transpose(t, p.a as Value, [2, 0, 1])],
    concat: [
      { a: [3, 2], b: [3, 4] },
      (t, p) => ops.concat(t, ops.silu(t, p.a as Value), 2, p.b as Value, 4),
    ],
    softmax: [{ a: [3, 5] }, (t, p) => ops.softmax(t, p.a as Value)],
    gatherRows: [{ a: [4, 3] }, (t, p) => ops.gatherRows(t, p.a as Value, t.graph.ints([3, 0]))],
    rotary: [
      { a: [1, 3, 8] },
      (t, p) => {
        const { cos, sin } = rotaryTables(16, 4, 100);
        return ops.rotary(t, p.a as Value, 2, {
          positions: t.graph.ints([2, 5, 9], [1, 3]),
          cos: t.graph.floats([16, 2], cos),
          sin: t.graph.floats([16, 2], sin),
          negativeSin: t.graph.floats(
            [16, 2],
            sin.map((s) => -s),
          ),
        });
      },
    ],
    crossEntropy: [
      { a: [3, 5] },
      (t, p) =>
        ops.crossEntropy(
          t,
          p.a as Value,
          t.graph.ints([4, 0, 2, 2, 1, 1], [3, 2]),
          t.graph.floats([3, 2], [1, 0.5, 0, 0.25, 0.25, 0.5]),
        ),
    ],
  };
  for (const [name, [shapes, build]] of Object.entries(cases)) {
    it(name, async () => {
      expect(await gradientError(shapes, build)).toBeLessThan(TOLERANCE);
    });
  }

  it('finds a wrong gradient', async () => {
    const wrong = (tape: Tape, p: Record<string, Value>) => {
      const x = p.a as Value;
      const g = tape.graph;
      return tape.record(g.node('QuickGelu', [x.name], { alpha: 1 }), [x], (dy) => [
        g.node('Mul', [dy, g.node('Sigmoid', [x.name])]),
      ]);
    };
    expect(await gradientError({ a: [3, 4] }, wrong)).toBeGreaterThan(0.05);
  });

  it('names a parameter that the loss does not depend on', async () => {
    await expect(
      gradientError({ a: [2, 3], b: [2, 3] }, (t, p) => ops.silu(t, p.a as Value)),
    ).rejects.toThrow('parameter b');
  });
});
