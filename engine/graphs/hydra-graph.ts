/**
 * The ONNX graph of one block of Hydra heads (engine/training/hydra-program.ts has the mathematics): from the states
 * and last tokens of R tree nodes to the states handed on and the candidates for their children. The root runs on the same
 * graph as the depths that share its block: a graph of its own would bring its weights from memory once more, which costs
 * the depth behind it an eighth (docs/experiments.md).
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  blockLinear,
  type DraftBits,
  quantizeBlocks,
  type StoredBlocks,
  storeBlocks,
} from './block-linear.ts';
import { GraphBuilder, type WeightLocation } from './graph-builder.ts';
import { guessProbs } from './guess-probs.ts';
import { blockInputs, blockOf, COMMON_PLACES, type HydraShape, identityMatrix } from './hydra-shape.ts';
import { WeightFile } from './weight-file.ts';

/** Part of every prepared folder's key: raise it when what this file writes changes. */
export const HYDRA_GRAPH_REVISION = 5;

export const HYDRA_IO = {
  /** float32 [R, F * H] at the root, the target's; no rows elsewhere. Of the first block alone. */
  rootStates: 'root_states',
  /** float32 [R, H], handed on; no rows at the root. */
  states: 'states',
  /** int64 [R], the target's ids. */
  tokens: 'tokens',
  /** int64 [R]: the token that a copy of earlier text would go on with; V where there is none. */
  copied: 'copied',
  /** int64 [R], 0 to MOST_IN_COMMON. */
  inCommon: 'in_common',
  /** float32 [R, H]. */
  nextStates: 'next_states',
  /** int64 [R, topK] draft indices, best first. */
  topIds: 'top_ids',
  /** float32 [R, topK]. */
  topProbs: 'top_probs',
} as const;

export interface HydraWeights {
  shape: HydraShape;
  /** A trained tensor by its name (hydra-shape.ts), row-major. */
  tensor: (name: string) => Float32Array;
  /** The target's, [vocabSize, hiddenSize]. */
  embedding: Float32Array;
}

export const hydraModel = (block: number): string => `block-${block}.onnx`;

/** Fills an existing, empty folder with a model a block; returns their paths: of the first depths, the last for all deeper. */
export async function prepareHydra(
  folder: string,
  weights: HydraWeights,
  topK: number,
  bits: DraftBits,
): Promise<string[]> {
  const { shape, tensor, embedding } = weights;
  const { hiddenSize: H, draftVocabSize } = shape;
  const file = await WeightFile.create(path.join(folder, 'weights.bin'));
  const models: string[] = [];
  try {
    const output = await storeBlocks(file, quantizeBlocks(tensor('output.weight'), H, bits.output));
    const outputNorm = await file.append(tensor('output_norm.weight'));
    if (output.outSize !== draftVocabSize) throw new Error(`the output has ${output.outSize} rows`);
    const fuse = await storeBlocks(
      file,
      quantizeBlocks(tensor('fuse.weight'), shape.stateDepths.length * H, bits.layers),
    );
    for (let c = 0; c < shape.blocks; c++) {
      const weight = (name: string) => tensor(`${blockOf(shape, c)}.${name}.weight`);
      const joined = joinRows([weight('gate'), weight('up'), weight('skip')]);
      const stored: StoredHydra = {
        tokens: await file.append(normedRows(embedding, weight('token_norm'), shape)),
        stateNorm: await file.append(weight('state_norm')),
        inputs: await storeBlocks(file, quantizeBlocks(joined, blockInputs(shape), bits.layers)),
        down: await storeBlocks(file, quantizeBlocks(weight('down'), shape.inner, bits.layers)),
        outputNorm,
        output,
      };
      const model = path.join(folder, hydraModel(c));
      await writeFile(model, buildBlock(shape, stored, c === 0 ? fuse : null, topK));
      models.push(model);
    }
    return models;
  } finally {
    await file.close();
  }
}

