/**
 * Writes a Llama graph and its weights into a folder that ONNX Runtime can load: reads tensors by their GGUF names,
 * transposes linear layers to [in, out], and folds 1/sqrt(D) into the queries (exact where D is a power of four;
 * elsewhere one rounding of each weight).
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LinearWeights } from './linear-layer.ts';
import {
  buildLlamaGraph,
  type LlamaLayerWeights,
  type LlamaOutputs,
  type LlamaShape,
  type LlamaWeights,
} from './llama-graph.ts';
import { WeightFile } from './weight-file.ts';

/** Part of every prepared folder's key: raise it when what this file writes changes. */
export const LLAMA_GRAPH_REVISION = 8;

/** Float32 tensors by their GGUF names, each row-major with the outermost dimension first. */
export interface TensorSource {
  readTensor(name: string): Promise<Float32Array>;
}

/** Stores matrices [in, outSize] of layers that share an input, and says how the graph is to compute with them. */
export type StoreLinear = (
  name: string,
  matrices: readonly { matrix: Float32Array; outSize: number }[],
  file: WeightFile,
) => Promise<LinearWeights>;

const storeFloats: StoreLinear = async (_name, matrices, file) => {
  const stored = [];
  for (const { matrix, outSize } of matrices) stored.push({ outSize, matrix: await file.append(matrix) });
  return { arithmetic: { kind: 'fp32' }, matrices: stored };
};

export interface LlamaPreparation {
  shape: LlamaShape;
  ropeTheta: number;
  outputs: LlamaOutputs;
  layers: TensorSource;
  /** Token embedding, [vocabSize, hiddenSize]. */
  embedding: Float32Array;
  /** Output matrix, [outputSize, hiddenSize]; null where it is the embedding. */
  output: Float32Array | null;
  /** float32 as it is unless given; then the output matrix is a linear layer as well. */
  storeLinear?: StoreLinear;
  /** For weights in a rotated basis: [block, block] of `down` inputs. */
  rotated?: { down: Float32Array; downBlock: number };
}

/** Fills an existing, empty folder with `model.onnx` and `weights.bin`; returns the model's path. */
export async function prepareLlama(folder: string, preparation: LlamaPreparation): Promise<string> {
  const { shape, layers: source, rotated, storeLinear = storeFloats } = preparation;
  const { hiddenSize: H, heads, kvHeads, headDim: D, feedForward } = shape;
  const file = await WeightFile.create(path.join(folder, 'weights.bin'));
  try {
    const read = async (name: string, length: number): Promise<Float32Array> => {
      const tensor = await source.readTensor(name);
      if (tensor.length !== length) throw new Error(`${name} holds ${tensor.length} values, not ${length}`);
      return tensor;
    };
    /** Layers that share an input, each of matrices [out_i, inSize] one above the other. */
    const linear = (name: string, layers: Float32Array[][], inSize: number): Promise<LinearWeights> => {
      const transposed = layers.map((stacked) => {
        const matrix = transposeJoined(stacked, inSize);
        return { matrix, outSize: matrix.length / inSize };
      });
      return storeLinear(name, transposed, file);
    };
    const embedding = await file.append(preparation.embedding);
    const storeOutput = async (): Promise<LlamaWeights['output']> => {
      const matrix = preparation.output ?? preparation.embedding;
      if (preparation.storeLinear) return linear('output', [[matrix]], H);
      return { rows: preparation.output ? await file.append(matrix) : embedding };
    };
    const layers: LlamaLayerWeights[] = [];
    for (let i = 0; i < shape.layers; i++) {
      const block = `blk.${i}`;
      const query = (await read(`${block}.attn_q.weight`, heads * D * H)).map((w) => w / Math.sqrt(D));
      const key = await read(`${block}.attn_k.weight`, kvHeads * D * H);
      const value = await read(`${block}.attn_v.weight`, kvHeads * D * H);
      const gate = await read(`${block}.ffn_gate.weight`, feedForward * H);
      const up = await read(`${block}.ffn_up.weight`, feedForward * H);
      const attentionOutput = await read(`${block}.attn_output.weight`, H * heads * D);
      const down = await read(`${block}.ffn_down.weight`, H * feedForward);
      layers.push({
        attentionNorm: await file.append(await read(`${block}.attn_norm.weight`, H)),
        qkv: await linear(`qkv_${i}`, [[query, key, value]], H),
        attentionOutput: await linear(`attn_output_${i}`, [[attentionOutput]], heads * D),
        feedForwardNorm: await file.append(await read(`${block}.ffn_norm.weight`, H)),
        gateUp: await linear(`gate_up_${i}`, [[gate], [up]], H),
        down: await linear(`down_${i}`, [[down]], feedForward),
      });
    }
    const { cos, sin } = rotaryTables(shape.contextLength, D, preparation.ropeTheta);
    const graph = buildLlamaGraph(
      shape,
      {
        embedding,
        layers,
        outputNorm: await file.append(await read('output_norm.weight', H)),
        output: await storeOutput(),
        cos: await file.append(cos),
        sin: await file.append(sin),
        ...(rotated
          ? {
              rotated: {
                down: await file.append(rotated.down),
                downBlock: rotated.downBlock,
              },
            }
          : {}),
      },
      preparation.outputs,
    );
    const model = path.join(folder, 'model.onnx');
    await writeFile(model, graph);
    return model;
  } finally {
    await file.close();
  }
}

/** Stacks matrices [out_i, in] and returns them transposed as one [in, sum of out_i]. */
export function transposeJoined(matrices: readonly Float32Array[], inSize: number): Float32Array {
  const outSizes = matrices.map((m) => m.length / inSize);
  const width = outSizes.reduce((sum, n) => sum + n, 0);
  const result = new Float32Array(inSize * width);
  let column = 0;
  for (const [i, matrix] of matrices.entries()) {
    const outSize = outSizes[i] as number;
    for (let o = 0; o < outSize; o++) {
      for (let k = 0; k < inSize; k++) result[k * width + column + o] = matrix[o * inSize + k] as number;
    }
    column += outSize;
  }
  return result;
}

/** cos and sin of position * theta^(-2i/D), [positions, D / 2] each, rounded to float32 where transformers rounds. */
export function rotaryTables(
  positions: number,
  headDim: number,
  theta: number,
): { cos: Float32Array; sin: Float32Array } {
  const half = headDim / 2;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let i = 0; i < half; i++) {
    const frequency = Math.fround(1 / Math.fround(theta ** ((2 * i) / headDim)));
    for (let p = 0; p < positions; p++) {
      const angle = Math.fround(p * frequency);
      cos[p * half + i] = Math.cos(angle);
      sin[p * half + i] = Math.sin(angle);
    }
  }
  return { cos, sin };
}
