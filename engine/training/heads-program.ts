/**
 * The graph that trains Medusa heads: a linear layer fuses the target's frozen states of several depths (as EAGLE-3's, Li
 * et al. 2025, section 3.1), on which stand one residual block a head and an output matrix that all share, all trained
 * together; loss the sum over heads of decay^k times cross-entropy (Medusa, section 2.2.1; k from 1).
 *
 * Dimensions: N rows, F states of a row, K heads, H hidden, V draft vocabulary.
 */
import { add, addBias, crossEntropy, linear, scale, silu } from '../autodiff/ops.ts';
import { Tape, type Value } from '../autodiff/tape.ts';
import { GraphBuilder } from '../graphs/graph-builder.ts';

export interface HeadsShape {
  heads: number;
  hiddenSize: number;
  /** Depths of the target's states that are fused, F of them. */
  stateDepths: readonly number[];
  draftVocabSize: number;
}

export const HEADS_TRAINING_IO = {
  /** float32 [N, F * H]. */
  hidden: 'hidden',
  /** float32 [H, F * H]. */
  fuse: 'fuse',
  /** float32 [H, H] and [H]. */
  weight: (k: number) => `weight_${k}`,
  bias: (k: number) => `bias_${k}`,
  /** float32 [V, H]. */
  output: 'output',
  /** int64 [N, T] and float32 [N, T]: T labels a row; one of weight 0 is ignored. */
  labels: (k: number) => `labels_${k}`,
  rowWeights: (k: number) => `row_weights_${k}`,
  loss: 'loss',
  gradient: (parameter: string) => `gradient_of_${parameter}`,
  /** int64 [N, 5], evaluation only. */
  top: (k: number) => `top_${k}`,
} as const;

export function buildHeadsProgram(shape: HeadsShape, mode: 'train' | 'evaluate', decay: number): Uint8Array {
  const { heads, hiddenSize: H, draftVocabSize: V, stateDepths } = shape;
  const io = HEADS_TRAINING_IO;
  const g = new GraphBuilder(`medusa-heads-${mode}`);
  const tape = new Tape(g);
  const width = stateDepths.length * H;
  const given = tape.constant(g.input(io.hidden, 'float32', ['N', width]));
  const fuse = tape.parameter(io.fuse, [H, width]);
  const hidden = linear(tape, given, fuse);
  const matrix = tape.parameter(io.output, [V, H]);
  const parameters: Value[] = [fuse];
  const losses: Value[] = [];
  for (let k = 0; k < heads; k++) {
    const weight = tape.parameter(io.weight(k), [H, H]);
    const bias = tape.parameter(io.bias(k), [H]);
    parameters.push(weight, bias);
    const state = add(tape, hidden, silu(tape, addBias(tape, linear(tape, hidden, weight), bias)));
    const logits = linear(tape, state, matrix);
    if (mode === 'evaluate') {
      g.node('TopK', [logits.name, g.ints([5])], { axis: -1 }, [`top_logits_${k}`, io.top(k)]);
      g.output(io.top(k), 'int64', ['N', 5]);
      continue;
    }
    const labels = g.input(io.labels(k), 'int64', ['N', 'T']);
    const rowWeights = g.input(io.rowWeights(k), 'float32', ['N', 'T']);
    losses.push(scale(tape, crossEntropy(tape, logits, labels, rowWeights), decay ** (k + 1)));
  }
  if (mode === 'train') {
    const loss = losses.reduce((sum, next) => add(tape, sum, next));
    g.node('Identity', [loss.name], {}, [io.loss]);
    g.output(io.loss, 'float32', []);
    const gradients = tape.gradients(loss, [...parameters, matrix]);
    const dims = [[H, width], ...Array.from({ length: heads }, () => [[H, H], [H]]).flat(), [V, H]];
    for (const [i, parameter] of [...parameters, matrix].entries()) {
      const name = io.gradient(parameter.name);
      g.node('Identity', [gradients[i] as string], {}, [name]);
      g.output(name, 'float32', dims[i] as number[]);
    }
  }
  return g.build();
}
