/** Sizes and tensors of Hydra heads, the same for their training, their file and their graph. */
import { MOST_IN_COMMON } from '../core/copied-token.ts';

export interface HydraShape {
  /** Tokens drafted one after another, K. */
  depths: number;
  /** Blocks of weights, C, from 1 to K: depth k (from 0) takes block min(k, C - 1). */
  blocks: number;
  hiddenSize: number;
  /** Width inside a block. */
  inner: number;
  /** The target's tokens. */
  vocabSize: number;
  /** Tokens that the heads may propose. */
  draftVocabSize: number;
  rmsEpsilon: number;
  /** Depths of the target's states that the root sees side by side, F of them. */
  stateDepths: readonly number[];
}

/** Places for how many tokens a copied one has behind it: one is 1, the others 0 (core/copied-token.ts). */
export const COMMON_PLACES = MOST_IN_COMMON + 1;

/** What a block sees side by side: a state, the token drafted last, the token that a copy would go on with, COMMON_PLACES. */
export const blockInputs = ({ hiddenSize }: Pick<HydraShape, 'hiddenSize'>): number =>
  3 * hiddenSize + COMMON_PLACES;

export interface HydraParameter {
  name: string;
  shape: number[];
}

/** Name of the block that depth `k` (from 0) takes. */
export function blockOf({ blocks }: Pick<HydraShape, 'blocks'>, k: number): string {
  return `head.${Math.min(k, blocks - 1)}`;
}

/** All trained tensors in the order of the file; matrices are [out, in]. */
export function hydraParameters(shape: HydraShape): HydraParameter[] {
  const { blocks, hiddenSize: H, inner, draftVocabSize, stateDepths } = shape;
  const seen = blockInputs(shape);
  const block = (c: number): HydraParameter[] => [
    { name: `head.${c}.state_norm.weight`, shape: [H] },
    { name: `head.${c}.token_norm.weight`, shape: [H] },
    { name: `head.${c}.gate.weight`, shape: [inner, seen] },
    { name: `head.${c}.up.weight`, shape: [inner, seen] },
    { name: `head.${c}.down.weight`, shape: [H, inner] },
    { name: `head.${c}.skip.weight`, shape: [H, seen] },
  ];
  return [
    { name: 'fuse.weight', shape: [H, stateDepths.length * H] },
    ...Array.from({ length: blocks }, (_, c) => block(c)).flat(),
    { name: 'output_norm.weight', shape: [H] },
    { name: 'output.weight', shape: [draftVocabSize, H] },
  ];
}

/** [n, n]. */
export function identityMatrix(n: number): Float32Array {
  return Float32Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
}
