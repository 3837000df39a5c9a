/**
 * The ONNX graph of one forward pass of a Llama decoder over a key/value cache that the caller owns.
 *
 * The cache is read where it lies and never copied, only the new rows leave the graph. Which rows a row sees is the
 * caller's business: an additive bias carries causality and tree ancestry among the newest rows (attention.ts).
 * How a linear layer computes is linear-layer.ts.
 *
 * Dimensions: B sequences, S new rows each, N cache blocks, T recent rows, R scored rows, F states of a row, L layers,
 * H hidden, KV key/value heads, G query heads per key/value head, D head size, V vocabulary.
 *
 * Llama: Touvron et al. 2023; grouped-query attention: Ainslie et al. 2023; rotary embedding on adjacent pairs, as
 * GGUF files of this architecture store their rows.
 */
import { attention, CACHE_BLOCK } from './attention.ts';
import { GraphBuilder, type WeightLocation } from './graph-builder.ts';
import { guessProbs } from './guess-probs.ts';
import { type LinearWeights, linearLayers } from './linear-layer.ts';

/** What the graph depends on beside the weights. */
export interface LlamaShape {
  layers: number;
  hiddenSize: number;
  heads: number;
  kvHeads: number;
  headDim: number;
  feedForward: number;
  rmsEpsilon: number;
  /** Rows of the rotary tables, and the longest sequence. */
  contextLength: number;
  /** Rows of the embedding. */
  vocabSize: number;
  /** Rows of the output matrix: the vocabulary, or the frequent tokens of a draft. */
  outputSize: number;
  /** Layers below each state that `hidden` holds, ascending, the last `layers` itself. */
  stateDepths: readonly number[];
}

/** Weights of one layer; query columns already carry 1/sqrt(D). */
export interface LlamaLayerWeights {
  attentionNorm: WeightLocation;
  /** Queries, keys and values beside each other, [H, (heads + 2 * KV) * D]. */
  qkv: LinearWeights;
  attentionOutput: LinearWeights;
  feedForwardNorm: WeightLocation;
  /** gate and up, [H, feedForward] each. */
  gateUp: LinearWeights;
  down: LinearWeights;
}

/** What a graph needs whose weights are in a rotated basis (engine/quantization/rotate-weights.ts). */
export interface RotatedBasis {
  /** [block, block], applied to each block of the input of `down`. */
  down: WeightLocation;
  downBlock: number;
}

export interface LlamaWeights {
  /** [V, H]. */
  embedding: WeightLocation;
  layers: LlamaLayerWeights[];
  outputNorm: WeightLocation;
  /** A layer, or the rows of a matrix [outputSize, H]: the same place as the embedding where they are tied. */
  output: LinearWeights | { rows: WeightLocation };
  /** [contextLength, D / 2] each. */
  cos: WeightLocation;
  sin: WeightLocation;
  rotated?: RotatedBasis;
}

/** What the graph offers beside the logits and the new rows. */
export interface LlamaOutputs {
  /** Best ids and logits of a row. */
  topCount: number;
  /** The best ids' probabilities. */
  topProbs: boolean;
  /** The states behind a row. */
  hidden: boolean;
}

