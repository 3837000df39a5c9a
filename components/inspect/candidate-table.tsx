'use client';

import { memo, useMemo, useState } from 'react';
import type { Method, NodeIndex, StepRecord, TokenId } from '../../engine/protocol.ts';
import { probability, visibleToken } from '../format.ts';
import { type CandidateRow, candidateRows, type SortKey, sortRows } from '../tree/candidate-rows.ts';
import { sourceName } from '../tree/tree-text.ts';

interface CandidateTableProps {
  method: Method;
  step: StepRecord;
  node: NodeIndex | null;
  label: (tokenId: TokenId) => string;
  onNode: (node: NodeIndex) => void;
}

interface Column {
  by: SortKey;
  head: string;
  title: string;
  cell: (row: CandidateRow) => string;
}

const OUTCOME_WORDS = {
  root: 'root',
  accepted: '✓ accepted',
  refused: 'refused',
  'not-reached': 'not reached',
} as const;

const COLUMNS: readonly Column[] = [
  {
    by: 'path',
    head: 'node',
    title: 'ranks on the way from the root, 0 is the first choice',
    cell: ({ path }) => path,
  },
  {
    by: 'depth',
    head: 'depth',
    title: '1 is the token right after the root',
    cell: ({ depth }) => String(depth),
  },
  {
    by: 'draftProb',
    head: 'draft p',
    title: "the proposer's probability",
    cell: (row) => probability(row.draftProb),
  },
  {
    by: 'pathProb',
    head: 'path p',
    title: 'product of the draft probabilities on its way',
    cell: (row) => probability(row.pathProb),
  },
  {
    by: 'targetProb',
    head: 'target p',
    title: "the target's probability at its parent",
    cell: (row) => probability(row.targetProb),
  },
  {
    by: 'targetPlace',
    head: "target's",
    title: "its place among the target's two best at its parent",
    cell: ({ targetPlace }) =>
      targetPlace === null ? 'third or later' : targetPlace === 1 ? 'first' : 'second',
  },
  {
    by: 'outcome',
    head: 'outcome',
    title: 'what became of it',
    cell: ({ outcome }) => OUTCOME_WORDS[outcome],
  },
];

/** Every candidate of the step as a row, to be sorted by any column. Plain cells: hundreds change with every step. */
export const CandidateTable = memo(function CandidateTable({
  method,
  step,
  node,
  label,
  onNode,
}: CandidateTableProps) {
  const [sort, setSort] = useState<{ by: SortKey; descending: boolean }>({ by: 'path', descending: false });
  const rows = useMemo(() => sortRows(candidateRows(step), sort.by, sort.descending), [step, sort]);
  if (rows.length === 0) return null;
  return (
    <section className="candidate-scroll" aria-label="Table of candidates" tabIndex={0}>
      <table className="figures candidate-table">
        <caption>
          {rows.length} {rows.length === 1 ? 'candidate' : 'candidates'}. A heading sorts, a token opens its
          node.
        </caption>
        <thead>
          <tr>
            <th>token</th>
            <th title="who proposed it">from</th>
            {COLUMNS.map(({ by, head, title }) => (
              <th key={by} aria-sort={sort.by !== by ? 'none' : sort.descending ? 'descending' : 'ascending'}>
                <button
                  type="button"
                  title={title}
                  className="sort"
                  onClick={() =>
                    setSort({ by, descending: sort.by === by ? !sort.descending : by.endsWith('Prob') })
                  }
                >
                  {head}
                  {sort.by === by ? (sort.descending ? ' ↓' : ' ↑') : ''}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.node} className={`row-${row.outcome}`} data-current={row.node === node || undefined}>
              <td>
                <button
                  type="button"
                  className="row-token"
                  aria-pressed={row.node === node}
                  onClick={() => onNode(row.node)}
                >
                  {visibleToken(label(row.tokenId))}
                </button>
              </td>
              <td>{sourceName(method, row.depth, row.draftProb)}</td>
              {COLUMNS.map(({ by, cell }) => (
                <td key={by}>{cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
});
