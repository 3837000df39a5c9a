/**
 * Slots of a tree in fixed places, left to right: depth is the column, the first rank stays on its parent's row, and
 * each further one begins below all leaves of the one before. Pure numbers.
 */
import { type HierarchyNode, hierarchy } from 'd3-hierarchy';
import { comparePaths, type RankPath } from '../../engine/core/token-tree.ts';

export interface PlacedSlot {
  path: RankPath;
  /** 0 is the root's column. */
  column: number;
  /** From the top. */
  row: number;
  parent: PlacedSlot | null;
}

export interface SlotLayout {
  /** Root first, parents before children, top row first. */
  slots: PlacedSlot[];
  rows: number;
  columns: number;
}

interface Datum {
  path: RankPath;
  children: Datum[];
}

/** Every prefix of a path must be a path. */
export function layoutSlots(paths: readonly RankPath[]): SlotLayout {
  const top: Datum = { path: [], children: [] };
  const byKey = new Map([['', top]]);
  for (const path of [...paths].sort(comparePaths)) {
    const datum: Datum = { path, children: [] };
    byKey.set(path.join('.'), datum);
    byKey.get(path.slice(0, -1).join('.'))?.children.push(datum);
  }
  const root = hierarchy(top).count();
  const placed = new Map<HierarchyNode<Datum>, PlacedSlot>();
  let columns = 1;
  root.eachBefore((item) => {
    const parent = item.parent ? (placed.get(item.parent) as PlacedSlot) : null;
    let row = parent?.row ?? 0;
    for (const sibling of item.parent?.children ?? []) {
      if (sibling === item) break;
      row += sibling.value ?? 1;
    }
    placed.set(item, { path: item.data.path, column: item.depth, row, parent });
    columns = Math.max(columns, item.depth + 1);
  });
  return { slots: [...placed.values()], rows: root.value ?? 1, columns };
}