/** Names of graph inputs and outputs, one place for builder and runtime. */
export const LLAMA_IO = {
  /** int64 [B, S]. */
  inputIds: 'input_ids',
  /** int64 [B, S]. */
  positions: 'positions',
  /** float32 [B, 1, G * S, T + S], 0 or -Infinity; row g * S + s is new row s. */
  bias: 'attention_bias',
  /** float32 [1, N], all 1. */
  blockOnes: 'block_ones',
  /** int64 [R], indices into the B * S new rows. */
  outputRows: 'output_rows',
  /** float32 [B, N, KV, D, 64], unused slots zero. */
  pastKey: (layer: number) => `past_key_${layer}`,
  /** float32 [B, N, KV, 64, D + 1], used slots with a last column of ones, unused slots zero. */
  pastValue: (layer: number) => `past_value_${layer}`,
  /** float32 [B, KV, T, D]. */
  recentKey: (layer: number) => `recent_key_${layer}`,
  /** float32 [B, KV, T, D + 1], used slots with a last column of ones, unused slots zero. */
  recentValue: (layer: number) => `recent_value_${layer}`,
  /** float32 [2 * L * B, KV, S, D]: keys of layer 0 (all sequences), values of layer 0, keys of layer 1, ... */
  newRows: 'new_rows',
  /** int64 [R, topCount], best first; equal logits in order of id. */
  topIds: 'top_ids',
  /** float32 [R, topCount]. */
  topLogits: 'top_logits',
  /** float32 [R, topCount], the softmax of the whole row at the best ids. */
  topProbs: 'top_probs',
  /**
   * float32 [R, F * H] in the basis of the weights: the residual stream at each of `stateDepths` under the last norm,
   * lowest first. The last is what the output matrix reads; heads may see the others (low, middle and high features, Li
   * et al. 2025, EAGLE-3, section 3.1).
   */
  hidden: 'hidden',
  /** float32 [R, outputSize]. */
  logits: 'logits',
} as const;

