/** Whether steps choose among their candidates (dynamic) where nobody said so. Pure. */
import { DEFAULT_SETTINGS, type NamedTree, type Precision } from '../protocol.ts';

export interface Asked {
  precision: Precision;
  /** Drafts other than the shipped ones are among them. */
  ownDrafts: boolean;
  /** What the candidates of heads shall fill; null or absent where nobody asked for a shape. */
  tree: NamedTree | string | null | undefined;
  /** Whether the cost of a pass is measured. */
  cost: boolean;
}

/**
 * Where that was measured to be faster (docs/experiments.md) and all that it goes by is there: the shipped drafts, whose
 * acceptance is known at the default precision, in shapes of their own, and the cost of a pass.
 */
export function choosesByDefault({ precision, ownDrafts, tree, cost }: Asked): boolean {
  return cost && !ownDrafts && (tree ?? null) === null && precision === DEFAULT_SETTINGS.precision;
}
