/**
 * Reverse-mode differentiation that writes ONNX: every operation adds its nodes to a graph and remembers how to send a
 * gradient back through them; `gradients` walks the record backwards and adds the nodes that do it
 * (Griewank and Walther, Evaluating Derivatives, chapter 3). Parameters are graph inputs, so that the optimiser may
 * change them between two runs of one session.
 *
 * All values are float32. Matrices are row-major; a linear layer's weight is [out, in], as in GGUF and safetensors.
 */
import type { Dimension, GraphBuilder } from '../graphs/graph-builder.ts';

/** A value of the graph. Gradients flow only through values that a parameter had a part in. */
export interface Value {
  readonly name: string;
  readonly tracked: boolean;
}

interface Entry {
  output: Value;
  inputs: readonly Value[];
  /** Names of the inputs' gradients, given the output's; null for inputs that are not tracked. */
  backward: (gradient: string) => (string | null)[];
}

export class Tape {
  readonly graph: GraphBuilder;
  readonly #entries: Entry[] = [];

  constructor(graph: GraphBuilder) {
    this.graph = graph;
  }

  /** A trainable graph input. */
  parameter(name: string, dims: readonly Dimension[]): Value {
    return { name: this.graph.input(name, 'float32', dims), tracked: true };
  }

  /** A value that needs no gradient: an input, a weight, a constant. */
  constant(name: string): Value {
    return { name, tracked: false };
  }

  /** Records an operation whose nodes are already in the graph. */
  record(name: string, inputs: readonly Value[], backward: (gradient: string) => (string | null)[]): Value {
    const output = { name, tracked: inputs.some((input) => input.tracked) };
    if (output.tracked) this.#entries.push({ output, inputs, backward });
    return output;
  }

  /** Adds the gradients of a scalar loss; returns the name of each parameter's. */
  gradients(loss: Value, parameters: readonly Value[]): string[] {
    const gradients = new Map<string, string>([[loss.name, this.graph.floats([], [1])]]);
    for (const entry of [...this.#entries].reverse()) {
      const gradient = gradients.get(entry.output.name);
      if (gradient === undefined) continue; // does not lead to the loss
      const parts = entry.backward(gradient);
      for (const [i, input] of entry.inputs.entries()) {
        const part = parts[i];
        if (!input.tracked || part == null) continue;
        const before = gradients.get(input.name);
        gradients.set(input.name, before === undefined ? part : this.graph.node('Add', [before, part]));
      }
    }
    return parameters.map((parameter) => {
      const gradient = gradients.get(parameter.name);
      if (gradient === undefined) throw new Error(`the loss does not depend on parameter ${parameter.name}`);
      return gradient;
    });
  }
}