export function buildLlamaGraph(shape: LlamaShape, weights: LlamaWeights, outputs: LlamaOutputs): Uint8Array {
  const { hiddenSize: H, headDim: D, kvHeads: KV, heads, feedForward, contextLength } = shape;
  const g = new GraphBuilder('llama');

  const inputIds = g.input(LLAMA_IO.inputIds, 'int64', ['B', 'S']);
  const positions = g.input(LLAMA_IO.positions, 'int64', ['B', 'S']);
  const bias = g.input(LLAMA_IO.bias, 'float32', ['B', 1, 'G*S', 'T+S']);
  const blockOnes = g.input(LLAMA_IO.blockOnes, 'float32', [1, 'N']);
  const outputRows = g.input(LLAMA_IO.outputRows, 'int64', ['R']);
  const cos = g.weight('rope_cos', [contextLength, D / 2], weights.cos);
  const sin = g.weight('rope_sin', [contextLength, D / 2], weights.sin);
  const embedding = g.weight('embedding', [shape.vocabSize, H], weights.embedding);

  let residual = g.node('Gather', [embedding, inputIds]);
  /** What the layer before adds to the residual; nothing before the first. */
  let update: string | null = null;
  const normalise = (weightName: string, at: WeightLocation): string => {
    const scale = g.weight(weightName, [H], at);
    if (update === null) {
      return g.node('SimplifiedLayerNormalization', [residual, scale], {
        epsilon: shape.rmsEpsilon,
        axis: -1,
      });
    }
    const normed = `${weightName}_out`;
    const sum = `${weightName}_sum`;
    g.node('SkipSimplifiedLayerNormalization', [residual, update, scale], { epsilon: shape.rmsEpsilon }, [
      normed,
      '',
      '',
      sum,
    ]);
    residual = sum;
    return normed;
  };

  const basis = weights.rotated;
  const downBasis = basis && g.weight('down_basis', [basis.downBlock, basis.downBlock], basis.down);
  const rotateDown = (gated: string): string => {
    if (!basis || !downBasis) return gated;
    const blocks = g.node('Reshape', [gated, g.ints([0, 0, -1, basis.downBlock])]);
    return g.node('Reshape', [g.node('MatMul', [blocks, downBasis]), g.ints([0, 0, feedForward])]);
  };

  const newRows: string[] = [];
  const lowerStates: string[] = [];
  for (const [i, layer] of weights.layers.entries()) {
    const pastKey = g.input(LLAMA_IO.pastKey(i), 'float32', ['B', 'N', KV, D, CACHE_BLOCK]);
    const pastValue = g.input(LLAMA_IO.pastValue(i), 'float32', ['B', 'N', KV, CACHE_BLOCK, D + 1]);
    const recentKey = g.input(LLAMA_IO.recentKey(i), 'float32', ['B', KV, 'T', D]);
    const recentValue = g.input(LLAMA_IO.recentValue(i), 'float32', ['B', KV, 'T', D + 1]);

    const attentionIn = normalise(`attn_norm_${i}`, layer.attentionNorm);
    if (shape.stateDepths.includes(i)) lowerStates.push(residual);
    const [qkv = ''] = linearLayers(g, `qkv_${i}`, attentionIn, H, layer.qkv);
    const byHead = g.node('Transpose', [g.node('Reshape', [qkv, g.ints([0, 0, heads + 2 * KV, D])])], {
      perm: [0, 2, 1, 3],
    });
    const [queryKey = '', value = ''] = g.nodes('Split', [byHead, g.ints([heads + KV, KV])], 2, { axis: 1 });
    const rotated = g.node('RotaryEmbedding', [queryKey, positions, cos, sin], { interleaved: 1 });
    const [query = '', key = ''] = g.nodes('Split', [rotated, g.ints([heads, KV])], 2, { axis: 1 });
    newRows.push(key, value);

    const attended = attention(
      g,
      { kvHeads: KV, groups: heads / KV, headDim: D },
      { query, key, value, pastKey, pastValue, recentKey, recentValue, bias, blockOnes },
    );
    [update = null] = linearLayers(g, `attn_output_${i}`, attended, heads * D, layer.attentionOutput);

    const feedIn = normalise(`ffn_norm_${i}`, layer.feedForwardNorm);
    const [gate = '', up = ''] = linearLayers(g, `gate_up_${i}`, feedIn, H, layer.gateUp);
    const gated = g.node('Mul', [g.node('QuickGelu', [gate], { alpha: 1 }), up]);
    [update = null] = linearLayers(g, `down_${i}`, rotateDown(gated), feedForward, layer.down);
  }

  const last = normalise('output_norm', weights.outputNorm);
  const scored = (states: string): string =>
    g.node('Gather', [g.node('Reshape', [states, g.ints([-1, H])]), outputRows]);
  const state = scored(last);
  if (outputs.hidden) {
    const alone = (row: string): string => g.node('Unsqueeze', [row, g.ints([1])]);
    let states = alone(state);
    if (lowerStates.length > 0) {
      const stacked = g.node(
        'Concat',
        lowerStates.map((lower) => alone(scored(lower))),
        { axis: 1 },
      );
      const scale = g.weight('lower_norm', [H], weights.outputNorm);
      const normed = g.node('SimplifiedLayerNormalization', [stacked, scale], {
        epsilon: shape.rmsEpsilon,
        axis: -1,
      });
      states = g.node('Concat', [normed, states], { axis: 1 });
    }
    g.node('Flatten', [states], { axis: 1 }, [LLAMA_IO.hidden]);
    g.output(LLAMA_IO.hidden, 'float32', ['R', (lowerStates.length + 1) * H]);
  }
  if ('rows' in weights.output) {
    const tied = weights.output.rows === weights.embedding;
    const matrix = tied ? embedding : g.weight('output', [shape.outputSize, H], weights.output.rows);
    g.node('Gemm', [state, matrix], { transB: 1 }, [LLAMA_IO.logits]);
  } else {
    linearLayers(g, 'output', state, H, weights.output, [LLAMA_IO.logits]);
  }
  g.node('TopK', [LLAMA_IO.logits, g.ints([outputs.topCount])], { axis: -1 }, [
    LLAMA_IO.topLogits,
    LLAMA_IO.topIds,
  ]);
  g.node('Concat', newRows, { axis: 0 }, [LLAMA_IO.newRows]);

  g.output(LLAMA_IO.logits, 'float32', ['R', shape.outputSize]);
  g.output(LLAMA_IO.topLogits, 'float32', ['R', outputs.topCount]);
  g.output(LLAMA_IO.topIds, 'int64', ['R', outputs.topCount]);
  g.output(LLAMA_IO.newRows, 'float32', ['2*L*B', KV, 'S', D]);
  if (outputs.topProbs) {
    guessProbs(g, LLAMA_IO.logits, LLAMA_IO.topIds, LLAMA_IO.topProbs);
    g.output(LLAMA_IO.topProbs, 'float32', ['R', outputs.topCount]);
  }
  return g.build();
}
