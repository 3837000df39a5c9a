/** What `prepareLlama` needs to write a target in the rotated basis, and the way back to the model's own. */
import type { LlamaShape } from '../graphs/llama-graph.ts';
import type { LlamaPreparation, TensorSource } from '../graphs/prepare-llama.ts';
import { llamaRotations, rotateLayers, scaleColumns } from './rotate-weights.ts';

export async function rotatedPreparation(
  shape: LlamaShape,
  source: TensorSource,
  tiedEmbeddings: boolean,
): Promise<Pick<LlamaPreparation, 'layers' | 'embedding' | 'output' | 'rotated'>> {
  const rotations = llamaRotations(shape);
  const { residual, down } = rotations;
  const embedding = await source.readTensor('token_embd.weight');
  const gain = await source.readTensor('output_norm.weight');
  const output = tiedEmbeddings ? embedding : await source.readTensor('output.weight');
  return {
    layers: rotateLayers(source, shape, rotations),
    output: residual.rotateRows(scaleColumns(output, gain)),
    embedding: residual.rotateRows(embedding),
    rotated: { down: down.matrix(), downBlock: down.size },
  };
}

/**
 * [H, H], from a state of such a target (a row, after the last norm) to the model's own:
 * (state Q^T) * gain; a row of Q^T is a column of Q.
 */
export async function stateBasis(shape: LlamaShape, source: TensorSource): Promise<Float32Array> {
  const { residual } = llamaRotations(shape);
  const gain = await source.readTensor('output_norm.weight');
  return scaleColumns(transpose(residual.matrix(), shape.hiddenSize), gain);
}

function transpose(square: Float32Array, n: number): Float32Array {
  return square.map((_, at) => square[(at % n) * n + Math.floor(at / n)] as number);
}
