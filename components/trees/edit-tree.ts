/** Changes to a tree of rank paths; every prefix of a path stays a path, and siblings keep ranks without gaps before them. Pure. */
import { comparePaths, type RankPath } from '../../engine/core/token-tree.ts';
import { MAX_NODES, MAX_RANKS } from '../../engine/trees/tree-format.ts';

export type Paths = readonly RankPath[];

export const keyOf = (path: RankPath) => path.join('.');
export const pathOf = (key: string): number[] => (key === '' ? [] : key.split('.').map(Number));

/** The next choice below a slot; null where the tree is full. Returns the new slot's path. */
export function addBelow(paths: Paths, parent: RankPath): { paths: Paths; added: RankPath } | null {
  const ranks = paths
    .filter((path) => path.length === parent.length + 1 && isBelow(path, parent))
    .map((path) => path.at(-1) as number);
  let rank = 0;
  while (ranks.includes(rank)) rank++;
  if (paths.length >= MAX_NODES || rank >= MAX_RANKS) return null;
  const added = [...parent, rank];
  return { paths: [...paths, added].sort(comparePaths), added };
}

/** The next choice beside a slot; null for the root and where the tree is full. */
export function addBeside(paths: Paths, slot: RankPath): { paths: Paths; added: RankPath } | null {
  return slot.length === 0 ? null : addBelow(paths, slot.slice(0, -1));
}

/** Without a slot and all below it; the root cannot go. */
export function removeSlot(paths: Paths, slot: RankPath): Paths {
  return slot.length === 0 ? paths : paths.filter((path) => !isBelow(path, slot));
}

/** A path is below itself. */
function isBelow(path: RankPath, slot: RankPath): boolean {
  return slot.every((rank, depth) => path[depth] === rank);
}

/** A name as files and the server keep it: other characters become underscores. */
export function storedName(name: string): string {
  return name.trim().replaceAll(/[^\w-]/g, '_') || 'tree';
}
