/**
 * A target whose weights are in a rotated basis gives its states in that basis too; what learnt from them knows the
 * model's own. Heads take the change of basis into their first layer, which costs a pass nothing.
 *
 * Dimensions: H hidden, F states of a row side by side, O outputs of the layer.
 */

/**
 * `layer` [O, F * H] on states of the model's own basis, for states that `basis` [H, H] brings there:
 * layer (state basis) = (layer basis^T) state, state by state.
 */
export function foldBasis(layer: Float32Array, basis: Float32Array): Float32Array {
  const H = Math.sqrt(basis.length);
  const folded = new Float32Array(layer.length);
  for (let at = 0; at < layer.length; at += H) {
    const weights = layer.subarray(at, at + H);
    for (let i = 0; i < H; i++) {
      const row = basis.subarray(i * H, (i + 1) * H);
      let sum = 0;
      for (let j = 0; j < H; j++) sum += (weights[j] as number) * (row[j] as number);
      folded[at + i] = sum;
    }
  }
  return folded;
}

/** The layer that hands the last of F states on as it is: [H, F * H]. */
export function lastStateThrough(hiddenSize: number, depths: number): Float32Array {
  const width = depths * hiddenSize;
  const layer = new Float32Array(hiddenSize * width);
  for (let i = 0; i < hiddenSize; i++) layer[i * width + width - hiddenSize + i] = 1;
  return layer;
}
