/**
 * The graph that trains a draft model: a few Llama layers between the target's frozen embedding and the frozen rows of
 * its output matrix, cross-entropy on the answers' tokens. Several sequences lie in one block; the bias keeps them apart.
 *
 * Dimensions: B blocks of T tokens, N = B * T, M scored rows, H hidden, V vocabulary, Vd draft vocabulary.
 */
import * as ops from '../autodiff/ops.ts';
import { Tape, type Value } from '../autodiff/tape.ts';
import { GraphBuilder, type WeightLocation } from '../graphs/graph-builder.ts';
import type { LlamaShape } from '../graphs/llama-graph.ts';

export const DRAFT_TRAINING_IO = {
  /** int64 [B, T]. */
  inputIds: 'input_ids',
  /** int64 [B, T], from 0 in each sequence. */
  positions: 'positions',
  /** float32 [B, 1, G * T, T]. */
  bias: 'attention_bias',
  /** int64 [M], indices into the N tokens. */
  rows: 'rows',
  /** int64 [M] and float32 [M]. */
  labels: 'labels',
  rowWeights: 'row_weights',
  loss: 'loss',
  gradient: (parameter: string) => `gradient_of_${parameter}`,
  /** int64 [M, 5], evaluation only. */
  top: 'top',
} as const;

/** A trainable tensor by its GGUF name. */
export interface DraftParameter {
  name: string;
  shape: number[];
}

export function draftParameters(shape: LlamaShape): DraftParameter[] {
  const { hiddenSize: H, heads, kvHeads, headDim: D, feedForward: F } = shape;
  const layer = (i: number): DraftParameter[] => [
    { name: `blk.${i}.attn_norm.weight`, shape: [H] },
    { name: `blk.${i}.attn_q.weight`, shape: [heads * D, H] },
    { name: `blk.${i}.attn_k.weight`, shape: [kvHeads * D, H] },
    { name: `blk.${i}.attn_v.weight`, shape: [kvHeads * D, H] },
    { name: `blk.${i}.attn_output.weight`, shape: [H, heads * D] },
    { name: `blk.${i}.ffn_norm.weight`, shape: [H] },
    { name: `blk.${i}.ffn_gate.weight`, shape: [F, H] },
    { name: `blk.${i}.ffn_up.weight`, shape: [F, H] },
    { name: `blk.${i}.ffn_down.weight`, shape: [H, F] },
  ];
  return [
    ...Array.from({ length: shape.layers }, (_, i) => layer(i)).flat(),
    { name: 'output_norm.weight', shape: [H] },
  ];
}

/** Frozen tensors in files beside the model. */
export interface DraftFrozen {
  /** [V, H]. */
  embedding: WeightLocation;
  /** [Vd, H]. */
  output: WeightLocation;
  /** [contextLength, D / 2] each. */
  cos: WeightLocation;
  sin: WeightLocation;
  negativeSin: WeightLocation;
}

