/**
 * Llama written as plainly as possible in float64 loops, one whole sequence at a time, no cache: what the graph is
 * checked against. Rotary embedding on adjacent pairs, as GGUF stores the rows.
 */
import type { LlamaShape } from '../../engine/graphs/llama-graph.ts';
import type { TinyWeights } from '../fixtures/tiny-llama.ts';

/** Logits after the last token, [vocabSize]. */
export function naiveLogits(
  weights: TinyWeights,
  shape: LlamaShape,
  ropeTheta: number,
  tokenIds: readonly number[],
): number[] {
  const states = naiveStates(weights, shape, ropeTheta, tokenIds, shape.layers);
  return multiply(weights.get('token_embd.weight'), states, shape.vocabSize);
}

/** The last token's residual behind `depth` layers under the last norm, [hiddenSize]. */
export function naiveStates(
  weights: TinyWeights,
  shape: LlamaShape,
  ropeTheta: number,
  tokenIds: readonly number[],
  depth: number,
): number[] {
  const { hiddenSize: H, heads, kvHeads, headDim: D, feedForward: F } = shape;
  const at = (i: number, name: string) => weights.get(`blk.${i}.${name}.weight`);
  const embedding = weights.get('token_embd.weight');
  let states = tokenIds.map((id) => Array.from(embedding.subarray(id * H, (id + 1) * H)));
  for (let layer = 0; layer < depth; layer++) {
    const normed = states.map((x) => norm(x, at(layer, 'attn_norm'), shape.rmsEpsilon));
    const q = normed.map((x, p) => rotate(multiply(at(layer, 'attn_q'), x, heads * D), D, p, ropeTheta));
    const k = normed.map((x, p) => rotate(multiply(at(layer, 'attn_k'), x, kvHeads * D), D, p, ropeTheta));
    const v = normed.map((x) => multiply(at(layer, 'attn_v'), x, kvHeads * D));
    states = states.map((x, p) => {
      const attended: number[] = [];
      for (let head = 0; head < heads; head++) {
        const kv = Math.floor(head / (heads / kvHeads));
        const scores: number[] = [];
        for (let s = 0; s <= p; s++) {
          let dot = 0;
          for (let d = 0; d < D; d++) dot += (q[p]?.[head * D + d] ?? 0) * (k[s]?.[kv * D + d] ?? 0);
          scores.push(dot / Math.sqrt(D));
        }
        const max = Math.max(...scores);
        const exps = scores.map((score) => Math.exp(score - max));
        const sum = exps.reduce((a, b) => a + b, 0);
        for (let d = 0; d < D; d++) {
          attended.push(exps.reduce((acc, e, s) => acc + (e / sum) * (v[s]?.[kv * D + d] ?? 0), 0));
        }
      }
      return add(x, multiply(at(layer, 'attn_output'), attended, H));
    });
    states = states.map((x) => {
      const y = norm(x, at(layer, 'ffn_norm'), shape.rmsEpsilon);
      const gate = multiply(at(layer, 'ffn_gate'), y, F);
      const up = multiply(at(layer, 'ffn_up'), y, F);
      return add(
        x,
        multiply(
          at(layer, 'ffn_down'),
          gate.map((g, i) => (g / (1 + Math.exp(-g))) * (up[i] ?? 0)),
          H,
        ),
      );
    });
  }
  return norm(states.at(-1) ?? [], weights.get('output_norm.weight'), shape.rmsEpsilon);
}

function multiply(matrix: Float32Array, x: readonly number[], outSize: number): number[] {
  return Array.from({ length: outSize }, (_, o) =>
    x.reduce((acc, value, i) => acc + value * (matrix[o * x.length + i] ?? 0), 0),
  );
}

function add(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value + (b[i] ?? 0));
}

function norm(x: readonly number[], weight: Float32Array, epsilon: number): number[] {
  const scale = 1 / Math.sqrt(x.reduce((acc, value) => acc + value * value, 0) / x.length + epsilon);
  return x.map((value, i) => value * scale * (weight[i] ?? 0));
}

function rotate(x: readonly number[], headDim: number, position: number, theta: number): number[] {
  const y = [...x];
  for (let i = 0; i < x.length; i += 2) {
    const angle = position * theta ** (-(i % headDim) / headDim);
    const [a = 0, b = 0] = [x[i], x[i + 1]];
    y[i] = a * Math.cos(angle) - b * Math.sin(angle);
    y[i + 1] = a * Math.sin(angle) + b * Math.cos(angle);
  }
  return y;
}
