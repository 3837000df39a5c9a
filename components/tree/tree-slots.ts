/**
 * Fixed places for trees of one shape: every rank path has its row in all steps of an answer, so that the eye compares
 * step with step. The target's own token, which has no place in the shape, moves along a lane of its own above. Pure.
 */
import type { NodeIndex, StepRecord } from '../../engine/protocol.ts';
import { rankPaths } from './rank-path.ts';
import { measured, type PlacedNode, placeMaker, type TreeLayout } from './tree-layout.ts';

/** Row of every rank path that occurs; row 0 is the own token's lane. */
export type Slots = ReadonlyMap<string, number>;

/** Paths that a fixed picture can hold: trees whose shape changes from step to step come to more. */
export const MOST_SLOTS = 128;

interface Slot {
  path: string;
  children: Map<number, Slot>;
}

/** Slots for all paths of the steps; null where they are too many, or a path stands twice in a tree. */
export function slotsOf(steps: readonly StepRecord[]): Slots | null {
  const root: Slot = { path: '', children: new Map() };
  let count = 1;
  for (const { tree } of steps) {
    const paths = rankPaths(tree);
    if (new Set(paths).size < paths.length) return null;
    const slots: Slot[] = [root];
    for (let node = 1; node < paths.length; node++) {
      const parent = slots[tree.parents[node] as NodeIndex] as Slot;
      const rank = tree.ranks[node] as number;
      let slot = parent.children.get(rank);
      if (!slot) {
        if (++count > MOST_SLOTS) return null;
        slot = { path: paths[node] as string, children: new Map() };
        parent.children.set(rank, slot);
      }
      slots.push(slot);
    }
  }
  const rows = new Map<string, number>();
  assignRows(root, 1, rows);
  return rows;
}

/** Gives a slot and all below it their rows, from `row` on; returns the first row that is still free. */
function assignRows(slot: Slot, row: number, rows: Map<string, number>): number {
  rows.set(slot.path, row);
  let next = row;
  for (const [, child] of [...slot.children].sort(([a], [b]) => a - b)) next = assignRows(child, next, rows);
  return Math.max(next, row + 1);
}

/** All candidates of a step in the slots that `slotsOf` made of its answer. */
export function layoutInSlots(step: StepRecord, slots: Slots): TreeLayout {
  const make = placeMaker(step, new Map());
  const paths = rankPaths(step.tree);
  const places: PlacedNode[] = [];
  for (const [node, parent] of step.tree.parents.entries()) {
    const row = slots.get(paths[node] as string) ?? 1;
    const depth = step.tree.depths[node] as number;
    places.push(make({ node, foldedOn: null }, { row, depth, parent: places[parent] ?? null }));
  }
  const last = places[step.acceptedPath.at(-1) ?? 0] as PlacedNode;
  const own = make({ node: null, foldedOn: null }, { row: 0, depth: last.depth + 1, parent: last });
  for (const { children } of places) children.sort((a, b) => a.row - b.row);
  const layout = measured([...readingOrder(places[0] as PlacedNode)]);
  // The extent is that of all steps, whatever this one fills.
  const rows = Math.max(own.row, ...slots.values()) + 1;
  return { ...layout, rows };
}

function* readingOrder(place: PlacedNode): Generator<PlacedNode> {
  yield place;
  for (const child of place.children) yield* readingOrder(child);
}