/** `shape.outputSize` is Vd; T is fixed. */
export function buildDraftProgram(
  shape: LlamaShape,
  T: number,
  frozen: DraftFrozen,
  mode: 'train' | 'evaluate',
): Uint8Array {
  const { hiddenSize: H, heads, kvHeads: KV, headDim: D, rmsEpsilon } = shape;
  const G = heads / KV;
  const io = DRAFT_TRAINING_IO;
  const g = new GraphBuilder(`draft-${mode}`);
  const tape = new Tape(g);
  const parameters = new Map<string, Value>();
  for (const { name, shape: dims } of draftParameters(shape))
    parameters.set(name, tape.parameter(name, dims));
  const parameter = (name: string): Value => {
    const value = parameters.get(name);
    if (!value) throw new Error(`no parameter ${name}`);
    return value;
  };

  const ids = g.input(io.inputIds, 'int64', ['B', T]);
  const tables: ops.RotaryTables = {
    positions: g.input(io.positions, 'int64', ['B', T]),
    cos: g.weight('rope_cos', [shape.contextLength, D / 2], frozen.cos),
    sin: g.weight('rope_sin', [shape.contextLength, D / 2], frozen.sin),
    negativeSin: g.weight('rope_negative_sin', [shape.contextLength, D / 2], frozen.negativeSin),
  };
  const bias = g.input(io.bias, 'float32', ['B', 1, G * T, T]);
  const rows = g.input(io.rows, 'int64', ['M']);
  const embedded = g.node('Gather', [g.weight('embedding', [shape.vocabSize, H], frozen.embedding), ids]);
  let x = tape.constant(g.node('Reshape', [embedded, g.ints([-1, H])]));

  for (let i = 0; i < shape.layers; i++) {
    const weight = (name: string) => parameter(`blk.${i}.${name}.weight`);
    const attentionIn = ops.rmsNorm(tape, x, weight('attn_norm'), rmsEpsilon);
    const rotated = (name: string, count: number) =>
      ops.rotary(
        tape,
        ops.reshape(tape, ops.linear(tape, attentionIn, weight(name)), [-1, T, count * D], [-1, count * D]),
        count,
        tables,
      );
    const q = ops.reshape(
      tape,
      ops.transpose(
        tape,
        ops.reshape(tape, rotated('attn_q', heads), [0, T, KV, G, D], [0, T, heads * D]),
        [0, 2, 3, 1, 4],
      ),
      [0, KV, G * T, D],
      [0, KV, G, T, D],
    );
    const k = ops.transpose(
      tape,
      ops.reshape(tape, rotated('attn_k', KV), [0, T, KV, D], [0, T, KV * D]),
      [0, 2, 1, 3],
    );
    const values = ops.reshape(
      tape,
      ops.linear(tape, attentionIn, weight('attn_v')),
      [-1, T, KV, D],
      [-1, KV * D],
    );
    const v = ops.transpose(tape, values, [0, 2, 1, 3]);
    const scores = ops.addConstant(
      tape,
      ops.scale(tape, ops.matmul(tape, q, k, true), 1 / Math.sqrt(D)),
      bias,
    );
    const attended = ops.matmul(tape, ops.softmax(tape, scores), v);
    const byToken = ops.transpose(
      tape,
      ops.reshape(tape, attended, [0, KV, G, T, D], [0, KV, G * T, D]),
      [0, 3, 1, 2, 4],
    );
    const joined = ops.reshape(tape, byToken, [-1, heads * D], [-1, T, KV, G, D]);
    x = ops.add(tape, x, ops.linear(tape, joined, weight('attn_output')));

    const feedIn = ops.rmsNorm(tape, x, weight('ffn_norm'), rmsEpsilon);
    const gate = ops.silu(tape, ops.linear(tape, feedIn, weight('ffn_gate')));
    const gated = ops.mul(tape, gate, ops.linear(tape, feedIn, weight('ffn_up')));
    x = ops.add(tape, x, ops.linear(tape, gated, weight('ffn_down')));
  }

  const scored = ops.gatherRows(tape, x, rows);
  const last = ops.rmsNorm(tape, scored, parameter('output_norm.weight'), rmsEpsilon);
  const logits = ops.linear(
    tape,
    last,
    tape.constant(g.weight('output', [shape.outputSize, H], frozen.output)),
  );
  if (mode === 'evaluate') {
    g.node('TopK', [logits.name, g.ints([5])], { axis: -1 }, ['top_logits', io.top]);
    g.output(io.top, 'int64', ['M', 5]);
    return g.build();
  }
  const labels = g.input(io.labels, 'int64', ['M', 'T']);
  const loss = ops.crossEntropy(tape, logits, labels, g.input(io.rowWeights, 'float32', ['M', 'T']));
  g.node('Identity', [loss.name], {}, [io.loss]);
  g.output(io.loss, 'float32', []);
  const names = [...parameters.keys()];
  const gradients = tape.gradients(loss, [...parameters.values()]);
  for (const [i, { name, shape: dims }] of draftParameters(shape).entries()) {
    if (names[i] !== name) throw new Error(`parameter ${name} is out of order`);
    g.node('Identity', [gradients[i] as string], {}, [io.gradient(name)]);
    g.output(io.gradient(name), 'float32', dims);
  }
  return g.build();
}
