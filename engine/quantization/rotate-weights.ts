/**
 * A Llama's weights in another basis: the same function, but with activations that one int8 scale fits. The residual
 * stream, every value head and every input of `down` are rotated; what a rotation does to a layer's input, the weights
 * before and behind it undo, all but the input of `down`, which is rotated in the graph (QuaRot, Ashkboos et al. 2024,
 * section 4). Norm gains move into the weights that follow, so that norms and rotation commute (SliceGPT, Ashkboos et
 * al. 2024, section 3.1).
 */
import type { LlamaShape } from '../graphs/llama-graph.ts';
import type { TensorSource } from '../graphs/prepare-llama.ts';
import { Rotation } from './rotation.ts';

/** The input of `down` is rotated in blocks of this size, so that the rotation is one small product. */
const DOWN_BLOCK = 64;

export interface LlamaRotations {
  residual: Rotation;
  values: Rotation;
  down: Rotation;
}

export function llamaRotations(
  shape: Pick<LlamaShape, 'hiddenSize' | 'headDim' | 'feedForward'>,
): LlamaRotations {
  return {
    residual: new Rotation(shape.hiddenSize),
    values: new Rotation(shape.headDim),
    down: new Rotation(greatestDivisor(shape.feedForward, DOWN_BLOCK)),
  };
}

/** The largest divisor of n that is at most `limit`. */
function greatestDivisor(n: number, limit: number): number {
  for (let d = Math.min(limit, n); d > 1; d--) if (n % d === 0) return d;
  return 1;
}

/** Layers in the rotated basis by their GGUF names; norms become ones. */
export function rotateLayers(
  source: TensorSource,
  shape: LlamaShape,
  rotations: LlamaRotations,
): TensorSource {
  const { residual, values, down } = rotations;
  const { hiddenSize: H, heads, headDim: D } = shape;
  /** [out, H] behind a norm: its gain goes in, then the basis. */
  const behindNorm = async (name: string, norm: string): Promise<Float32Array> => {
    const [weight, gain] = await Promise.all([source.readTensor(name), source.readTensor(norm)]);
    return residual.rotateRows(scaleColumns(weight, gain));
  };
  return {
    readTensor: async (name) => {
      const [, block = '', tensor = ''] = /^(blk\.\d+)\.(\w+)\.weight$/.exec(name) ?? [];
      const norm = (kind: string) => `${block}.${kind}_norm.weight`;
      switch (tensor) {
        case 'attn_q':
        case 'attn_k':
          return behindNorm(name, norm('attn'));
        case 'attn_v':
          return values.rotateColumns(await behindNorm(name, norm('attn')), H);
        case 'ffn_gate':
        case 'ffn_up':
          return behindNorm(name, norm('ffn'));
        case 'attn_output':
          return residual.rotateColumns(
            values.rotateRows((await source.readTensor(name)).slice()),
            heads * D,
          );
        case 'ffn_down':
          return residual.rotateColumns(
            down.rotateRows((await source.readTensor(name)).slice()),
            shape.feedForward,
          );
        default:
          if (tensor.endsWith('_norm') || name === 'output_norm.weight') return new Float32Array(H).fill(1);
          throw new Error(`no rotation is known for tensor ${name}`);
      }
    },
  };
}

/** A copy of [rows, gain.length] with each column times its gain. */
export function scaleColumns(matrix: Float32Array, gain: Float32Array): Float32Array {
  return matrix.map((value, i) => value * (gain[i % gain.length] as number));
}
