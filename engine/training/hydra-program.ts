/**
 * The graph that trains Hydra heads (Ankner et al. 2024, section 3): every head sees the tokens drafted before it on its
 * path. A head is a gated block on the state handed on by the head before it (at the first: a linear layer on the
 * target's states of several depths side by side, as EAGLE-3's, Li et al. 2025, section 3.1), the embedding of the token
 * that was drafted last and of the one that a copy of earlier text would go on with, and how much that text has in common
 * with this (core/copied-token.ts; zeros where the drafted token is new); it hands its own state on. Heads may share one block, then drafting is a recurrence and
 * the block stays in the processor's cache. Loss: the sum over depths of decay^k times cross-entropy, the true tokens
 * drafted before (k from 1).
 *
 * Dimensions: N rows, F states of a row, K depths, C blocks (depth k takes block min(k, C) of them), H hidden,
 * V vocabulary, Vd draft vocabulary.
 */
import * as ops from '../autodiff/ops.ts';
import { Tape, type Value } from '../autodiff/tape.ts';
import { GraphBuilder, type WeightLocation } from '../graphs/graph-builder.ts';
import {
  blockOf,
  COMMON_PLACES,
  type HydraShape,
  hydraParameters,
  identityMatrix,
} from '../graphs/hydra-shape.ts';

export const HYDRA_TRAINING_IO = {
  /** float32 [N, F * H]. */
  hidden: 'hidden',
  /** int64 [N]: the token drafted before depth k (k from 0), the target's id. */
  tokens: (k: number) => `tokens_${k}`,
  /** int64 [N, T] and float32 [N, T]: T labels a row; one of weight 0 is ignored. */
  labels: (k: number) => `labels_${k}`,
  rowWeights: (k: number) => `row_weights_${k}`,
  /** int64 [N]: the copied token at depth k, V where there is none. */
  copied: (k: number) => `copied_${k}`,
  /** int64 [N], 0 to MOST_IN_COMMON. */
  inCommon: (k: number) => `in_common_${k}`,
  loss: 'loss',
  gradient: (parameter: string) => `gradient_of_${parameter}`,
  /** int64 [N, 5], evaluation only. */
  top: (k: number) => `top_${k}`,
} as const;

/** `embedding` is the target's with a row of zeros below, [V + 1, H], in a file beside the model. */
export function buildHydraProgram(
  shape: HydraShape,
  embedding: WeightLocation,
  mode: 'train' | 'evaluate',
  decay: number,
): Uint8Array {
  const { depths, hiddenSize: H, vocabSize, rmsEpsilon } = shape;
  const io = HYDRA_TRAINING_IO;
  const g = new GraphBuilder(`hydra-heads-${mode}`);
  const tape = new Tape(g);
  const list = hydraParameters(shape);
  const parameters = new Map<string, Value>(
    list.map(({ name, shape: dims }) => [name, tape.parameter(name, dims)]),
  );
  const parameter = (name: string): Value => {
    const value = parameters.get(name);
    if (!value) throw new Error(`no parameter ${name}`);
    return value;
  };
  const table = g.weight('embedding', [vocabSize + 1, H], embedding);
  const places = g.floats([COMMON_PLACES, COMMON_PLACES], identityMatrix(COMMON_PLACES));
  const rowsOf = (from: string, ids: string) => tape.constant(g.node('Gather', [from, ids]));
  const given = tape.constant(g.input(io.hidden, 'float32', ['N', shape.stateDepths.length * H]));
  let state = ops.linear(tape, given, parameter('fuse.weight'));
  const losses: Value[] = [];
  for (let k = 0; k < depths; k++) {
    const weight = (name: string) => parameter(`${blockOf(shape, k)}.${name}.weight`);
    const ids = (name: string) => g.input(name, 'int64', ['N']);
    const embedded = (name: string) =>
      ops.rmsNorm(tape, rowsOf(table, ids(name)), weight('token_norm'), rmsEpsilon);
    const beside = (a: Value, widthA: number, b: Value, widthB: number) =>
      ops.concat(tape, a, widthA, b, widthB);
    const states = ops.rmsNorm(tape, state, weight('state_norm'), rmsEpsilon);
    const tokens = beside(embedded(io.tokens(k)), H, embedded(io.copied(k)), H);
    const common = rowsOf(places, ids(io.inCommon(k)));
    const input = beside(beside(states, H, tokens, 2 * H), 3 * H, common, COMMON_PLACES);
    const gate = ops.silu(tape, ops.linear(tape, input, weight('gate')));
    const gated = ops.mul(tape, gate, ops.linear(tape, input, weight('up')));
    state = ops.add(tape, ops.linear(tape, input, weight('skip')), ops.linear(tape, gated, weight('down')));
    const last = ops.rmsNorm(tape, state, parameter('output_norm.weight'), rmsEpsilon);
    const logits = ops.linear(tape, last, parameter('output.weight'));
    if (mode === 'evaluate') {
      g.node('TopK', [logits.name, g.ints([5])], { axis: -1 }, [`top_logits_${k}`, io.top(k)]);
      g.output(io.top(k), 'int64', ['N', 5]);
      continue;
    }
    const labels = g.input(io.labels(k), 'int64', ['N', 'T']);
    const rowWeights = g.input(io.rowWeights(k), 'float32', ['N', 'T']);
    losses.push(ops.scale(tape, ops.crossEntropy(tape, logits, labels, rowWeights), decay ** (k + 1)));
  }
  if (mode === 'evaluate') return g.build();
  const loss = losses.reduce((sum, next) => ops.add(tape, sum, next));
  g.node('Identity', [loss.name], {}, [io.loss]);
  g.output(io.loss, 'float32', []);
  const gradients = tape.gradients(loss, [...parameters.values()]);
  for (const [i, { name, shape: dims }] of list.entries()) {
    g.node('Identity', [gradients[i] as string], {}, [io.gradient(name)]);
    g.output(io.gradient(name), 'float32', dims);
  }
  return g.build();
}
