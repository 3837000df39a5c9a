/**
 * Which rows a row of a verify pass may see, and where it stands: the pure part of tree attention
 * (Medusa, Cai et al. 2024, section 2.1.2; SpecInfer, Miao et al. 2024, section 4.2).
 */

/** Depth of each row below the cache: 0 for rows that follow the cache's last row. Parents must precede children. */
export function rowDepths(parents: readonly number[]): Int32Array {
  const depths = new Int32Array(parents.length);
  for (const [row, parent] of parents.entries()) {
    if (!Number.isInteger(parent) || parent < -1 || parent >= row) {
      throw new Error(`row ${row} has parent ${parent}: a parent is -1 or an earlier row`);
    }
    depths[row] = parent < 0 ? 0 : (depths[parent] as number) + 1;
  }
  return depths;
}

export interface BiasShape {
  /** Slots of earlier rows, which every row sees. */
  slots: number;
  /** Query heads per key/value head: the mask is repeated for each. */
  groups: number;
}

/**
 * Additive attention bias, [groups * S, slots + S] row-major, 0 where seen and -Infinity where not: row g * S + s lets
 * new row s see the slots, its ancestors among the new rows, and itself.
 */
export function treeAttentionBias(parents: readonly number[], { slots, groups }: BiasShape): Float32Array {
  const rows = parents.length;
  const width = slots + rows;
  const group = rows * width;
  const bias = new Float32Array(groups * group).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    bias.fill(0, start, start + slots);
    for (let seen = row; seen >= 0; seen = parents[seen] as number) bias[start + slots + seen] = 0;
  }
  for (let g = 1; g < groups; g++) bias.copyWithin(g * group, 0, group);
  return bias;
}
