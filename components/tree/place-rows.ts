/** Rows of a tree drawn left to right: a first child goes on in its parent's row, each other begins a new one. Pure. */
import { type HierarchyNode, hierarchy } from 'd3-hierarchy';

export interface Place<P> {
  /** From the top. */
  row: number;
  depth: number;
  parent: P | null;
}

/** Makes the places of a tree in reading order: depth first, top row first; children are taken in their order. */
export function placeRows<D extends { children: D[] }, P>(
  tree: D,
  make: (datum: D, place: Place<P>) => P,
): P[] {
  const root = hierarchy(tree);
  root.count();
  const rows = new Map<HierarchyNode<D>, { row: number; made: P }>();
  const places: P[] = [];
  root.eachBefore((item) => {
    const above = item.parent ? rows.get(item.parent) : undefined;
    // Below all leaves of the siblings before it.
    let row = above?.row ?? 0;
    for (const sibling of item.parent?.children ?? []) {
      if (sibling === item) break;
      row += sibling.value ?? 1;
    }
    const made = make(item.data, { row, depth: item.depth, parent: above?.made ?? null });
    rows.set(item, { row, made });
    places.push(made);
  });
  return places;
}
