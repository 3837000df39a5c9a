/** How the linear layers of a draft are stored: in blocks of few bits (block-linear.ts). */
import { type DraftBits, quantizeBlocks, storeBlocks } from './block-linear.ts';
import { type StoreLinear, transposeJoined } from './prepare-llama.ts';

export function storeInBlocks({ layers, output }: DraftBits): StoreLinear {
  return async (name, matrices, file) => {
    const bits = name === 'output' ? output : layers;
    const stored = [];
    for (const { matrix, outSize } of matrices) {
      const inSize = matrix.length / outSize;
      const blocks = quantizeBlocks(transposeJoined([matrix], outSize), inSize, bits);
      const { codes, scales } = await storeBlocks(file, blocks);
      stored.push({ outSize, matrix: codes, scales });
    }
    return { arithmetic: { kind: 'blocks', bits }, matrices: stored };
  };
}
