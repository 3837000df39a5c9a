/** The candidates of two steps after the same text as a table: who proposed each, how likely, and what became of it. Pure. */
import type { NodeIndex, StepRecord, TokenId } from '../../engine/protocol.ts';
import type { Cell, Table } from '../../report/table.ts';
import { probability, visibleToken } from '../format.ts';
import { type OverlayNode, overlayTrees } from '../tree/tree-overlay.ts';

/** Every candidate, also those that the picture folds. */
export function overlayTable(
  first: StepRecord,
  second: StepRecord,
  [firstName, secondName]: readonly [string, string],
  label: (tokenId: TokenId) => string,
): Table {
  const path = (node: OverlayNode): string =>
    `${node.parent?.parent ? `${path(node.parent)} ` : ''}${visibleToken(label(node.tokenId))}`;
  const { nodes } = overlayTrees(first, second, true);
  return {
    id: 'trees-compared-table',
    caption: `Candidates of ${firstName} (step ${first.index + 1}) and ${secondName} (step ${second.index + 1}) after the same text`,
    columns: [
      { name: 'tokens' },
      { name: 'depth', numeric: true },
      { name: 'proposed by' },
      { name: `draft p, ${firstName}`, numeric: true },
      { name: `draft p, ${secondName}`, numeric: true },
      { name: 'outcome' },
    ],
    rows: nodes
      .filter((node) => node.parent !== null && !node.own)
      .map((node) => [
        path(node),
        String(node.depth),
        { both: 'both', first: firstName, second: secondName }[node.owner],
        draftCell(first, node.first),
        draftCell(second, node.second),
        node.accepted ? 'accepted' : 'not taken',
      ]),
  };
}

/** Empty where that draft did not propose it; a copy of earlier text has no probability. */
function draftCell({ tree }: StepRecord, node: NodeIndex | null): Cell {
  if (node === null) return { text: '', sortBy: null };
  const prob = tree.draftProbs[node] ?? null;
  return { text: prob === null ? 'copied' : probability(prob), sortBy: prob };
}
