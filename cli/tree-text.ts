/** A tree and what is known of it as lines for a terminal. */
import type { RankPath } from '../engine/core/token-tree.ts';
import type { SizedTree } from '../engine/core/tree-search.ts';
import type { TreeSpeed } from '../engine/core/tree-speed.ts';
import type { AcceptanceFile } from '../engine/trees/acceptance-format.ts';
import type { TreeFile } from '../engine/trees/tree-format.ts';

/** Depth first, a line a node: its path, and the chance that it is accepted where that is known. */
export function treeLines(paths: readonly RankPath[], chance: ((path: RankPath) => number) | null): string[] {
  const children = (parent: RankPath): RankPath[] =>
    paths.filter((path) => path.length === parent.length + 1 && parent.every((rank, i) => path[i] === rank));
  const below = (parent: RankPath): string[] =>
    children(parent).flatMap((path) => {
      const share = chance ? `  ${chance(path).toFixed(3)}` : '';
      return [`${'  '.repeat(path.length - 1)}${path.join('.')}${share}`, ...below(path)];
    });
  return below([]);
}

/** "mc_sim_7b_63: 63 nodes (10, 28, 23, 2 by depth), 42 leaves". */
export function shapeLine({ name, paths }: Pick<TreeFile, 'name' | 'paths'>): string {
  const byDepth: number[] = [];
  for (const { length } of paths) byDepth[length - 1] = (byDepth[length - 1] ?? 0) + 1;
  const parents = new Set(paths.map((path) => String(path.slice(0, -1))));
  const leaves = paths.filter((path) => !parents.has(String(path))).length;
  return `${name}: ${count(paths.length, 'node')} (${byDepth.join(', ')} by depth), ${count(leaves, 'leaf', 'leaves')}`;
}

/** On what the chances rest. */
export function acceptanceLine({
  method,
  precision,
  positions,
  prompts,
  artifactSha256,
}: AcceptanceFile): string {
  return `chances from ${positions} places of ${count(prompts, 'held-out answer')} at ${precision}, ${method} draft of sha256 ${artifactSha256.slice(0, 12)}`;
}

export function predictionLine({ expectedTokens, overhead, speedup }: TreeSpeed): string {
  const tokens = `expected tokens per step ${expectedTokens.toFixed(3)}`;
  if (overhead === null || speedup === null) return `${tokens}; cost of a step n/a`;
  return `${tokens}, a step costs ${overhead.toFixed(3)} vanilla passes, predicted speedup ${speedup.toFixed(3)}`;
}

export function sizeRows(sizes: readonly SizedTree[]): { header: string[]; rows: string[][] } {
  return {
    header: ['nodes', 'depth', 'tokens per step', 'overhead', 'predicted speedup'],
    rows: sizes.map(({ rows, depth, expectedTokens, cost, rate }) => [
      String(rows - 1),
      String(depth),
      expectedTokens.toFixed(3),
      cost.toFixed(3),
      rate.toFixed(3),
    ]),
  };
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
