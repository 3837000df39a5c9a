/**
 * The ONNX graph of Medusa heads: K residual blocks on one hidden state, one output matrix shared by all
 * (Medusa, Cai et al. 2024, section 2.1.1; shared matrix: version "2" files of FasterDecoding/Medusa). A linear layer
 * below them may fuse the target's states of several depths (engine/training/heads-program.ts).
 * The K blocks are one MatMul, the K outputs another: drafting costs as many products however many heads there are.
 *
 * Dimensions: K heads, F states of a row, H hidden, V rows of the output matrix.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { blockLinear, type DraftBits, quantizeBlocks, storeBlocks } from './block-linear.ts';
import { GraphBuilder } from './graph-builder.ts';
import { guessProbs } from './guess-probs.ts';
import { WeightFile } from './weight-file.ts';

/** Part of every prepared folder's key: raise it when what this file writes changes. */
export const HEADS_GRAPH_REVISION = 4;

export interface HeadWeights {
  hiddenSize: number;
  /** [H, F * H]; null where the blocks stand on the last state itself. */
  fuse: Float32Array | null;
  /** Per head: block matrix [H, H] as [out, in], and bias [H]. */
  blocks: { weight: Float32Array; bias: Float32Array }[];
  /** [V, H]. */
  output: Float32Array;
}

export const HEADS_IO = {
  /** float32 [1, F * H]. */
  hidden: 'hidden',
  /** int64 [K, topK], best first. */
  topIds: 'top_ids',
  /** float32 [K, topK]. */
  topProbs: 'top_probs',
} as const;

/** Fills an existing, empty folder with `model.onnx` and `weights.bin`; returns the model's path. */
export async function prepareHeads(
  folder: string,
  heads: HeadWeights,
  topK: number,
  bits: DraftBits,
): Promise<string> {
  const H = heads.hiddenSize;
  const K = heads.blocks.length;
  const file = await WeightFile.create(path.join(folder, 'weights.bin'));
  try {
    const g = new GraphBuilder('medusa-heads');
    const width = heads.fuse ? heads.fuse.length / H : H;
    const given = g.input(HEADS_IO.hidden, 'float32', [1, width]);
    const hidden = heads.fuse
      ? blockLinear(g, 'fuse', given, await storeBlocks(file, quantizeBlocks(heads.fuse, width, bits.layers)))
      : given;
    const joined = new Float32Array(K * H * H);
    for (const [k, block] of heads.blocks.entries()) joined.set(block.weight, k * H * H);
    const blocks = await storeBlocks(file, quantizeBlocks(joined, H, bits.layers));
    const bias = new Float32Array(K * H);
    for (const [k, block] of heads.blocks.entries()) bias.set(block.bias, k * H);
    const biases = g.weight('biases', [K * H], await file.append(bias));
    const output = await storeBlocks(file, quantizeBlocks(heads.output, H, bits.output));

    const inner = g.node('Add', [blockLinear(g, 'blocks', hidden, blocks), biases]);
    const activated = g.node('Reshape', [g.node('QuickGelu', [inner], { alpha: 1 }), g.ints([K, H])]);
    const states = g.node('Add', [activated, hidden]);
    const logits = blockLinear(g, 'output', states, output);
    g.node('TopK', [logits, g.ints([topK])], { axis: -1 }, ['top_logits', HEADS_IO.topIds]);
    guessProbs(g, logits, HEADS_IO.topIds, HEADS_IO.topProbs);
    g.output(HEADS_IO.topIds, 'int64', [K, topK]);
    g.output(HEADS_IO.topProbs, 'float32', [K, topK]);

    const model = path.join(folder, 'model.onnx');
    await writeFile(model, g.build());
    return model;
  } finally {
    await file.close();
  }
}