interface StoredHydra {
  /** [vocabSize + 1, H], normed; the last row is zeros. */
  tokens: WeightLocation;
  stateNorm: WeightLocation;
  /** Gate, up and skip, one below the other: [2 * inner + H, blockInputs]. */
  inputs: StoredBlocks;
  down: StoredBlocks;
  outputNorm: WeightLocation;
  output: StoredBlocks;
}

/** `fuse` in the block that the root takes, whose states are the target's. */
function buildBlock(
  shape: HydraShape,
  stored: StoredHydra,
  fuse: StoredBlocks | null,
  topK: number,
): Uint8Array {
  const { hiddenSize: H, inner, vocabSize, rmsEpsilon: epsilon, stateDepths } = shape;
  const io = HYDRA_IO;
  const g = new GraphBuilder('hydra-heads');
  const norm = (name: string, x: string, at: WeightLocation) =>
    g.node('SimplifiedLayerNormalization', [x, g.weight(name, [H], at)], { epsilon, axis: -1 });
  const given = g.input(io.states, 'float32', ['P', H]);
  const ofRoot = () => g.input(io.rootStates, 'float32', ['Q', stateDepths.length * H]);
  const state = fuse ? g.node('Concat', [blockLinear(g, 'fuse', ofRoot(), fuse), given], { axis: 0 }) : given;
  const states = norm('state_norm', state, stored.stateNorm);
  const table = g.weight('token_table', [vocabSize + 1, H], stored.tokens);
  const places = g.floats([COMMON_PLACES, COMMON_PLACES], identityMatrix(COMMON_PLACES));
  const rowsOf = (from: string, ids: string) => g.node('Gather', [from, g.input(ids, 'int64', ['R'])]);
  const input = g.node(
    'Concat',
    [states, rowsOf(table, io.tokens), rowsOf(table, io.copied), rowsOf(places, io.inCommon)],
    { axis: -1 },
  );
  const [gate = '', up = '', skip = ''] = g.nodes(
    'Split',
    [blockLinear(g, 'inputs', input, stored.inputs), g.ints([inner, inner, H])],
    3,
    { axis: -1 },
  );
  const gated = g.node('Mul', [g.node('QuickGelu', [gate], { alpha: 1 }), up]);
  const next = g.node('Add', [skip, blockLinear(g, 'down', gated, stored.down)], {}, [io.nextStates]);
  const logits = blockLinear(g, 'output', norm('output_norm', next, stored.outputNorm), stored.output);
  g.node('TopK', [logits, g.ints([topK])], { axis: -1 }, ['top_logits', io.topIds]);
  guessProbs(g, logits, io.topIds, io.topProbs);
  g.output(io.nextStates, 'float32', ['R', H]);
  g.output(io.topIds, 'int64', ['R', topK]);
  g.output(io.topProbs, 'float32', ['R', topK]);
  return g.build();
}

/** Every row over its root mean square, times `weight`, and a row of zeros: what training does with a token's embedding, made once. */
function normedRows(
  embedding: Float32Array,
  weight: Float32Array,
  { hiddenSize: H, rmsEpsilon }: HydraShape,
): Float32Array {
  const result = new Float32Array(embedding.length + H);
  for (let row = 0; row < embedding.length; row += H) {
    let squares = 0;
    for (let i = 0; i < H; i++) squares += (embedding[row + i] as number) ** 2;
    const inverse = 1 / Math.sqrt(squares / H + rmsEpsilon);
    for (let i = 0; i < H; i++)
      result[row + i] = (embedding[row + i] as number) * inverse * (weight[i] as number);
  }
  return result;
}

function joinRows(matrices: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(matrices.reduce((sum, matrix) => sum + matrix.length, 0));
  let at = 0;
  for (const matrix of matrices) {
    joined.set(matrix, at);
    at += matrix.length;
  }
  return joined;
}
