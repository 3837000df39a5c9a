/** States of a target in a rotated basis, brought to the model's own: what is trained fits the model at every precision. */
import { GraphBuilder } from '../graphs/graph-builder.ts';
import { float32, floatsOf, type TensorProgram } from '../runtime/tensor-program.ts';

const IO = { states: 'states', basis: 'basis', changed: 'changed' } as const;

/** A product of states [rows, H] with a matrix [H, H]. */
export function buildChangeOfBasis(hiddenSize: number): Uint8Array {
  const g = new GraphBuilder('change-of-basis');
  const states = g.input(IO.states, 'float32', ['R', hiddenSize]);
  const basis = g.input(IO.basis, 'float32', [hiddenSize, hiddenSize]);
  g.node('MatMul', [states, basis], {}, [IO.changed]);
  g.output(IO.changed, 'float32', ['R', hiddenSize]);
  return g.build();
}

/** States of any number of rows, one after another, each [H]. */
export type ChangeBasis = (states: Float32Array) => Promise<Float32Array>;

/** `basis` is [H, H], from the target's states to the model's own. */
export function changeOfBasis(program: TensorProgram, basis: Float32Array): ChangeBasis {
  const H = Math.sqrt(basis.length);
  const matrix = float32(basis, [H, H]);
  return async (states) => {
    const rows = float32(states, [states.length / H, H]);
    return floatsOf(await program.run({ [IO.states]: rows, [IO.basis]: matrix }, [IO.changed]), IO.changed);
  };
}
