/** A step's candidates as rows of a table, and their order. Pure. */
import { choicesAfter, type NodeOutcome, outcomesOf } from '../../engine/core/explain-choice.ts';
import type { NodeIndex, StepRecord, TokenId } from '../../engine/protocol.ts';
import { rankPaths } from './rank-path.ts';

export interface CandidateRow {
  node: NodeIndex;
  tokenId: TokenId;
  /** Rank path. */
  path: string;
  depth: number;
  rank: number;
  draftProb: number | null;
  /** Product of the draft probabilities on its way; null where one is not known. */
  pathProb: number | null;
  targetProb: number | null;
  /** 1 or 2 where it is one of the target's two best at its parent, null beyond. */
  targetPlace: 1 | 2 | null;
  outcome: NodeOutcome;
}

export const SORTS = [
  'path',
  'depth',
  'rank',
  'draftProb',
  'pathProb',
  'targetProb',
  'targetPlace',
  'outcome',
] as const;
export type SortKey = (typeof SORTS)[number];

/** Every candidate, the root left out, in the order of the tree. */
export function candidateRows(step: StepRecord): CandidateRow[] {
  const { tree, targetProbs } = step;
  const outcomes = outcomesOf(step);
  const paths = rankPaths(tree);
  const products: (number | null)[] = [1];
  return tree.tokenIds.slice(1).map((tokenId, i) => {
    const node = i + 1;
    const parent = tree.parents[node] as NodeIndex;
    const draftProb = tree.draftProbs[node] ?? null;
    const above = products[parent] ?? null;
    products.push(above === null || draftProb === null ? null : above * draftProb);
    const { first, second } = choicesAfter(step, parent);
    return {
      node,
      tokenId,
      path: paths[node] as string,
      depth: tree.depths[node] as number,
      rank: tree.ranks[node] as number,
      draftProb,
      pathProb: products[node] ?? null,
      targetProb: targetProbs?.[node] ?? null,
      targetPlace: tokenId === first.tokenId ? 1 : tokenId === second.tokenId ? 2 : null,
      outcome: outcomes[node] as NodeOutcome,
    };
  });
}

const OUTCOMES: readonly NodeOutcome[] = ['root', 'accepted', 'refused', 'not-reached'];

/** Sorted copy; what is not known stands last either way, equals keep the order of the tree. */
export function sortRows(rows: readonly CandidateRow[], by: SortKey, descending: boolean): CandidateRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (by === 'path') return sign * comparePaths(a.path, b.path);
    const [left, right] = [numberFor(a, by), numberFor(b, by)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (left - right) || a.node - b.node;
  });
}

function numberFor(row: CandidateRow, by: Exclude<SortKey, 'path'>): number | null {
  return by === 'outcome' ? OUTCOMES.indexOf(row.outcome) : row[by];
}

function comparePaths(a: string, b: string): number {
  const [left, right] = [a, b].map((path) => path.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.min(left.length, right.length); i++)
    if (left[i] !== right[i]) return (left[i] as number) - (right[i] as number);
  return left.length - right.length;
}
